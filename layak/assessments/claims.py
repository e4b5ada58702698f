"""What a folder's name says about the documents in it. Pure: text in, codes out.

Offices name folders in many ways: ``04.2 Akta kelahiran``, ``Indikator 21A``, ``21A.4a``,
``Ind_4``, ``Klaster 4``, ``Klaster IV - Pendidikan``. The deepest folder that speaks wins; a file's
own name never counts, because letters and dates carry numbers too.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from layak.instruments.awards import known_awards

# The block that is named without a number.
INSTITUTIONS = "0"
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}
_CLUSTER = re.compile(
    r"\b(?:klaster|cluster|kluster|k)[\s_.-]*([0-6]|IV|III|II|I|V)\b", re.IGNORECASE
)
_INSTITUTION = re.compile(r"\bkelembagaan\b", re.IGNORECASE)
_ITEM = re.compile(
    r"(?<![\w.])0*(\d{1,2})\s?([A-Ca-c])?\s?[._-]\s?0*(\d{1,2}[a-zA-Z0-9]{0,3}?(?:\.\d+)?)(?![0-9A-Za-z])"
)
_FRONT = "|".join(("indikator", "indicator", "ind", "no", "nomor", *known_awards()))
_INDICATOR = re.compile(
    rf"(?:^|(?<![\w.]))(?:{_FRONT})?[\s_.-]*0*(\d{{1,2}})\s?([A-Ca-c])?(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:indikator|indicator|ind)[\s_.-]*0*(\d{1,2})\s?([A-Ca-c])?(?![0-9A-Za-z])", re.IGNORECASE
)


class Reach(Enum):
    """How exactly a folder speaks."""

    ITEM = "item"
    INDICATOR = "indicator"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Claim:
    """``code``: an item (``4.2``), an indicator (row ``21A``, number ``21``) or a cluster."""

    reach: Reach
    code: str


def claim_of(
    path: str, *, items: Collection[str], indicators: Collection[str], clusters: Collection[str]
) -> Claim | None:
    """Read the claim of a document from its path below the delivery; None when no folder speaks.

    ``items`` and ``indicators`` are the instrument's codes; a number that is none of them claims
    nothing.
    """
    known = {code.lower(): code for code in items}
    rows = {code.lower(): code for code in indicators}
    numbers = {code.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for code in indicators}
    for folder in reversed(path.replace("\\", "/").split("/")[:-1]):
        if claim := _of_folder(folder.strip(), known, rows, numbers, clusters):
            return claim
    return None


def _of_folder(
    folder: str,
    items: dict[str, str],
    rows: dict[str, str],
    numbers: Collection[str],
    clusters: Collection[str],
) -> Claim | None:
    if found := _item(folder, items):
        return Claim(Reach.ITEM, found)
    if found := _row(_LABELLED.search(folder), rows, numbers):
        return Claim(Reach.INDICATOR, found)
    if (code := cluster_named(folder)) is not None:
        return Claim(Reach.CLUSTER, code) if code in clusters else None
    if _INSTITUTION.search(folder) and INSTITUTIONS in clusters:
        return Claim(Reach.CLUSTER, INSTITUTIONS)
    if found := _row(_INDICATOR.match(folder), rows, numbers):
        return Claim(Reach.INDICATOR, found)
    return None


def cluster_named(text: str) -> str | None:
    """The code of the cluster that a text names by its number: ``Klaster IV`` is ``4``."""
    match = _CLUSTER.search(text)
    return _ROMAN.get(match.group(1).upper(), match.group(1)) if match else None


def _item(folder: str, items: dict[str, str]) -> str | None:
    for match in _ITEM.finditer(folder):
        number, letter, item = match.groups()
        code = f"{int(number)}{letter or ''}.{item}".lower()
        if code in items:
            return items[code]
    return None


def _row(match: re.Match[str] | None, rows: dict[str, str], numbers: Collection[str]) -> str | None:
    if match is None:
        return None
    number, letter = str(int(match.group(1))), match.group(2) or ""
    if found := rows.get(f"{number}{letter}".lower()):
        return found
    return number if number in numbers else None
