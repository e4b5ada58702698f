"""The database: embedded PostgreSQL by default, any PostgreSQL 15 or newer through ``LAYAK_DATABASE_URL``."""

from layak.database.config import config, data_dir, external_url
from layak.database.server import (
    AlreadyRunning,
    Server,
    ephemeral,
    running,
    server_pids,
    start_for_tests,
)

__all__ = [
    "AlreadyRunning",
    "Server",
    "config",
    "data_dir",
    "ephemeral",
    "external_url",
    "running",
    "server_pids",
    "start_for_tests",
]
