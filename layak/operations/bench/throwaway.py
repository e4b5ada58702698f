"""Run a benchmark in a data folder and database of its own, which are removed afterwards."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from layak.lib.errors import Refusal
from layak.operations.bench.measures import Result

# Made up data goes only where this file is.
MARK = ".bench"


@contextmanager
def folder(given: Path | None) -> Iterator[Path]:
    """The folder to work in: the given one, which stays, or a new one, which goes."""
    if given is not None:
        given.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(given.iterdir()) and not (given / MARK).exists():
            raise Refusal(f"{given} berisi data lain; pengukuran hanya di folder baru.")
        (given / MARK).touch()
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="layak-bench-") as made:
        data = Path(made) / "data"
        data.mkdir(mode=0o700)
        (data / MARK).touch()
        yield data


def require_mark(data: Path) -> None:
    """Refuse to make up data in a folder that was not made for it."""
    if not (data / MARK).exists():
        raise Refusal(f"{data} bukan folder pengukuran.")


def environment(data: Path) -> Mapping[str, str]:
    """The embedded server in ``data``: a bench never works in a database that people use."""
    kept = {key: value for key, value in os.environ.items() if key != "LAYAK_DATABASE_URL"}
    return {**kept, "LAYAK_DATA_DIR": str(data), "LAYAK_DEBUG": "", "LAYAK_HTTPS": ""}


def run(data: Path, words: list[str]) -> Result:
    """Run ``layak bench ... --inside`` there and return what it measured."""
    done = subprocess.run(
        [sys.executable, "-m", "layak", "bench", *words, "--inside", "--json"],
        env=environment(data),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode or not done.stdout.strip():
        raise Refusal(f"Pengukuran {words[0]} gagal; alasannya tertulis di atas.")
    return Result.from_json(done.stdout.strip().splitlines()[-1])
