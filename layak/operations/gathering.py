"""Gather the files of a folder or ZIP as sources for filing."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from layak.assessments.claims import Claim, claim_of
from layak.assessments.pipeline import Source
from layak.assessments.placing import Form
from layak.documents import archives
from layak.documents.digesting import copy_digesting
from layak.lib.errors import Refusal

Claimer = Callable[[str], Claim | None]


def claimer(form: Form) -> Claimer:
    """How paths claim the questions of a form."""
    return lambda path: claim_of(
        path, items=form.items.keys(), indicators=form.rows, clusters=form.clusters
    )


class Gathered:
    """The files below a folder, or in a ZIP; one that must not be opened is named with its reason.

    What comes out of a ZIP lies below a folder of our own until it is let go of.
    """

    def __init__(self, place: Path, claim: Claimer, unpacked: Path) -> None:
        self._claim = claim
        self._unpacked = unpacked
        self._numbers = itertools.count()
        self._found = self._of_folder(place) if place.is_dir() else self._of_zip(place)

    def __iter__(self) -> Iterator[Source | archives.Skipped]:
        return self._found

    def let_go(self, source: Source) -> None:
        """Make room: this file is filed, or refused. What was not unpacked here stays."""
        if source.location.parent == self._unpacked:
            source.location.unlink(missing_ok=True)

    def _of_folder(self, folder: Path) -> Iterator[Source | archives.Skipped]:
        for entry in archives.folder_entries(folder):
            if isinstance(entry, archives.Skipped):
                yield entry
            elif entry.path is None:
                yield _lost(entry.name)
            elif archives.is_named_archive(entry.path):
                yield from self._of_zip_inside(entry.path, entry.name)
            else:
                yield Source(entry.name, entry.path, self._claim(entry.name))

    def _of_zip_inside(self, place: Path, name: str) -> Iterator[Source | archives.Skipped]:
        """As a ZIP given alone; but what is wrong with the whole of it stops only this one."""
        try:
            yield from self._of_zip(place, f"{name.rpartition('.')[0]}/")
        except Refusal as refusal:
            yield archives.Skipped(name, str(refusal))

    def _of_zip(self, place: Path, above: str = "") -> Iterator[Source | archives.Skipped]:
        most = archives.WalkLimits().entry_bytes
        for entry in archives.entries(place):
            name = above + entry.name
            if isinstance(entry, archives.Skipped):
                yield archives.Skipped(name, entry.reason)
                continue
            target = self._unpacked / str(next(self._numbers))
            try:
                with entry.open() as packed, target.open("wb") as written:
                    copy_digesting(packed, written, most)
            except Refusal as refusal:
                target.unlink(missing_ok=True)
                yield archives.Skipped(name, str(refusal))
            else:
                yield Source(name, target, self._claim(name))


@contextmanager
def gathered(place: Path, claim: Claimer, *, workplace: Path) -> Iterator[Gathered]:
    """Walk a folder or ZIP. Members of a ZIP are unpacked one by one below ``workplace``.

    Raises ``Refusal`` when ``place`` is neither, or is a ZIP that must not be opened.
    """
    if not place.is_dir() and not (place.is_file() and archives.is_archive(place)):
        raise Refusal(f"{place} bukan folder dan bukan ZIP.")
    workplace.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zip-", dir=workplace) as unpacked:
        yield Gathered(place, claim, Path(unpacked))


def _lost(name: str) -> archives.Skipped:
    return archives.Skipped(name, "Berkas tidak dapat dibuka.")
