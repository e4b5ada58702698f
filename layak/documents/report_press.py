"""The press of reports, a process of its own: plain data in on standard input, a file out."""

import pickle
import resource
import sys

from layak.documents.databook import DataBook, write_databook
from layak.documents.report import Report
from layak.documents.report_docx import write_report_docx
from layak.documents.report_pdf import write_report_pdf


def main() -> None:
    """Make one file and end."""
    # What comes in was made by ``report_printing`` in our own process a moment ago.
    wanted, document = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - see above
    sys.stdout.buffer.write(make(wanted, document))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stderr.write(f"peak {peak} KiB")


def make(wanted: str, document: object) -> bytes:
    """Write a document as ``pdf``, ``docx`` or ``xlsx``."""
    if wanted == "xlsx" and isinstance(document, DataBook):
        return write_databook(document)
    if wanted == "pdf" and isinstance(document, Report):
        return write_report_pdf(document)
    if wanted == "docx" and isinstance(document, Report):
        return write_report_docx(document)
    raise TypeError(f"no {wanted} of {type(document).__name__}")
