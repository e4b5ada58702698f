"""Gather the files of a folder or ZIP as sources for filing."""

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


@contextmanager
def gathered(
    place: Path, claim: Claimer, *, workplace: Path
) -> Iterator[Iterator[Source | archives.Skipped]]:
    """Walk a folder or ZIP. Members of a ZIP are unpacked one by one below ``workplace``.

    Raises ``Refusal`` when ``place`` is neither, or is a ZIP that must not be opened.
    """
    if place.is_dir():
        yield _of_folder(place, claim)
        return
    if not place.is_file() or not archives.is_archive(place):
        raise Refusal(f"{place} bukan folder dan bukan ZIP.")
    workplace.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zip-", dir=workplace) as unpacked:
        yield _of_zip(place, claim, Path(unpacked))


def _of_folder(folder: Path, claim: Claimer) -> Iterator[Source | archives.Skipped]:
    for entry in archives.folder_entries(folder):
        if isinstance(entry, archives.Skipped) or entry.path is None:
            yield entry if isinstance(entry, archives.Skipped) else _lost(entry.name)
        else:
            yield Source(entry.name, entry.path, claim(entry.name))


def _of_zip(place: Path, claim: Claimer, unpacked: Path) -> Iterator[Source | archives.Skipped]:
    most = archives.WalkLimits().entry_bytes
    for number, entry in enumerate(archives.entries(place)):
        if isinstance(entry, archives.Skipped):
            yield entry
            continue
        target = unpacked / str(number)
        try:
            with entry.open() as packed, target.open("wb") as written:
                copy_digesting(packed, written, most)
        except Refusal as refusal:
            yield archives.Skipped(entry.name, str(refusal))
        else:
            yield Source(entry.name, target, claim(entry.name))


def _lost(name: str) -> archives.Skipped:
    return archives.Skipped(name, "Berkas tidak dapat dibuka.")
