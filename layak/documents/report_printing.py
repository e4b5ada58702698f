"""Have a report made in a process of its own: its memory goes back when it is done."""

import json
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from layak.documents.databook import DataBook
from layak.documents.printing import NotPrinted
from layak.documents.report import Report

SECONDS = 300.0
_ROOT = Path(__file__).parents[2]
# Isolated mode ignores PYTHONPATH and the current folder: the parent names its own path instead.
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from layak.documents import report_press; report_press.main()"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A file and the most memory that making it took, in bytes."""

    content: bytes
    peak_bytes: int


def print_report(document: Report | DataBook, wanted: str) -> Printed:
    """Make a report as ``pdf`` or ``docx``, a workbook as ``xlsx``; equal input, equal bytes.

    Raises ``NotPrinted``.
    """
    path = [str(_ROOT), *(entry for entry in sys.path if Path(entry).is_absolute())]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _BOOT, json.dumps(path)],
            input=pickle.dumps((wanted, document)),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            cwd="/",
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or b""
        raise NotPrinted(f"{error}: {said.decode('utf-8', 'replace')[-400:]}") from error
    told = done.stderr.decode("utf-8", "replace").rpartition("peak ")[2].removesuffix(" KiB")
    return Printed(done.stdout, int(told) * 1024 if told.isdecimal() else 0)
