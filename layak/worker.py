"""The background worker: procrastinate on this installation's database.

Run as ``python -m layak.worker``; ``layak serve`` starts and watches one.
"""

import logging
import os

import django

WORKER_NAME = "layak"
JOBS_AT_ONCE = 2


def main() -> None:
    """Work through jobs until told to stop (SIGTERM finishes the jobs in hand)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "layak.settings")
    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415 - needs Django to be set up

    logging.getLogger("layak.worker").info("worker started")
    worker_app = app.with_connector(app.connector.get_worker_connector())
    worker_app.run_worker(name=WORKER_NAME, concurrency=JOBS_AT_ONCE, delete_jobs="successful")


if __name__ == "__main__":
    main()
