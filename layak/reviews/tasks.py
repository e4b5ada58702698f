"""What the worker does about windows by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layak.reviews import windows


@app.periodic(cron="* * * * *")
@app.task(name="reviews.remind", queueing_lock="reviews.remind", queue="notices")
def remind(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Tell owners of unfinished repairs that the end is near; told once, it is told."""
    windows.remind(timezone.now())
