"""Read a filled sheet, show what it would change, and save it row by row."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments import relocating, services
from layak.assessments.models import Answer, Assessment, Assignment
from layak.assessments.roundtrip import (
    BACK,
    FILL_KEYS,
    TITLES,
    Held,
    Meaning,
    Texts,
    columns_by_title,
    fingerprint,
    hold,
    key_of,
    names_in,
    texts_of,
    understand,
)
from layak.assessments.services import check_open, version_of
from layak.documents.addresses import cell_name
from layak.documents.plain import date_text
from layak.documents.results import MIB, Failure
from layak.documents.sandbox import Limits, ReaderPool
from layak.evidence.models import Evidence
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

MOST_BYTES = 5 * MIB
# The heading stands within the first rows, also when somebody wrote a few above it.
_HEAD_WITHIN = 30
_BACK_KEYS = tuple(key for key, _title, _width in BACK)


class Verdict(StrEnum):
    """What becomes of a row."""

    CHANGE = "change"
    CONFLICT = "conflict"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of an answer: its name, as it is kept, as it was typed."""

    name: str
    now: str
    typed: str


@dataclass(slots=True)
class Outcome:
    """One row of the sheet. ``version`` is the state of the answer that the person is shown."""

    number: int
    code: str
    verdict: Verdict = Verdict.SAME
    answer: int = 0
    label: str = ""
    version: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as it stands in the file; ``wrong`` has a sentence for each unusable cell."""

    number: int
    texts: Mapping[str, str]
    cells: Mapping[str, str]
    wrong: Sequence[str]


@lru_cache(maxsize=1)
def _readers() -> ReaderPool:
    """One child a web process, started with the first sheet; it has little time and memory."""
    limits = Limits(seconds=20, cpu_seconds=15, memory_bytes=512 * MIB, file_bytes=MOST_BYTES)
    return ReaderPool(processes=1, limits=limits, reader="layak.documents.cells")


def read_sheet(path: Path, name: str) -> list[_Row]:
    """The rows of a filled sheet; raises ``Refusal`` with one sentence when it is none."""
    result = _readers().read_one(path, name)
    if result.failure is not None:
        raise Refusal(_why_not(result.failure))
    titles = columns_by_title()
    for page in result.pages:
        sheet = json.loads(page)
        for number, cells in sheet["rows"][:_HEAD_WITHIN]:
            columns = _columns(cells, titles)
            if "key" in columns:
                _refuse_missing(columns)
                return _rows(sheet, number, columns)
    raise Refusal(
        _("Ini bukan lembar isian dari Layak, atau baris judulnya terhapus. Unduh lagi lembarnya.")
    )


def _why_not(failure: Failure) -> str:
    return {
        Failure.TOO_LARGE: _("Berkas terlalu besar: paling besar 5 MB dan 2.000 baris."),
        Failure.ENCRYPTED: _("Berkas dilindungi kata sandi. Simpan ulang tanpa kata sandi."),
        Failure.MACRO: _("Berkas berisi makro. Simpan ulang sebagai XLSX biasa tanpa makro."),
        Failure.EMPTY: _("Berkas kosong."),
        Failure.UNSUPPORTED: _("Ini bukan XLSX. Kirim lembar isian yang diunduh dari Layak."),
    }.get(failure, _("Berkas rusak atau tidak dapat dibaca. Simpan ulang sebagai XLSX."))


def _columns(cells: Sequence[Any], titles: Mapping[str, str]) -> dict[str, int]:
    """Where each known column stands, wherever it was moved to; the first of two equal ones."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        title = " ".join(cell[1].split()).casefold() if cell else ""
        if title in titles:
            found.setdefault(titles[title], place)
    return found


def _refuse_missing(columns: Mapping[str, int]) -> None:
    missing = [str(TITLES[key]) for key in (*FILL_KEYS, *_BACK_KEYS) if key not in columns]
    if missing:
        raise Refusal(
            _("Kolom %(titles)s tidak ditemukan. Judul kolom jangan diubah atau dihapus.")
            % {"titles": ", ".join(f"“{title}”" for title in missing)}
        )


def _rows(sheet: Mapping[str, Any], head: int, columns: Mapping[str, int]) -> list[_Row]:
    merged = [tuple(area) for area in sheet["merged"]]
    return [
        _row(number, cells, columns, merged) for number, cells in sheet["rows"] if number > head
    ]


def _row(
    number: int,
    cells: Sequence[Any],
    columns: Mapping[str, int],
    merged: Sequence[tuple[int, ...]],
) -> _Row:
    texts: dict[str, str] = {}
    names: dict[str, str] = {}
    wrong: list[str] = []
    for key, place in columns.items():
        names[key] = cell_name(number, place)
        cell = cells[place] if place < len(cells) else None
        joined = any(
            top <= number - 1 <= bottom and left <= place <= right
            for top, left, bottom, right in merged
        )
        sentence = _unusable(cell, joined=joined) if key in FILL_KEYS else ""
        if sentence:
            wrong.append(f"{names[key]}: {sentence}")
        texts[key] = _text(cell)
    return _Row(number, texts, names, wrong)


def _unusable(cell: Any, *, joined: bool) -> str:
    if joined:
        return _("selnya digabung; pisahkan dahulu.")
    if cell and cell[0] == "formula":
        return _("berisi rumus; ketik nilainya.")
    if cell and cell[0] == "error":
        return _("berisi galat rumus; ketik nilainya.")
    return ""


def _text(cell: Any) -> str:
    """A cell as people type it here: a number with a comma, a day in words."""
    if not cell:
        return ""
    what, text = cell
    if what == "number":
        return str(text).rstrip(".").replace(".", ",")
    return date_text(date.fromisoformat(text)) if what == "day" else str(text)


def preview(
    rows: Sequence[_Row],
    assessment: Assessment,
    office: Organization,
    *,
    user: User,
    at: datetime,
) -> list[Outcome]:
    """What each row would change, for this person at this instant."""
    reach = _Reach(assessment, office, user, at, names=_names(row.texts for row in rows))
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        outcome = Outcome(row.number, row.texts.get("code", ""), texts=_filled(row.texts))
        key = row.texts.get("key", "")
        if key in seen and key:
            outcome.errors.append(
                _("Sama dengan baris %(row)s; pakai satu saja.") % {"row": seen[key]}
            )
        seen.setdefault(key, row.number)
        reach.judge(outcome, row)
        found.append(outcome)
    return found


def _filled(texts: Texts) -> dict[str, str]:
    return {key: texts.get(key, "") for key in FILL_KEYS}


def _names(rows: Iterable[Texts]) -> set[str]:
    return {name for texts in rows for name in names_in(texts)}


class _Reach:
    """The answers of an office that a person may change, read once for all rows."""

    def __init__(
        self,
        assessment: Assessment,
        office: Organization,
        user: User,
        at: datetime,
        *,
        names: Collection[str],
    ) -> None:
        self.at = at
        self.office = office
        own = Assignment.objects.filter(organization=office, answer__assessment=assessment)
        editable = Answer.objects.editable_by(user).filter(
            assessment=assessment, pk__in=own.values("answer")
        )
        editable = editable.exclude(question__applies_when__in=assessment.unmet)
        self.held = hold(assessment, editable.values_list("pk", flat=True))
        self.by_key = {key_of(one.answer): one for one in self.held.values()}
        documents = Evidence.objects.visible_to(user).filter(
            city=assessment.city_id, name__in=names
        )
        self.documents: dict[str, list[Evidence]] = {}
        for document in documents.select_related("file"):
            self.documents.setdefault(document.name, []).append(document)

    def judge(self, outcome: Outcome, row: _Row) -> None:
        """Fill in what a row means; a row that cannot be taken says why, cell by cell."""
        held = self.by_key.get(row.texts.get("key", ""))
        untouched = not row.wrong and fingerprint(row.texts) == row.texts.get("print")
        if held is None:
            if not untouched or not row.texts.get("key"):
                outcome.errors.append(
                    _("Butir ini bukan tugas %(office)s pada lembar ini.") % {"office": self.office}
                )
        else:
            outcome.answer, outcome.label = held.answer.pk, held.answer.question.label
            outcome.code, outcome.version = held.answer.question.code, version_of(held.answer)
            if not untouched:
                outcome.errors += row.wrong
                meaning, wrong = understand(held, row.texts)
                outcome.errors += [f"{row.cells[one.key]}: {one}" for one in wrong]
                self.compare(outcome, held, meaning)
                stale = row.texts.get("version") != outcome.version
                if outcome.verdict is Verdict.CHANGE and stale:
                    outcome.verdict = Verdict.CONFLICT
        if outcome.errors:
            outcome.verdict = Verdict.BAD

    def compare(self, outcome: Outcome, held: Held, meaning: Meaning) -> None:
        """Say what differs from the kept answer, and whether it may be changed at all."""
        files = self.new_files(held, meaning, outcome)
        if meaning.says() == held.now.says() and not files:
            return
        outcome.verdict = Verdict.CHANGE
        outcome.differences = _differences(held, outcome.texts, meaning)
        try:
            check_open(held.answer, self.at)
        except Refusal as refusal:
            outcome.errors.append(str(refusal))

    def new_files(self, held: Held, meaning: Meaning, outcome: Outcome) -> list[Evidence]:
        """Documents to be laid under the answer; a name that leads to none is noted."""
        found: list[Evidence] = []
        for name in sorted(meaning.files - held.now.files):
            matches = self.documents.get(name, [])
            if len(matches) == 1:
                found += matches
            elif matches:
                said = _("Ada %(n)s dokumen bernama “%(name)s”; pilih di halaman pertanyaannya.")
                outcome.notes.append(said % {"n": len(matches), "name": name[:100]})
            else:
                said = _("“%(name)s” belum diserahkan; serahkan berkasnya lewat Layak.")
                outcome.notes.append(said % {"name": name[:100]})
        return found


def _differences(held: Held, texts: Texts, meaning: Meaning) -> list[Difference]:
    now = texts_of(held)
    typed = {key: texts.get(key, "").strip() for key in FILL_KEYS}
    if meaning.option is not None:
        typed["option"] = str(meaning.option)
    return [
        Difference(str(TITLES[key]), now[key], typed[key])
        for key in FILL_KEYS
        if " ".join(now[key].split()) != " ".join(typed[key].split())
    ]


@dataclass(slots=True)
class Saved:
    """What an import did: how many answers were saved, and the rows that were not."""

    answers: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def save(
    outcomes: Sequence[Outcome],
    assessment: Assessment,
    office: Organization,
    *,
    user: User,
    at: datetime,
) -> Saved:
    """Save rows that a person was shown, each by itself; what changed meanwhile is refused."""
    reach = _Reach(assessment, office, user, at, names=_names(row.texts for row in outcomes))
    saved = Saved()
    for outcome in outcomes:
        held = reach.held.get(outcome.answer)
        if held is None:
            said = _("Butir ini bukan tugas %(office)s pada lembar ini.") % {"office": office}
            saved.refused.append((outcome.code, said))
            continue
        try:
            _save_one(held, outcome, reach, user, at)
        except Refusal as refusal:
            saved.refused.append((outcome.code, str(refusal)))
        else:
            saved.answers += 1
    return saved


def _save_one(held: Held, outcome: Outcome, reach: _Reach, user: User, at: datetime) -> None:
    meaning, wrong = understand(held, outcome.texts)
    if wrong:
        raise wrong[0]
    if meaning.says() != held.now.says():
        services.answer_question(
            held.answer,
            option=meaning.option,
            points=meaning.points,
            note=meaning.note,
            measured=meaning.measured if held.unit else "keep",
            version=outcome.version,
            actor=user,
            at=at,
        )
    for document in reach.new_files(held, meaning, outcome):
        relocating.place(held.answer, document, actor=user, at=at)
