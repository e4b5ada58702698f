"""How annexes of a report are named: ``01-2a_SK-Gugus-Tugas_2023.pdf``. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

LONGEST = 70
_CODE = re.compile(r"(\d+)([A-Za-z]*)(.*)")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Use:
    """An item that a document proves, and the page there."""

    code: str
    page: int | None


def annex_name(code: str, name: str) -> str:
    """Name a document by the item it proves, what it is called, and the last year in its name.

    Item ``1.2a`` and "SK Gugus Tugas 2023.pdf" give ``01-2a_SK-Gugus-Tugas_2023.pdf``. Letters
    outside ASCII lose their marks; what remains is cut at 70 characters.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    suffix = path.suffix if _EXTENSION.fullmatch(path.suffix) else ""
    stem = path.name.removesuffix(suffix)
    years = list(_YEAR.finditer(stem))
    year = ""
    if years:
        last = years[-1]
        year, stem = last[0], stem[: last.start()] + " " + stem[last.end() :]
    words = [_sorted_code(code), _plain(stem)[:LONGEST].strip("-") or "Dokumen", year]
    return "_".join(filter(None, words)) + suffix.lower()


def annex_names(papers: Iterable[tuple[str, str]]) -> list[str]:
    """Name documents, given as (item, name), so that no two are alike, whatever their letters."""
    taken: set[str] = set()
    found = []
    for code, name in papers:
        wanted = annex_name(code, name)
        stem, dot, suffix = wanted.rpartition(".")
        if not dot:
            stem, suffix = wanted, ""
        chosen, number = wanted, 2
        while chosen.casefold() in taken:
            chosen = f"{stem}-{number}{dot}{suffix}"
            number += 1
        taken.add(chosen.casefold())
        found.append(chosen)
    return found


def _sorted_code(code: str) -> str:
    """An item's code so that names sort as the form does: ``1.2a`` is ``01-2a``."""
    found = _CODE.fullmatch(code)
    if not found:
        return _plain(code)
    number, letters, rest = found.groups()
    return f"{int(number):02}{letters}" + (f"-{_plain(rest)}" if rest else "")


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[A-Za-z0-9]+", ascii_only))
