"""Which processes belong to a cluster, as Linux tells it."""

import os
from pathlib import Path

PROC = Path("/proc")


def postgres_pids(cluster: Path) -> list[int]:
    """Ids of every PostgreSQL process that works in this folder; empty without ``/proc``."""
    try:
        wanted = cluster.stat()
        entries = list(PROC.iterdir())
    except OSError:
        return []
    return sorted(
        int(entry.name) for entry in entries if entry.name.isdigit() and _works_in(entry, wanted)
    )


def send(pid: int, number: int) -> None:
    """Send a signal to a process that may have ended by itself meanwhile."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _works_in(process: Path, folder: os.stat_result) -> bool:
    try:
        if (process / "comm").read_bytes().strip() not in {b"postgres", b"postmaster"}:
            return False
        here = (process / "cwd").stat()
    except OSError:  # it ended while we looked, or is none of ours
        return False
    return (here.st_dev, here.st_ino) == (folder.st_dev, folder.st_ino)
