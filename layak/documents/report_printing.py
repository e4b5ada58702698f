"""Have a report made in a process of its own: its memory goes back when it is done."""

import pickle
from dataclasses import dataclass

from layak.documents.databook import DataBook
from layak.documents.printing import NotPrinted
from layak.documents.report import Report
from layak.lib import isolated

SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Printed:
    """A file and the most memory that making it took, in bytes."""

    content: bytes
    peak_bytes: int


def print_report(document: Report | DataBook, wanted: str) -> Printed:
    """Make a report as ``pdf`` or ``docx``, a workbook as ``xlsx``; equal input, equal bytes.

    Raises ``NotPrinted``.
    """
    try:
        done = isolated.run(
            "layak.documents.report_press", pickle.dumps((wanted, document)), seconds=SECONDS
        )
    except isolated.NotDone as error:
        raise NotPrinted(str(error)) from error
    told = done.stderr.decode("utf-8", "replace").rpartition("peak ")[2].removesuffix(" KiB")
    return Printed(done.stdout, int(told) * 1024 if told.isdecimal() else 0)
