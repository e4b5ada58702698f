"""The governor's letter and the minutes of a stage, as plain documents made from a snapshot alone.

Formal letters of the Indonesian administration, so always in Indonesian. Pure: no database, no
clock; equal snapshots give equal documents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

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
from layak.instruments.edition import award_of
from layak.lib.numbers import format_decimal, round_half_up

_STAGES: Mapping[str, str] = {
    "self": "penilaian mandiri",
    "administrative": "verifikasi administrasi",
    "field": "verifikasi lapangan",
    "final": "verifikasi final",
}
_CAUSES: Mapping[str, str] = {
    "missing": "dokumen belum ada",
    "misplaced": "salah tempat",
    "unwritten": "sudah dikerjakan, belum ditulis",
    "unclear": "tidak terbaca jelas",
    "outdated": "tahun tidak sesuai",
    "other": "lainnya",
}
_BLANK = "........................................"


class LetterKind(StrEnum):
    """What can be printed of a snapshot."""

    GOVERNOR = "surat-gubernur"
    MINUTES = "berita-acara"


# Which letters each stage gives.
OFFERED: Mapping[str, Sequence[LetterKind]] = {
    "self": (),
    "administrative": (LetterKind.GOVERNOR, LetterKind.MINUTES),
    "field": (LetterKind.MINUTES,),
    "final": (LetterKind.MINUTES,),
}


@dataclass(frozen=True, slots=True)
class _Source:
    """A snapshot's text and the day on which it was taken, with what both letters say."""

    body: Mapping[str, Any]
    day: date
    digest: str

    @property
    def stage(self) -> str:
        return str(self.body["stage"])

    @property
    def city(self) -> str:
        return str(self.body["assessment"]["city"]["name"])

    @property
    def province(self) -> str:
        place = self.body["assessment"]["province"]
        return str(place["name"]) if place else ""

    @property
    def year(self) -> str:
        return str(self.body["assessment"]["cycle"])

    @property
    def award(self) -> str:
        return award_of(self.body["instrument"]["code"])

    def score(self, stage: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body["scores"][stage]
        return found

    def total(self, stage: str) -> str:
        return format_decimal(Decimal(self.score(stage)["total"]))

    def marked(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The answers with a mark of this stage, each with that mark."""
        return [
            (answer, answer["marks"][self.stage])
            for answer in self.body["answers"]
            if self.stage in answer["marks"]
        ]


def _ordered(stages: Mapping[str, Any]) -> list[str]:
    return [stage for stage in _STAGES if stage in stages]


def write_letter(
    kind: LetterKind, body: Mapping[str, Any], *, day: date, digest: str
) -> PlainDocument:
    """Make a letter from a snapshot's text, its day in the city's zone and its digest."""
    source = _Source(body, day, digest)
    if kind not in OFFERED[source.stage]:
        raise ValueError(f"no {kind} of {source.stage}")
    return _governor(source) if kind == LetterKind.GOVERNOR else _minutes(source)


def _governor(source: _Source) -> PlainDocument:
    before, now = "self", source.stage
    about = f"Hasil verifikasi administrasi {source.award} {source.city} tahun {source.year}"
    blocks: list[Block] = [
        Fields(
            [
                ("Nomor", _BLANK),
                ("Sifat", "Segera"),
                ("Lampiran", "Rekapitulasi nilai per klaster dan daftar catatan"),
                ("Perihal", about),
            ]
        ),
        Paragraph("Yth. Menteri Pemberdayaan Perempuan dan Perlindungan Anak di Jakarta"),
        Paragraph(
            f"Bersama ini kami sampaikan bahwa verifikasi administrasi atas penilaian mandiri "
            f"{strives_for(source.award)} {source.city} tahun {source.year} telah selesai pada "
            f"{date_text(source.day)}. {_result(source, before, now)}"
        ),
        Paragraph(f"{_tally(source)} Rinciannya sebagai berikut."),
        _by_cluster(source, [before, now]),
        *_notes(source),
        Paragraph(
            "Demikian kami sampaikan untuk menjadi bahan penilaian pada tahap berikutnya. Atas "
            "perhatian Ibu/Bapak Menteri kami ucapkan terima kasih."
        ),
        SignatureBlock(f"{_BLANK[:20]}, {date_text(source.day)}", _governor_of(source), _BLANK),
        *_proof(source),
    ]
    return PlainDocument(
        title=f"Hasil Verifikasi Administrasi {source.city} Tahun {source.year}",
        dated=source.day,
        blocks=blocks,
        letterhead=(f"Gubernur {source.province}",) if source.province else ("Gubernur",),
    )


def _governor_of(source: _Source) -> str:
    return f"Gubernur {source.province}".strip()


def _minutes(source: _Source) -> PlainDocument:
    name = _STAGES[source.stage]
    stages = _ordered(source.body["scores"])
    before = stages[stages.index(source.stage) - 1]
    blocks: list[Block] = [
        Paragraph(
            f"Pada tanggal {date_text(source.day)} telah diselesaikan {name} "
            f"{strives_for(source.award)} tahun {source.year} atas nama {source.city}, dengan "
            f"instrumen {source.body['instrument']['name']}."
        ),
        Heading("Hasil"),
        Paragraph(_result(source, before, source.stage)),
        Paragraph(_tally(source)),
        _by_cluster(source, stages),
        *_notes(source),
        Heading("Penutup"),
        Paragraph(
            "Berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."
        ),
        SignatureBlock(f"{_BLANK[:20]}, {date_text(source.day)}", "Ketua Tim Verifikasi", _BLANK),
        SignatureBlock("Mengetahui", f"{answerable(source.award)} {source.city}", _BLANK),
        *_proof(source),
    ]
    return PlainDocument(
        title=f"Berita Acara {name.title()} {source.city} Tahun {source.year}",
        dated=source.day,
        blocks=blocks,
        letterhead=(f"Evaluasi {strives_for(source.award)}", source.city),
    )


def _result(source: _Source, before: str, now: str) -> str:
    old, new = Decimal(source.score(before)["total"]), Decimal(source.score(now)["total"])
    moved = format_decimal(abs(new - old))
    way = (
        f"turun {moved} poin"
        if new < old
        else f"naik {moved} poin"
        if new > old
        else "tidak berubah"
    )
    score = source.score(now)
    if score["level"]:
        stands = f"yaitu peringkat {score['level']}"
    elif score["next_level"]:
        stands = "yang belum mencapai peringkat"
    else:
        stands = "dengan jenjang yang belum diketahui"
    return (
        f"Nilai {_STAGES[before]} {source.total(before)} menjadi {source.total(now)} pada "
        f"{_STAGES[now]} ({way}) dari {format_decimal(Decimal(source.score(now)['attainable']))} "
        f"poin yang dapat diraih, {stands}."
    )


def _tally(source: _Source) -> str:
    marked = source.marked()
    returned = sum(mark["returned"] for _answer, mark in marked)
    changed = sum(mark["kind"] == "adjusted" for _answer, mark in marked)
    unanswered = len(source.score(source.stage)["unanswered"])
    return (
        f"Dari {len(source.body['answers'])} pertanyaan, {len(marked)} telah diputuskan: "
        f"{len(marked) - returned - changed} diterima, {changed} disesuaikan nilainya, "
        f"{returned} dikembalikan; {unanswered} tidak bernilai karena belum dijawab."
    )


def _by_cluster(source: _Source, stages: Sequence[str]) -> Table:
    rows: list[list[Cell]] = [
        [
            cluster["label"],
            cluster["name"],
            *(_two(source.score(stage)["clusters"][cluster["code"]]) for stage in stages),
        ]
        for cluster in source.body["clusters"]
    ]
    totals: list[Cell] = [_two(source.score(stage)["total"]) for stage in stages]
    return Table(
        ["Klaster", "Nama", *(_STAGES[stage].capitalize() for stage in stages)],
        [*rows, ["Jumlah", "", *totals]],
        caption="Nilai per klaster",
    )


def _two(text: str) -> Decimal:
    """Points as they are printed everywhere: two digits after the comma."""
    return round_half_up(Decimal(text))


def _notes(source: _Source) -> list[Block]:
    """What was adjusted or returned, with the verifier's words."""
    rows: list[list[Cell]] = [
        [
            answer["code"],
            answer["label"],
            "Dikembalikan" if mark["returned"] else "Disesuaikan",
            _two(mark["points"]),
            _said(mark),
        ]
        for answer, mark in source.marked()
        if mark["returned"] or mark["kind"] == "adjusted"
    ]
    if not rows:
        return [Paragraph("Tidak ada jawaban yang disesuaikan atau dikembalikan.")]
    columns = ["Kode", "Pertanyaan", "Keputusan", "Nilai", "Alasan dan catatan"]
    return [Heading("Catatan verifikator"), Table(columns, rows)]


def _said(mark: Mapping[str, Any]) -> str:
    cause = _CAUSES.get(mark["cause"], "")
    return f"{cause.capitalize()}: {mark['note']}" if cause else str(mark["note"])


def _proof(source: _Source) -> list[Block]:
    """How to prove that the letter says what the snapshot says."""
    example = (
        ["Lembar ini contoh untuk peragaan, bukan data resmi."]
        if source.body["assessment"]["example"]
        else []
    )
    instrument = source.body["instrument"]
    engines = (
        f"Instrumen {instrument['code']} versi {instrument['version']}, "
        f"mesin nilai versi {source.body['engine']}"
    )
    return [
        Items(
            [
                f"Sidik SHA-256: {source.digest}",
                engines,
                *example,
            ]
        )
    ]
