"""Jobs: written with their rows, and done once even when a worker is killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from layak.operations.tests.make import Installation, eventually, kept_up

ENQUEUE = "from procrastinate.contrib.django import app; app.configure_task('{}').defer({})"


@pytest.mark.django_db(transaction=True)
def test_an_enqueue_that_is_rolled_back_leaves_no_job() -> None:
    with transaction.atomic():
        app.configure_task("tests.write_slowly").defer(mark="never")
        assert ProcrastinateJob.objects.filter(args__mark="never").exists()
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.filter(args__mark="never").exists()


@pytest.mark.django_db(transaction=True)
def test_an_enqueue_commits_with_its_row() -> None:
    with transaction.atomic():
        app.configure_task("tests.write_slowly").defer(mark="kept")
    job = ProcrastinateJob.objects.get(args__mark="kept")
    assert (job.status, job.args) == ("todo", {"mark": "kept"})


SLOW = "layak.operations.tests.worker_settings"


@contextmanager
def prepared(folder: Path, settings: str = SLOW) -> Iterator[Installation]:
    """An installation with tables, whose server stays up in between commands."""
    installation = Installation(folder, migrated=True, DJANGO_SETTINGS_MODULE=settings)
    with kept_up(installation):
        yield installation


@pytest.mark.database
def test_a_job_survives_the_kill_of_its_worker_and_is_done_once(tmp_path: Path) -> None:
    with prepared(tmp_path / "data") as installation:
        enqueue(installation, "tests.write_slowly", "mark='once'")
        worker = installation.start("layak.worker")
        eventually((tmp_path / "data" / "begun-once").exists)
        worker.kill()
        worker.wait()
        assert written(installation) == 0
        assert statuses(installation) == ["doing"]

        # As if the twenty seconds after its last heartbeat were over.
        installation.change(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
        worker = installation.start("layak.worker")
        take_back(installation)
        eventually(lambda: written(installation) == 1)
        eventually(lambda: statuses(installation) == [])
        worker.terminate()
        worker.wait()
        assert written(installation) == 1
        assert installation.rows("SELECT count(*) FROM procrastinate_workers") == [(0,)]


def test_a_job_that_kills_every_worker_is_given_up(tmp_path: Path) -> None:
    with prepared(tmp_path / "data") as installation:
        enqueue(installation, "tests.write_slowly", "mark='poison'")
        installation.change(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = 5 WHERE status = 'todo'"
        )
        worker = installation.start("layak.worker")
        take_back(installation)
        eventually(lambda: statuses(installation) == ["failed"])
        worker.terminate()
        assert worker.wait() == 0


def take_back(installation: Installation) -> None:
    """Have the worker look after dead ones now, if it has not queued that by itself already."""
    done = installation.run(
        "manage",
        "shell",
        "--no-imports",
        "-c",
        ENQUEUE.format("operations.take_back_jobs", "timestamp=0"),
    )
    assert done.returncode == 0 or "queueing_lock" in done.stderr, done.stderr


def enqueue(installation: Installation, task: str, arguments: str) -> None:
    done = installation.run(
        "manage", "shell", "--no-imports", "-c", ENQUEUE.format(task, arguments)
    )
    assert done.returncode == 0, done.stderr


def written(installation: Installation) -> int:
    return int(
        installation.rows("SELECT count(*) FROM audit_entry WHERE verb = 'tests.written'")[0][0]
    )


def statuses(installation: Installation) -> list[str]:
    rows = installation.rows(
        "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'tests.write_slowly'"
    )
    return [row[0] for row in rows]
