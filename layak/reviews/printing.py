"""Letters of a snapshot as PDF, and as DOCX to edit. Each is made anew, in a process of its own."""

import json
import logging
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from layak.documents import printing
from layak.documents.printing import NotPrinted
from layak.lib.errors import Refusal
from layak.reviews.letters import LetterKind, write_letter
from layak.reviews.models import Snapshot

_LOG = logging.getLogger("layak.reviews")


def print_letter(snapshot: Snapshot, kind: LetterKind, wanted: str = "pdf") -> bytes:
    """Make a letter of a snapshot as ``pdf`` or ``docx``; the same snapshot gives the same bytes.

    Raises ``Refusal`` when it cannot be set at this moment.
    """
    body = json.loads(snapshot.body)
    zone = ZoneInfo(body["assessment"]["city"]["timezone"])
    day = snapshot.taken_at.astimezone(zone).date()
    try:
        letter = write_letter(kind, body, day=day, digest=snapshot.digest)
        return printing.print_letter(letter, wanted)
    except NotPrinted as error:
        _LOG.error("letter not set: %s", error)
        raise Refusal(_("Surat belum dapat dibuat. Coba lagi sebentar lagi.")) from error
