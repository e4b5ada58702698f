"""Have work of ours done in a process of its own: what it loads and takes goes with it."""

import json
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
# Isolated mode ignores PYTHONPATH and the current folder: the parent names its own path instead.
_BOOT = (
    "import importlib, json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "importlib.import_module(sys.argv[2]).main(*sys.argv[3:])"
)


class NotDone(Exception):  # noqa: N818 - an answer to the caller, who says it to people
    """The process could not be started, failed, or took too long; ``str()`` is for the log."""


def command(module: str, *arguments: str) -> list[str]:
    """The command that calls ``main(*arguments)`` of a module, with our path and nothing else."""
    path = [str(_ROOT), *(entry for entry in sys.path if Path(entry).is_absolute())]
    return [sys.executable, "-I", "-c", _BOOT, json.dumps(path), module, *arguments]


def run(module: str, given: bytes, *, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Call ``main()`` of a module with ``given`` as its input; what it wrote is in the result.

    Heavy arithmetic keeps to one core. Raises ``NotDone``.
    """
    try:
        return subprocess.run(
            command(module),
            input=given,
            capture_output=True,
            timeout=seconds,
            check=True,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            cwd="/",
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or b""
        raise NotDone(f"{error}: {said.decode('utf-8', 'replace')[-400:]}") from error
