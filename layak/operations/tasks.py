"""Housekeeping that the worker does by itself."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

# Seconds without a heartbeat after which a worker is dead; heartbeats come every 5 s.
STALLED = 20.0
# A job that was in hand each time a worker died is the likely cause: it is given up.
MOST_ATTEMPTS = 5
KEPT_HOURS = 30 * 24

_log = logging.getLogger("layak.worker")


@app.periodic(cron="* * * * * */20")
@app.task(
    name="operations.take_back_jobs",
    queueing_lock="operations.take_back_jobs",
    pass_context=True,
)
async def take_back_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Queue the jobs of dead workers again, and forget those workers."""
    manager = context.app.job_manager
    # A computer that slept wakes with every heartbeat out of date, that of this worker too.
    if context.job.worker_id is not None:
        await manager.update_heartbeat(context.job.worker_id)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        if job.id == context.job.id:
            continue
        facts = {"job": job.id, "task": job.task_name, "attempts": job.attempts}
        if job.attempts >= MOST_ATTEMPTS:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            _log.error("job given up", extra={"facts": facts})
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same work waits in the queue already
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
            continue
        _log.warning("job of a dead worker taken back", extra={"facts": facts})
    await manager.prune_stalled_workers(seconds_since_heartbeat=STALLED)


@app.periodic(cron="17 3 * * *")
@app.task(name="operations.forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Remove what failed or was cancelled more than thirty days ago."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
