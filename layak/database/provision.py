"""What a server of ours is given: its settings, and the roles, databases and extensions in it."""

from collections.abc import Mapping

from layak.database.places import ROLES

SETTINGS = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
    # What people type must not end up in a log: no statements, no values, no keys in DETAIL.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    # logind removes an ordinary user's POSIX shared memory when that user signs out.
    "dynamic_shared_memory_type": "mmap",
}
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

EXTENSIONS = """
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""
# Each database is closed to everybody but its owner: one role never reads the other's rows.
ROLE = """
SELECT 'CREATE ROLE {role}' WHERE NOT EXISTS
    (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec
ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {create}
    PASSWORD '{password}';
SELECT 'CREATE DATABASE {role} OWNER {role}' WHERE NOT EXISTS
    (SELECT FROM pg_database WHERE datname = '{role}') \\gexec
REVOKE ALL ON DATABASE {role} FROM PUBLIC;
"""


def settings(*, durable: bool) -> dict[str, str]:
    """The server's settings; a throwaway server may forget everything when the machine stops."""
    return SETTINGS if durable else SETTINGS | THROWAWAY


def statements(passwords: Mapping[str, str], *, durable: bool) -> list[tuple[str, str]]:
    """SQL by database, to be run by the superuser in this order, as often as one likes."""
    roles = "".join(
        ROLE.format(
            role=role,
            password=passwords[role],
            # Tests make databases for both roles; otherwise only Layak's own role may.
            create="CREATEDB" if role == "layak" or not durable else "NOCREATEDB",
        )
        for role in ROLES
    )
    # New databases are copies of template1, extensions included.
    own = [(role, EXTENSIONS) for role in ROLES]
    return [("template1", EXTENSIONS), ("postgres", roles), *own]
