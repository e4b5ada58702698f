"""Have a document set as PDF in a process of its own, so that no page carries the typesetter."""

import json
import pickle
import subprocess
import sys
import threading
from pathlib import Path

from layak.documents.plain import PlainDocument

SECONDS = 60.0
_ROOT = Path(__file__).parents[2]
# Isolated mode ignores PYTHONPATH and the current folder: the parent names its own path instead.
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from layak.documents import press; press.main()"
)
# A letter costs a core for half a second: a crowd that wants one waits in line.
_LINE = threading.BoundedSemaphore(1)


class NotPrinted(Exception):  # noqa: N818 - an answer to the caller, who says it to people
    """The typesetter could not be started, failed, or took too long; ``str()`` is for the log."""


def print_pdf(document: PlainDocument) -> bytes:
    """Set a document on A4 as ``writing.write_pdf`` does; equal documents give equal bytes.

    Raises ``NotPrinted``.
    """
    path = [str(_ROOT), *(entry for entry in sys.path if Path(entry).is_absolute())]
    with _LINE:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", _BOOT, json.dumps(path)],
                input=pickle.dumps(document),
                capture_output=True,
                timeout=SECONDS,
                check=True,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
                cwd="/",
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or b""
            raise NotPrinted(f"{error}: {said.decode('utf-8', 'replace')[-400:]}") from error
    return done.stdout
