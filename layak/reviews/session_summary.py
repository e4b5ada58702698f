"""The annex to the minutes of a field session, as a plain document. Pure: no database, no clock.

A formal paper of the Indonesian administration, so always in Indonesian.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from layak.documents.plain import (
    Block,
    Cell,
    Fields,
    Heading,
    Items,
    Paragraph,
    PlainDocument,
    SignatureBlock,
    Table,
    date_text,
)
from layak.instruments.awards import answerable, strives_for

_BLANK = "........................................"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer to a question: its text, for which office, by whom and when."""

    text: str
    office: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about an item."""

    code: str
    label: str
    text: str
    who: str
    when: str
    replies: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One on-site check; ``photos`` say what the camera wrote, or nothing but the name."""

    when: str
    where: str
    outcome: str
    note: str
    code: str = ""
    coordinates: str = ""
    photos: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """All that was noted in one session. Hours are written as texts, by the city's clock."""

    city: str
    award: str
    year: int
    example: bool
    children: bool
    day: date
    hours: str
    place: str
    link: str
    printed: str
    agenda: Sequence[tuple[str, str, str]] = ()  # hour, subject, leader
    people: Sequence[tuple[str, str, str]] = ()  # name, institution, position
    questions: Sequence[Asked] = ()
    checks: Sequence[Seen] = ()
    counts: Sequence[tuple[str, int, int]] = ()  # age, girls, boys
    notes: Sequence[tuple[str, str]] = field(default_factory=tuple)  # block, text


def write_summary(summary: Summary) -> PlainDocument:
    """Lay a session out on paper; equal summaries give equal documents."""
    what = "Sesi Forum Anak" if summary.children else "Sesi Verifikasi Lapangan"
    blocks: list[Block] = [
        Fields(
            [
                ("Tanggal", date_text(summary.day)),
                ("Waktu", summary.hours),
                *([("Tempat", summary.place)] if summary.place else []),
                *([("Tautan daring", summary.link)] if summary.link else []),
            ]
        ),
        *_agenda(summary),
        *(_children(summary) if summary.children else _team(summary)),
        SignatureBlock(f"{_BLANK[:20]}, {date_text(summary.day)}", "Ketua Tim Verifikasi", _BLANK),
        SignatureBlock("Mengetahui", f"{answerable(summary.award)} {summary.city}", _BLANK),
        Items(_proof(summary)),
    ]
    return PlainDocument(
        title=f"Lampiran Berita Acara {what} {summary.city} Tahun {summary.year}",
        dated=summary.day,
        blocks=blocks,
        letterhead=(f"Evaluasi {strives_for(summary.award)}", summary.city),
    )


def _proof(summary: Summary) -> list[str]:
    example = ["Lembar ini contoh untuk peragaan, bukan data resmi."] if summary.example else []
    return [f"Dicetak dari catatan sesi pada {summary.printed}.", *example]


def _agenda(summary: Summary) -> list[Block]:
    if not summary.agenda:
        return [Heading("Agenda"), Paragraph("Agenda tidak dicatat.")]
    return [Heading("Agenda"), Table(["Pukul", "Acara", "Dipimpin oleh"], summary.agenda)]


def _team(summary: Summary) -> list[Block]:
    return [
        *_presence(summary.people),
        *_questions(summary.questions),
        *_checks(summary.checks),
    ]


def _presence(people: Sequence[tuple[str, str, str]]) -> list[Block]:
    if not people:
        return [Heading("Daftar hadir"), Paragraph("Daftar hadir tidak dicatat.")]
    rows: list[list[Cell]] = [[str(place), *person] for place, person in enumerate(people, 1)]
    return [
        Heading("Daftar hadir"),
        Paragraph(f"Hadir {len(people)} orang."),
        Table(["No.", "Nama", "Instansi", "Jabatan"], rows),
    ]


def _questions(questions: Sequence[Asked]) -> list[Block]:
    if not questions:
        return [Heading("Pertanyaan dan jawaban"), Paragraph("Tidak ada pertanyaan.")]
    unanswered = sum(not one.replies for one in questions)
    tally = f"{len(questions)} pertanyaan, {unanswered} belum dijawab."
    blocks: list[Block] = [Heading("Pertanyaan dan jawaban"), Paragraph(tally)]
    for place, one in enumerate(questions, 1):
        answers = [f"{said.text} ({said.office}, {said.who}, {said.when})" for said in one.replies]
        blocks += [
            Heading(f"{place}. Butir {one.code}: {one.label}", level=3),
            Paragraph(f"{one.text} ({one.who}, {one.when})"),
            Items(answers or ["Belum dijawab."]),
        ]
    return blocks


def _checks(checks: Sequence[Seen]) -> list[Block]:
    if not checks:
        return [Heading("Pemeriksaan di tempat"), Paragraph("Tidak ada pemeriksaan di tempat.")]
    rows: list[list[Cell]] = [
        [
            one.when,
            f"{one.where} ({one.coordinates})" if one.coordinates else one.where,
            _outcome(one),
            "; ".join(one.photos) or "–",
        ]
        for one in checks
    ]
    columns = ["Waktu", "Tempat", "Hasil", "Foto"]
    return [Heading("Pemeriksaan di tempat"), Table(columns, rows)]


def _outcome(one: Seen) -> str:
    item = f"Butir {one.code}: " if one.code else ""
    return f"{item}{one.outcome}. {one.note}".strip()


def _children(summary: Summary) -> list[Block]:
    girls = sum(row[1] for row in summary.counts)
    boys = sum(row[2] for row in summary.counts)
    rows: list[list[Cell]] = [
        [band, one, other, one + other] for band, one, other in summary.counts
    ]
    rows.append(["Jumlah", girls, boys, girls + boys])
    blocks: list[Block] = [
        Heading("Anak yang hadir"),
        Paragraph("Nama anak tidak dicatat. Yang dihitung hanya jumlahnya."),
        Table(["Umur", "Perempuan", "Laki-laki", "Jumlah"], rows),
        Heading("Catatan"),
    ]
    if not summary.notes:
        return [*blocks, Paragraph("Tidak ada catatan.")]
    return [*blocks, Table(["Tentang", "Catatan"], summary.notes)]
