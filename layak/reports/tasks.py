"""Background work of reports."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layak.reports import services
from layak.reports.models import Rendering


@app.task(name="layak.reports.tasks.make", queue="reports", retry=2, lock="reports")
def make(rendering: int) -> None:
    """Make one report; one at a time, so that a crowd of them leaves room for other work."""
    row = (
        Rendering.objects.select_related(
            "assessment__city",
            "assessment__cycle",
            "assessment__instrument",
            "snapshot__assessment__city",
            "snapshot__assessment__instrument",
            "province",
        )
        .filter(pk=rendering)
        .first()
    )
    if row is None or row.there:
        return
    services.make(row, at=timezone.now())
