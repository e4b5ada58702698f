"""Have a document set as PDF in a process of its own, so that no page carries the typesetter."""

import pickle
import threading

from layak.documents.plain import PlainDocument
from layak.lib import isolated

SECONDS = 60.0
# A letter costs a core for half a second: a crowd that wants one waits in line.
_LINE = threading.BoundedSemaphore(1)


class NotPrinted(Exception):  # noqa: N818 - an answer to the caller, who says it to people
    """The typesetter could not be started, failed, or took too long; ``str()`` is for the log."""


def print_pdf(document: PlainDocument) -> bytes:
    """Set a document on A4 as ``writing.write_pdf`` does; equal documents give equal bytes.

    Raises ``NotPrinted``.
    """
    with _LINE:
        try:
            return isolated.run(
                "layak.documents.press", pickle.dumps(document), seconds=SECONDS
            ).stdout
        except isolated.NotDone as error:
            raise NotPrinted(str(error)) from error
