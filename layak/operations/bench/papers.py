"""Make five-page text PDFs for the ingest benchmark, no two alike."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from layak.documents.plain import Block, PageBreak, Paragraph, PlainDocument
from layak.documents.writing import write_pdf
from layak.filing import sources

PAGES = 5
WORDS_A_PAGE = 260


def write_papers(folder: Path, count: int, *, start: int) -> None:
    """Write ``count`` PDFs into ``folder``, numbered from ``start``, each about one indicator."""
    folder.mkdir(parents=True)
    texts = [document.text for document in sources.training_documents()]
    for number in range(start, start + count):
        (folder / f"dokumen-{number:05}.pdf").write_bytes(write_pdf(_paper(texts, number)))


def _paper(texts: list[str], number: int) -> PlainDocument:
    chance = random.Random(number)  # noqa: S311 - made up data, the same each time
    text = texts[number % len(texts)]
    words = text.split()
    pages = [_page(words, chance) for _ in range(PAGES - 1)]
    return PlainDocument(
        title=f"Laporan {number}",
        dated=date(2023, 1 + number % 12, 1 + number % 28),
        number=f"400.2/{number}/2023",
        letterhead=("Pemerintah Kota", "Dinas"),
        blocks=tuple(_blocks([text, *pages])),
    )


def _blocks(pages: list[str]) -> Iterator[Block]:
    for at, page in enumerate(pages):
        if at:
            yield PageBreak()
        yield Paragraph(page)


def _page(words: list[str], chance: random.Random) -> str:
    """A page of the document's own words in another order: its subject stays the same."""
    return " ".join(chance.choices(words, k=WORDS_A_PAGE))
