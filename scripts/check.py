"""Every check of the house, one after the other; the first that fails stops the run."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql/15/bin/postgres")
LIMIT = 2400.0  # seconds a step may take; the slowest takes a third of that
TIMED_OUT = 124
TEMPLATES = "layak/*/templates/**/*.html"

QUICK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("templates", ("djade", "--target-version", "5.2", "--check")),
    ("imports", ("lint-imports",)),
    ("types", ("mypy", "layak", "tests", "scripts", "conftest.py")),
    (
        "migrations",
        ("layak", "manage", "makemigrations", "--check", "--dry-run", "--verbosity", "0"),
    ),
)
# A file stays with one worker, which sets its rooms up once; files begin in the order we give.
PYTEST = ("pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-q")
SLOW: tuple[tuple[str, tuple[str, ...]], ...] = (("tests", PYTEST),)
# On the second server runs what a server can answer differently: migrations, triggers, our own SQL,
# search, services and the pages that ask them, backups. It draws the same pages from the same rows,
# so not again: every page for every role and stage, whole journeys, browsers, what a city teaches.
PLAIN = ("documents", "filing", "forecast", "lib", "scoring")  # these know no database
ON_DEBIAN = (
    *(*PYTEST, "-m", "database and not browser and not embedded"),
    *(f"--ignore=layak/{room}" for room in PLAIN),
    *("--ignore=tests/journeys", "--ignore=tests/test_permissions.py"),
    *("--ignore=tests/test_stage_table.py", "--ignore=layak/assessments/tests/test_learn.py"),
)


def main() -> int:
    """Run the checks and return the first failing exit status, or 0."""
    environment = os.environ | {"PYTHONWARNINGS": "default", "OMP_NUM_THREADS": "1"}
    environment["LAYAK_DATA_DIR"] = str(HOUSE / "var" / "check")
    steps = QUICK if "--quick" in sys.argv else QUICK + SLOW
    for name, words in steps:
        status = _run(name, words, environment)
        if status:
            return status
    if "--quick" in sys.argv:
        return 0
    if not DEBIAN_POSTGRESQL.exists():
        _say("SKIPPED: the suite on PostgreSQL 15, because Debian's postgresql-15 is not installed")
        return 0
    around = HOUSE / "scripts/with-postgresql-15"
    return _run("tests on PostgreSQL 15", ON_DEBIAN, environment, around)


def _run(
    name: str, words: Sequence[str], environment: dict[str, str], around: Path | None = None
) -> int:
    began = time.monotonic()
    _say(f"{name}: {' '.join(words)}")
    command = [str(BIN / words[0]), *words[1:]]
    if name == "templates":
        command += [str(path) for path in sorted(HOUSE.glob(TEMPLATES))]
    if around is not None:
        command = [str(around), *command]
    status = _status_within(LIMIT, command, environment)
    _say(f"{name}: {'passed' if status == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return status


def _status_within(seconds: float, command: list[str], environment: dict[str, str]) -> int:
    """Run a command; one that hangs is killed with all it started, and has failed."""
    with subprocess.Popen(
        command, cwd=HOUSE, env=environment, stdin=subprocess.DEVNULL, process_group=0
    ) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            _say(f"STOPPED: not done after {seconds:.0f} s")
            return TIMED_OUT
        finally:
            # Also what a broken test left running: it would keep our output open for ever.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _say(text: str) -> None:
    width = shutil.get_terminal_size((80, 24)).columns
    sys.stdout.write(f"{'—' * min(width, 80)}\n{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
