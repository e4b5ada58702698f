"""``layak classify``: lines of JSON in, lines of JSON out."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from layak.filing.lexicon import NUMBERS
from layak.filing.model import Classifier
from layak.lib.errors import Refusal

BATCH = 256
DIGITS = 6


@dataclass(frozen=True, slots=True)
class _Line:
    key: object
    text: str
    claimed: int | None


def classify_lines(lines: Iterable[str], classifier: Classifier) -> Iterator[dict[str, Any]]:
    """One answer a line: ``{"id", "indicators": [{"number", "probability"}] * 3, "misplaced",
    "why"}``.

    Lines are ``{"id", "text", "claimed"?}``; empty lines are passed over. All lines are read before
    the first answer: ``Refusal`` names every line that cannot be understood.
    """
    return _answers(_read(lines), classifier)


def _read(lines: Iterable[str]) -> list[_Line]:
    read: list[_Line] = []
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip().lstrip("\ufeff"):
            continue
        found = _line(line.lstrip("\ufeff"))
        if isinstance(found, str):
            faults.append(f"baris {number}: {found}")
        else:
            read.append(found)
    if faults:
        raise Refusal(f"Berkas tidak dapat dibaca; {'; '.join(faults)}.")
    return read


def _line(line: str) -> _Line | str:
    """The line, or what is wrong with it."""
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        return "bukan JSON"
    if not isinstance(raw, dict) or "id" not in raw:
        return 'bukan objek JSON dengan "id"'
    if not isinstance(raw.get("text"), str):
        return '"text" tidak ada atau bukan teks'
    claimed = raw.get("claimed")
    if isinstance(claimed, str) and claimed.strip().isdecimal():
        claimed = int(claimed)
    if claimed is not None and (isinstance(claimed, bool) or claimed not in NUMBERS):
        return f'"claimed" bukan nomor indikator {NUMBERS[0]}-{NUMBERS[-1]}'
    return _Line(raw["id"], raw["text"], claimed)


def _answers(lines: list[_Line], classifier: Classifier) -> Iterator[dict[str, Any]]:
    rest = iter(lines)
    while batch := list(islice(rest, BATCH)):
        for line, suggestion in zip(
            batch, classifier.suggest([b.text for b in batch]), strict=True
        ):
            yield {
                "id": line.key,
                "indicators": [
                    {"number": number, "probability": round(probability, DIGITS)}
                    for number, probability in suggestion.indicators
                ],
                "misplaced": (
                    None if line.claimed is None else classifier.misplaced(suggestion, line.claimed)
                ),
                "why": list(suggestion.terms),
            }
