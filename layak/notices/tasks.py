"""Background work of notices."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from layak.notices import sending, services
from layak.notices.models import Notice

# Tried again after 8 seconds, a minute, nine minutes and 68 minutes.
_BACKOFF = RetryStrategy(max_attempts=Notice.MOST_ATTEMPTS, exponential_wait=8)


@app.task(name="layak.notices.tasks.send", queue="notices", retry=_BACKOFF)
def send(notice: int) -> None:
    """Send a notice to its recipient."""
    sending.send(notice, at=timezone.now())


@app.periodic(cron="41 * * * *")
@app.task(
    name="layak.notices.tasks.take_up_forgotten",
    queueing_lock="layak.notices.tasks.take_up_forgotten",
)
def take_up_forgotten(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Have sent what waits although its job was given up or cancelled."""
    services.enqueue_forgotten()
