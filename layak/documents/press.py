"""The press, a process of its own: plain data comes in on standard input, a file goes out."""

import pickle
import resource
import sys

from layak.documents.databook import DataBook, write_databook
from layak.documents.plain import PlainDocument
from layak.documents.report import Report
from layak.documents.report_docx import write_report_docx
from layak.documents.report_pdf import write_report_pdf
from layak.documents.writing import write_docx, write_pdf


def main() -> None:
    """Make one file and end."""
    # What comes in was made by ``printing`` in our own process a moment ago.
    wanted, document = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - see above
    sys.stdout.buffer.write(make(wanted, document))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stderr.write(f"peak {peak} KiB")


def make(wanted: str, document: object) -> bytes:
    """Write a document as ``pdf``, ``docx`` or ``xlsx``."""
    match wanted, document:
        case "pdf", PlainDocument():
            return write_pdf(document)
        case "docx", PlainDocument():
            return write_docx(document)
        case "pdf", Report():
            return write_report_pdf(document)
        case "docx", Report():
            return write_report_docx(document)
        case "xlsx", DataBook():
            return write_databook(document)
    raise TypeError(f"no {wanted} of {type(document).__name__}")
