"""The settings of a worker that knows the slow job."""

from layak.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["layak.operations.tasks", "layak.operations.tests.slow"]
