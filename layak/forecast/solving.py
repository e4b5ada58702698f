"""Have a question answered in a process of its own, so that no page carries the optimizer."""

import json
import pickle
import subprocess
import sys
import threading
from pathlib import Path

from layak.forecast.questions import Question, Solution

SECONDS = 60.0
_ROOT = Path(__file__).parents[2]
# Isolated mode ignores PYTHONPATH and the current folder: the parent names its own path instead.
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from layak.forecast import solver; solver.main()"
)
# A search costs a core for a moment: a crowd that wants one waits in line.
_LINE = threading.BoundedSemaphore(1)


class NotSolved(Exception):  # noqa: N818 - an answer to the caller, who says it to people
    """The optimizer could not be started, failed, or took too long; ``str()`` is for the log."""


def solved(question: Question) -> Solution:
    """Find the optimum as ``optimum.solve`` does. Raises ``NotSolved``."""
    path = [str(_ROOT), *(entry for entry in sys.path if Path(entry).is_absolute())]
    with _LINE:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", _BOOT, json.dumps(path)],
                input=pickle.dumps(question),
                capture_output=True,
                timeout=SECONDS,
                check=True,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
                cwd="/",
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or b""
            raise NotSolved(f"{error}: {said.decode('utf-8', 'replace')[-400:]}") from error
    answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own child
    if not isinstance(answer, Solution):
        raise NotSolved("no solution came back")
    return answer
