"""Where a fitted model is kept: one file in the caller's data folder, named after what it was
learned from.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

from layak.filing.model import Classifier
from layak.filing.sources import fingerprint, training_documents, write
from layak.filing.suggestion import Document

PACKAGE_PARENT = Path(__file__).resolve().parents[2]
FITTING_SECONDS = 600
KEPT = 8  # models; each city that taught its own has one


def load(folder: Path, more: Sequence[Document] = ()) -> Classifier:
    """The classifier fitted on the package's corpus and knowledge, and on ``more`` (a city's own
    confirmed placements); fitted first when ``folder`` does not hold it.

    Fitting runs in a child process, so that a process which only suggests never carries
    scikit-learn. The file holds arrays and text only; a damaged file is fitted anew.
    """
    path = folder / f"filing-{fingerprint([*training_documents(), *more])[:24]}.npz"
    try:
        return Classifier.read(path)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        path.unlink(missing_ok=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(path):
        # Another process may have fitted it while this one waited.
        if not path.exists():
            _fit_in_child(path, more)
            _let_go_of_old(folder)
    return Classifier.read(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process fits a model, the others wait for it; a killed one lets go by itself."""
    lock = path.with_suffix(".lock")
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
        lock.unlink(missing_ok=True)


def keep(classifier: Classifier, path: Path) -> None:
    """Writes the model beside its place and moves it there in one step, so that no reader sees half
    a file.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".filing-", suffix=".npz")
    os.close(handle)
    try:
        classifier.save(Path(name))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _let_go_of_old(folder: Path) -> None:
    """Keep the newest models; one that is asked for again is fitted again."""
    fitted = sorted(folder.glob("filing-*.npz"), key=lambda path: path.stat().st_mtime)
    for old in fitted[:-KEPT]:
        old.unlink(missing_ok=True)


def _fit_in_child(path: Path, more: Sequence[Document]) -> None:
    searched = (str(PACKAGE_PARENT), os.environ.get("PYTHONPATH", ""))
    with tempfile.TemporaryDirectory(prefix="layak-filing-") as place:
        added = Path(place) / "more.jsonl"
        write(more, added)
        subprocess.run(
            [sys.executable, "-m", "layak.filing.fitting", str(path), str(added)],
            check=True,
            timeout=FITTING_SECONDS,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, searched)),
                "OMP_NUM_THREADS": "1",
            },
        )
