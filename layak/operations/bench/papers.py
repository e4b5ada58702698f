"""Make documents for the ingest benchmark, no two alike: five-page text PDFs, and other forms."""

import io
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from PIL import Image

from layak.documents.plain import Block, PageBreak, Paragraph, PlainDocument
from layak.documents.reading import open_pdf
from layak.documents.writing import write_docx, write_jpeg, write_pdf, write_xlsx
from layak.filing import sources

PAGES = 5
WORDS_A_PAGE = 260
# Shorter training texts are titles and file names, which fill no page.
FEWEST_WORDS = 12
SCANNED_PAGES = 4
SCAN_DPI = 200

Form = Callable[[list[str], int], bytes]


def write_papers(folder: Path, count: int, *, start: int, form: str = "pdf") -> None:
    """Write ``count`` documents into ``folder``, numbered from ``start``, each about one indicator.

    ``form``: a key of ``FORMS``.
    """
    folder.mkdir(parents=True)
    every = (document.text for document in sources.training_documents())
    texts = [text for text in every if len(text.split()) >= FEWEST_WORDS]
    suffix = "pdf" if form == "scan" else form
    for number in range(start, start + count):
        made = FORMS[form](texts, number)
        (folder / f"dokumen-{number:05}.{suffix}").write_bytes(made)


def _scan(texts: list[str], number: int) -> bytes:
    """A4 pages as a scanner gives them: grey pictures with a little noise, no text."""
    noise = random.Random(number).randbytes  # noqa: S311 - made up data, the same each time
    pictures = []
    with open_pdf(write_pdf(_paper(texts, number, SCANNED_PAGES))) as pdf:
        for at in range(SCANNED_PAGES):
            page = pdf[at].render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("L")
            grain = Image.frombytes("L", page.size, noise(page.width * page.height))
            pictures.append(Image.blend(page, grain, 0.06))
    made = io.BytesIO()
    pictures[0].save(
        made, "PDF", resolution=SCAN_DPI, save_all=True, append_images=pictures[1:], quality=70
    )
    return made.getvalue()


def _paper(texts: list[str], number: int, count: int = PAGES) -> PlainDocument:
    chance = random.Random(number)  # noqa: S311 - made up data, the same each time
    text = texts[number % len(texts)]
    words = text.split()
    pages = [_page(words, chance) for _ in range(count - 1)]
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


FORMS: Mapping[str, Form] = {
    "pdf": lambda texts, number: write_pdf(_paper(texts, number)),
    "docx": lambda texts, number: write_docx(_paper(texts, number)),
    "xlsx": lambda texts, number: write_xlsx(_paper(texts, number)),
    "jpg": lambda texts, number: write_jpeg(_paper(texts, number, 1)),
    "scan": _scan,
}


def _page(words: list[str], chance: random.Random) -> str:
    """A page of the document's own words in another order: its subject stays the same."""
    return " ".join(chance.choices(words, k=WORDS_A_PAGE))
