"""Background work of results."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layak.scorecards import foreseeing, summaries


@app.periodic(cron="* * * * *")
@app.task(
    name="layak.scorecards.tasks.refresh_summaries",
    queueing_lock="layak.scorecards.tasks.refresh_summaries",
    lock="layak.scorecards.tasks.refresh_summaries",
)
def refresh_summaries(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Count the sheets that changed in the last minute, then foresee them."""
    summaries.refresh(timezone.now())
    foreseeing.refresh(timezone.now())
