"""Have a file made by the press, a process of its own: no page carries the typesetter."""

import pickle
import threading
from dataclasses import dataclass

from layak.documents.plain import PlainDocument
from layak.lib import isolated

SECONDS = 60.0
REPORT_SECONDS = 300.0
# A letter costs a core for half a second: a crowd that wants one waits in line.
_LINE = threading.BoundedSemaphore(1)


class NotPrinted(Exception):  # noqa: N818 - an answer to the caller, who says it to people
    """The press could not be started, failed, or took too long; ``str()`` is for the log."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A file and the most memory that making it took, in bytes."""

    content: bytes
    peak_bytes: int


def print_pdf(document: PlainDocument) -> bytes:
    """Set a letter on A4 as PDF; equal documents give equal bytes. Raises ``NotPrinted``."""
    return print_letter(document, "pdf")


def print_letter(document: PlainDocument, wanted: str) -> bytes:
    """Make a letter as ``pdf`` or ``docx``; others that want one wait. Raises ``NotPrinted``."""
    with _LINE:
        return _printed(document, wanted, SECONDS).content


def print_report(document: object, wanted: str) -> Printed:
    """Make a ``Report`` as ``pdf`` or ``docx``, a ``DataBook`` as ``xlsx``.

    Its memory goes back when it is done. Equal input, equal bytes. Raises ``NotPrinted``.
    """
    return _printed(document, wanted, REPORT_SECONDS)


def _printed(document: object, wanted: str, seconds: float) -> Printed:
    try:
        done = isolated.run(
            # A plain text: the press knows none of the classes that name formats elsewhere.
            "layak.documents.press",
            pickle.dumps((str(wanted), document)),
            seconds=seconds,
        )
    except isolated.NotDone as error:
        raise NotPrinted(str(error)) from error
    told = done.stderr.decode("utf-8", "replace").rpartition("peak ")[2].removesuffix(" KiB")
    return Printed(done.stdout, int(told) * 1024 if told.isdecimal() else 0)
