"""What a test run makes once for all its workers: the first that asks makes it, the others wait.

The folder is named before xdist starts its workers, which inherit its name; ``conftest.py`` removes
it at the end. No Django here, so that rooms that know no database may ask too.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

VARIABLE = "LAYAK_TEST_SHARED"


def make_folder() -> Path | None:
    """Make the folder of this run, unless a parent process has; say which one is ours to remove."""
    if VARIABLE in os.environ:
        return None
    made = Path(tempfile.mkdtemp(prefix="layak-test-shared-"))
    os.environ[VARIABLE] = str(made)
    return made


def once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name as ``make`` filled it. Copy it before writing into it."""
    place = Path(os.environ[VARIABLE]) / name
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            making = place.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(place)
    return place
