"""Letters of a snapshot as PDF. Each is set anew, in a process of its own."""

import json
import logging
import os
import subprocess
import sys
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from layak.lib.errors import Refusal
from layak.reviews.letters import LetterKind
from layak.reviews.models import Snapshot

SECONDS = 60.0
_LOG = logging.getLogger("layak.reviews")


def print_letter(snapshot: Snapshot, kind: LetterKind) -> bytes:
    """Set a letter of a snapshot; the same snapshot gives the same bytes.

    Raises ``Refusal`` when it cannot be set at this moment.
    """
    zone = ZoneInfo(json.loads(snapshot.body)["assessment"]["city"]["timezone"])
    request = {
        "kind": kind.value,
        "day": snapshot.taken_at.astimezone(zone).date().isoformat(),
        "digest": snapshot.digest,
        "body": snapshot.body,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "layak.reviews.typesetting"],
            input=json.dumps(request, ensure_ascii=False).encode("utf-8"),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd=settings.CHECKOUT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", b"") or b""
        _LOG.error("letter not set: %s", said.decode("utf-8", "replace")[-2000:] or error)
        raise Refusal(_("Surat belum dapat dibuat. Coba lagi sebentar lagi.")) from error
    return done.stdout
