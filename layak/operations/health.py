"""How this installation is: what an administrator wants to know before anybody complains."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from layak.audit.models import Entry

BACKUP_VERB = "backup.written"
# A worker writes its heartbeat every 5 s and is taken for dead after 20 s.
WORKER_SILENCE = timedelta(seconds=20)
BACKUP_AGE = timedelta(days=7)
LEAST_FREE = 2_000_000_000  # bytes; below this a city's next uploads may not fit

_FACTS = """
SELECT current_setting('server_version'),
       pg_database_size(current_database()),
       (SELECT max(last_heartbeat) FROM procrastinate_workers),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
       (SELECT min(e.at) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
         WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now()))
"""


@dataclass(frozen=True, slots=True)
class Health:
    """Facts and, by property, whether each is as it should be."""

    at: datetime
    version: str
    database_bytes: int
    heartbeat: datetime | None
    waiting: int
    working: int
    failed: int
    oldest_waiting: datetime | None
    missing_migrations: tuple[str, ...]
    disk_free: int
    disk_total: int
    backup: datetime | None

    @property
    def worker_lives(self) -> bool:
        return self.heartbeat is not None and self.at - self.heartbeat < WORKER_SILENCE

    @property
    def heartbeat_age(self) -> int | None:
        """Seconds since the last heartbeat of any worker."""
        return int((self.at - self.heartbeat).total_seconds()) if self.heartbeat else None

    @property
    def disk_suffices(self) -> bool:
        return self.disk_free >= LEAST_FREE

    @property
    def disk_used(self) -> int:
        return self.disk_total - self.disk_free

    @property
    def backup_is_recent(self) -> bool:
        return self.backup is not None and self.at - self.backup < BACKUP_AGE

    @property
    def all_well(self) -> bool:
        return (
            self.worker_lives
            and not self.missing_migrations
            and self.disk_suffices
            and self.backup_is_recent
            and not self.failed
        )


def examine(at: datetime) -> Health:
    """Look at everything once, in four queries."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS)
        version, size, heartbeat, waiting, working, failed, oldest = cursor.fetchone()
    disk = shutil.disk_usage(settings.DATA_DIR)
    return Health(
        at=at,
        version=version,
        database_bytes=size,
        heartbeat=heartbeat,
        waiting=waiting,
        working=working,
        failed=failed,
        oldest_waiting=oldest,
        missing_migrations=tuple(missing_migrations()),
        disk_free=disk.free,
        disk_total=disk.total,
        backup=Entry.objects.filter(verb=BACKUP_VERB).values_list("at", flat=True).first(),
    )


def missing_migrations() -> list[str]:
    """Name the migrations of this version that the database does not have."""
    applied = MigrationRecorder(connection).applied_migrations()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.replacements.values() for key in migration.replaces}
    known = loader.disk_migrations.keys() if loader.disk_migrations else ()
    return sorted(f"{app}.{name}" for app, name in set(known) - applied.keys() - replaced)


def answers() -> bool:
    """Whether the database answers at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())
