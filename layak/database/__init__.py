"""The database: embedded PostgreSQL, or any PostgreSQL 15+ through ``LAYAK_DATABASE_URL``."""

from layak.database.binaries import client_folder
from layak.database.places import config, data_dir, external_url
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
    "client_folder",
    "config",
    "data_dir",
    "ephemeral",
    "external_url",
    "running",
    "server_pids",
    "start_for_tests",
]
