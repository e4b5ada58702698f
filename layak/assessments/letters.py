"""The list of an office as a printed letter to it. Official, so always Indonesian."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from layak.assessments.worklist import Item, State, Worklist
from layak.documents.plain import (
    Block,
    Fields,
    Heading,
    Paragraph,
    PlainDocument,
    SignatureBlock,
    Table,
    date_text,
)
from layak.instruments.awards import head_of, letterhead_of
from layak.lib.numbers import format_decimal, round_half_up
from layak.ui.templatetags.layak import moment

_BLANK = "........................................"
_COLUMNS = (
    "No.",
    "Butir",
    "Pertanyaan",
    "Indikator",
    "Nilai maks.",
    "Nilai kini",
    "Yang diminta",
    "Keadaan",
)


def write_letter(listed: Worklist, *, at: datetime) -> PlainDocument:
    """Address an office: its questions, the deadline with its source, place for a signature."""
    with translation.override("id"):
        city = listed.assessment.city
        day = at.astimezone(ZoneInfo(city.timezone)).date()
        kind, _space, place = city.name.partition(" ")
        award = listed.assessment.instrument.award
        blocks: list[Block] = [
            Fields(_head(listed)),
            Paragraph(_opening(listed)),
            *_tables(listed),
            Paragraph(
                "Nilai kini dihitung dari jawaban yang "
                "tersimpan. Bobot pilihan jawaban sebagian masih perkiraan. Jawaban diisi di Layak "
                "atau melalui lembar isian XLSX yang diunduh dari daftar tugas ini."
            ),
            SignatureBlock(f"{place}, {date_text(day)}", head_of(award, kind), _BLANK),
        ]
        return PlainDocument(
            title=f"Daftar Tugas Evaluasi {award} Siklus {listed.assessment.cycle.year}",
            dated=day,
            blocks=blocks,
            letterhead=letterhead_of(award, city.name),
            number=_BLANK,
            landscape=True,
        )


def _head(listed: Worklist) -> list[tuple[str, str]]:
    due = listed.due
    instrument = listed.assessment.instrument
    award, none = instrument.award, "belum ditetapkan" if instrument.ranked else "tidak ada"
    closes = moment(due.closes_at, due.zone) if due else none
    rows = [
        ("Kepada", f"Yth. Kepala {listed.office.name}"),
        ("Perihal", f"Pertanyaan evaluasi {award} yang ditugaskan, {listed.assessment}"),
        ("Tenggat", closes),
    ]
    if due:
        rows.append(("Dasar tenggat", f"{due.source} (ditetapkan {due.place})"))
    return rows


def _opening(listed: Worklist) -> str:
    return (
        f"Bersama ini disampaikan {len(listed.items)} pertanyaan: {len(listed.led)} sebagai "
        f"penanggung jawab, bernilai sampai {format_decimal(listed.attainable)} poin, dan "
        f"{len(listed.contributed)} sebagai pendukung. {listed.owed} di antaranya masih perlu "
        "dikerjakan."
    )


def _tables(listed: Worklist) -> list[Block]:
    found: list[Block] = []
    for title, items in (
        ("Sebagai penanggung jawab", listed.led),
        ("Sebagai pendukung", listed.contributed),
    ):
        if items:
            found += [Heading(title, 2), _table(items)]
    return found


def _table(items: Sequence[Item]) -> Table:
    rows = [
        (
            number,
            item.question.code,
            item.question.label,
            f"{item.indicator.code} {item.indicator.name}",
            round_half_up(item.question.attainable),
            "–" if item.points is None else round_half_up(item.points),
            _wanted(item),
            item.state_name,
        )
        for number, item in enumerate(items, 1)
    ]
    return Table(_COLUMNS, rows)


def _wanted(item: Item) -> str:
    """What an answer lacks comes in sentences, what it will need as names."""
    joint = "; " if item.state is State.OPEN else " "
    return joint.join(item.wanted) or item.next_step
