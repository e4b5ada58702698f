"""The background worker: procrastinate on this installation's database.

Run as ``python -m layak.worker``; ``layak serve`` starts and watches one. Several may work at once.
"""

import logging
import os
from typing import TYPE_CHECKING, cast

import django

if TYPE_CHECKING:
    from procrastinate.contrib.django.django_connector import DjangoConnector

WORKER_NAME = "layak"
JOBS_AT_ONCE = 2
# Seconds. A worker not heard of for STALLED is dead and loses its jobs (layak.operations.tasks).
HEARTBEAT = 5.0
STALLED = 20.0
GRACE = 10.0
NICENESS = 10  # pages come first: files are read with what they leave


def main() -> None:
    """Work through jobs until told to stop; SIGTERM leaves the jobs in hand ``GRACE`` seconds."""
    os.nice(NICENESS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "layak.settings")
    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415 - needs Django to be set up

    # It warns that tasks should not be named after the main module; ours are named one by one.
    logging.getLogger("procrastinate.blueprints").setLevel(logging.ERROR)
    logging.getLogger("layak.worker").info("worker started")
    # A copy of the app with a pool for the worker itself: the tasks keep Django's connection, so
    # what they enqueue commits with its row. ``replace_connector`` would take that from them.
    connector = cast("DjangoConnector", app.connector).get_worker_connector()
    worker_app = app.with_connector(connector)
    worker_app.run_worker(
        name=WORKER_NAME,
        concurrency=JOBS_AT_ONCE,
        delete_jobs="successful",
        shutdown_graceful_timeout=GRACE,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED,
    )


if __name__ == "__main__":
    main()
