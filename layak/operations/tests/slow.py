"""A job that takes its time, for tests that kill the worker in the middle."""

import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from layak.audit.models import Entry

SECONDS = 60.0


@app.task(name="tests.write_slowly")
def write_slowly(mark: str) -> None:
    """Write one row; the first time, dawdle before it is committed."""
    begun = Path(settings.DATA_DIR) / f"begun-{mark}"
    again = begun.exists()
    with transaction.atomic():
        Entry.objects.get_or_create(
            verb="tests.written", subject=mark, defaults={"at": datetime(2023, 5, 1, tzinfo=UTC)}
        )
        begun.touch()
        if not again:
            time.sleep(SECONDS)
