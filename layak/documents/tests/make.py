"""Builders: plain documents as the tests of this package need them."""

from datetime import date
from decimal import Decimal

from layak.documents.plain import (
    Block,
    Fields,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    PlainDocument,
    SignatureBlock,
    Table,
)

SENTENCE = "Cakupan kepemilikan akta kelahiran anak di Kecamatan Taktakan terus meningkat. "


def make_document(title: str = "Laporan Cakupan Akta Kelahiran", pages: int = 1) -> PlainDocument:
    """A letter of ``pages`` pages; page n says "Halaman nomor n"."""
    blocks: list[Block] = [
        Fields([("Perihal", "Laporan akta kelahiran"), ("Lampiran", "1 berkas")]),
        Heading("Pendahuluan"),
        Items(["Pendataan", "Penerbitan"], numbered=True),
        Table(
            ["Kecamatan", "Jumlah anak", "Cakupan (%)"],
            [["Serang", 12345, Decimal("98.25")], ["=SUM(A1)", 2345, Decimal("97.10")]],
            caption="Cakupan akta kelahiran",
        ),
    ]
    for page in range(1, pages + 1):
        if page > 1:
            blocks.append(PageBreak())
        blocks.append(Paragraph(f"Halaman nomor {page}. " + SENTENCE * 12))
    blocks.append(SignatureBlock("Serang, 9 Maret 2023", "Kepala Dinas", "H. Contoh", "1970 01"))
    return PlainDocument(
        title=title,
        dated=date(2023, 3, 9),
        number="470/112/2023",
        letterhead=["Pemerintah Kota Serang", "Dinas Kependudukan", "Jl. Sudirman 15, Serang"],
        blocks=blocks,
    )
