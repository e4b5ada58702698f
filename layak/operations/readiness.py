"""Make an installation ready to work: tables, regions, instruments, static files, translations.

Every step looks first and does only what is missing, so that calling it each time costs little.
"""

import hashlib
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from layak.database.files import Lock, write_private
from layak.instruments import files
from layak.instruments.models import Instrument
from layak.instruments.services import publish
from layak.lib.errors import Refusal
from layak.measures import publishing
from layak.organizations.models import Kind, Organization
from layak.organizations.regions import read_regions
from layak.organizations.services import load_regions

# Any number of our own: whoever holds it in a database is the one that prepares it.
PREPARING = 5_212_046_114
STATICS_PATIENCE = 120.0
# Of the packages' files only a few are ever asked for; compressing the others takes half a minute.
UNUSED_STATICS = (
    *(
        "bootstrap.*",
        "bootstrap-utilities*",
        "bootstrap-grid.css*",
        "bootstrap-reboot.css*",
        "*.rtl.*",
    ),
    *("tus.js*", "browser-test-bundle.js", "htmx-4*", "htmax*"),
)
REGIONS = Path("node_modules") / "idn-area-data" / "data"


def make_ready(at: datetime, *, pages: bool = True) -> None:
    """Bring database and files up to what this version of Layak needs.

    ``pages`` False leaves out what only pages need: static files and translations. Two processes
    may call it at once; the second waits and then finds nothing to do. Raises ``Refusal`` when
    something to read is not there.
    """
    with _alone():
        migrate()
        if not Organization.objects.filter(kind=Kind.VILLAGE).exists():
            load_regions(read_regions(settings.CHECKOUT / REGIONS), actor=None, at=at)
        publish_library(at)
        publishing.publish_library(at)
    if pages:
        compile_catalogues()
        collect_statics()


def migrate() -> bool:
    """Apply the migrations that are missing, and tell whether there were any."""
    if not unapplied():
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def unapplied() -> list[str]:
    """Name the migrations that this version has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def publish_library(at: datetime) -> None:
    """Publish each instrument of the library whose version the database does not know."""
    published = set(Instrument.objects.values_list("code", "version"))
    for folder in files.list_library():
        head = tomllib.loads((folder / files.HEAD).read_text(encoding="utf-8"))
        if (head.get("code"), head.get("version")) not in published:
            publish(files.read(folder), actor=None, at=at)


def compile_catalogues() -> None:
    """Write the binary form of each catalogue that changed; Babel needs no gettext beside it."""
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            # Where somebody else installed Layak its package cannot be written, and comes compiled.
            if not os.access(target.parent, os.W_OK):
                continue
            draft = target.with_suffix(".mo-new")
            with source.open("rb") as read, draft.open("wb") as written:
                write_mo(written, read_po(read))
            draft.replace(target)


def collect_statics() -> None:
    """Collect, name and compress the static files when any of their sources changed."""
    for entry in settings.STATICFILES_DIRS:
        if not Path(entry[1]).is_dir():
            raise Refusal(f"Berkas tampilan {entry[0]} tidak ada. Jalankan make lebih dulu.")
    root = Path(settings.STATIC_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    seal = root / ".sources"
    with Lock(root / ".lock").exclusive(STATICS_PATIENCE):
        fingerprint = _fingerprint_of_statics()
        if seal.exists() and seal.read_text(encoding="ascii") == fingerprint:
            return
        call_command(
            "collectstatic",
            interactive=False,
            verbosity=0,
            ignore_patterns=list(UNUSED_STATICS),
        )
        write_private(seal, fingerprint)


def _fingerprint_of_statics() -> str:
    found = hashlib.sha256(repr(UNUSED_STATICS).encode())
    for finder in get_finders():
        for path, storage in finder.list(list(UNUSED_STATICS)):
            status = Path(storage.path(path)).stat()
            prefix = getattr(storage, "prefix", "") or ""
            found.update(f"{prefix}/{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the database's preparation lock; it is let go of even when this process is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])
