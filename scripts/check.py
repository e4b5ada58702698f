"""Every check of the house, one after the other; the first that fails stops the run."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql/15/bin/postgres")
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
SLOW: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tests", ("pytest", "-n", "2", "--dist", "loadfile", "-q")),
)
ALONE = ("pytest", "-q", "-n", "0", "--last-failed", "--last-failed-no-failures", "none")
ON_DEBIAN = ("pytest", "-n", "2", "--dist", "loadfile", "-q", "-m", "not browser and not embedded")


def main() -> int:
    """Run the checks and return the first failing exit status, or 0."""
    environment = os.environ | {"PYTHONWARNINGS": "default", "OMP_NUM_THREADS": "1"}
    environment["LAYAK_DATA_DIR"] = str(HOUSE / "var" / "check")
    steps = QUICK if "--quick" in sys.argv else QUICK + SLOW
    for name, words in steps:
        status = _run(name, words, environment)
        if status and name == "tests":
            # Tests that kill processes can lose a race on a busy machine: each has to pass alone.
            _say("SECOND CHANCE: the failed tests once more, one at a time")
            status = _run(name, ALONE, environment)
        if status:
            return status
    if "--quick" in sys.argv:
        return 0
    if not DEBIAN_POSTGRESQL.exists():
        _say("SKIPPED: the suite on PostgreSQL 15, because Debian's postgresql-15 is not installed")
        return 0
    name, around = "tests on PostgreSQL 15", HOUSE / "scripts/with-postgresql-15"
    status = _run(name, ON_DEBIAN, environment, around)
    if status:
        _say("SECOND CHANCE: the failed tests once more, one at a time")
        status = _run(name, (*ALONE, *ON_DEBIAN[-2:]), environment, around)
    return status


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
    status = subprocess.run(command, cwd=HOUSE, env=environment, check=False).returncode
    _say(f"{name}: {'passed' if status == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return status


def _say(text: str) -> None:
    width = shutil.get_terminal_size((80, 24)).columns
    sys.stdout.write(f"{'—' * min(width, 80)}\n{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
