"""Background work: make the masked copy of a document."""

import secrets

from procrastinate.contrib.django import app

from layak.documents.personal import find_on_page, masked
from layak.documents.plain import PageBreak, Paragraph, PlainDocument
from layak.documents.results import MIB, Unreadable
from layak.documents.sandbox import Limits, ReaderPool
from layak.documents.writing import write_pdf
from layak.evidence import storage
from layak.evidence.masked import MAKE, forget, place, sentence_place
from layak.evidence.models import Evidence

# Reading every picture of a long document takes its time; its pages are held until they are bound.
_LIMITS = Limits(seconds=900.0, cpu_seconds=800, memory_bytes=1536 * MIB)


@app.task(name=MAKE, queue="masking", retry=1)
def make_masked_copy(evidence: int) -> None:
    """Make the copy of a document, or write down why there is none."""
    row = Evidence.objects.select_related("file__text").filter(pk=evidence).first()
    if row is None or place(row.file_id).exists():
        return
    target = place(row.file_id)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    forget(row.file_id)
    try:
        made = _made(row)
    except Unreadable as no:
        sentence_place(row.file_id).write_text(str(no), encoding="utf-8")
        return
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    draft.write_bytes(made)
    draft.chmod(0o600)
    draft.replace(target)


def _made(row: Evidence) -> bytes:
    with ReaderPool(processes=1, limits=_LIMITS, reader="layak.documents.masking") as readers:
        drawn = readers.render_page(storage.location(row.file_id), 0, 0)
    return drawn if drawn is not None else _of_text(row)


def _of_text(row: Evidence) -> bytes:
    """DOCX, XLSX and the like: their text, masked, as PDF."""
    blocks: list[Paragraph | PageBreak] = []
    for page in row.file.text.pages:
        hidden = masked(page, find_on_page(page, 1, on=None))
        blocks += [Paragraph(line) for line in hidden.split("\n") if line.strip()]
        blocks.append(PageBreak())
    day = row.received_at.date()
    return write_pdf(PlainDocument(title=row.name, dated=day, blocks=blocks[:-1]))
