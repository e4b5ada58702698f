"""Run ``pg_dump``, ``pg_restore`` and ``psql`` against the database that Django uses."""

import errno
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from layak import database
from layak.lib.errors import Refusal

DEBIAN = Path("/usr/lib/postgresql")
# Newer programs begin a script by setting what older servers do not know.
TIMEOUT_KNOWN_SINCE = 17
HEAD_LINES = 40


def server_major() -> int:
    """Return the major version of the server, such as 18."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def program(name: str, *, at_least: int) -> Path:
    """Find a PostgreSQL program that understands a server of this major version.

    That of the wheel first, then that of the system; ``pg_dump`` reads servers of its own age or
    older, never newer ones.
    """
    wheel = database.client_folder() / name
    debian = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: path.parts[-3], reverse=True)
    system = shutil.which(name)
    newest = 0
    for candidate in (wheel, *debian, *([Path(system)] if system else [])):
        major = _major_of(candidate)
        if major >= at_least:
            return candidate
        newest = max(newest, major)
    raise Refusal(
        f"Server basis data ini PostgreSQL {at_least}, sedangkan {name} yang terpasang versi "
        f"{newest or 'tidak ada'}; pasang postgresql-client-{at_least} lalu jalankan lagi."
    )


def conninfo() -> str:
    """Describe the connection for libpq, without the password."""
    given = connection.get_connection_params()
    known: dict[str, Any] = {
        key: value
        for key, value in given.items()
        if isinstance(value, str | int) and key not in {"password", "cursor_factory"}
    }
    return str(make_conninfo(**known))


def environment() -> Mapping[str, str]:
    """What the programs may know; the password goes by environment, never by command line."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    password = connection.settings_dict.get("PASSWORD")
    return {**kept, "LC_MESSAGES": "C", **({"PGPASSWORD": str(password)} if password else {})}


@contextmanager
def exported_snapshot() -> Iterator[str]:
    """Open a transaction that sees one instant, and give its name to others.

    All that is read on Django's connection inside belongs to the same instant as the dump.
    """
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            yield str(cursor.fetchone()[0])
        finally:
            cursor.execute("ROLLBACK")


def dump(target: Path, snapshot: str) -> None:
    """Write the database as of ``snapshot`` in pg_dump's own compressed form.

    Raises ``OSError`` when there is no room, ``Refusal`` for everything else.
    """
    done = subprocess.run(
        [
            program("pg_dump", at_least=server_major()),
            *("--format=custom", "--no-owner", "--no-privileges", "--no-comments"),
            *(f"--snapshot={snapshot}", f"--file={target}", f"--dbname={conninfo()}"),
        ],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == -signal.SIGXFSZ or "No space left on device" in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
    if done.returncode:
        why = last_line(done.stderr) or f"pg_dump berhenti dengan status {done.returncode}"
        raise Refusal(f"Basis data tidak dapat disalin: {why}")


def load(dumped: Path) -> None:
    """Read a dump into the empty database, wholly or not at all."""
    major = server_major()
    restore: list[str | Path] = [
        program("pg_restore", at_least=major),
        *("--no-owner", "--no-privileges", "--no-comments", "--file=-", str(dumped)),
    ]
    psql: list[str | Path] = [
        program("psql", at_least=0),
        *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"),
        f"--dbname={conninfo()}",
    ]
    with TemporaryFile() as read_said, TemporaryFile() as write_said:
        with (
            subprocess.Popen(
                restore, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=read_said
            ) as reading,
            subprocess.Popen(
                psql, stdin=subprocess.PIPE, stderr=write_said, env=environment(), bufsize=0
            ) as writing,
        ):
            _carry(reading, writing, older=major < TIMEOUT_KNOWN_SINCE)
        for process, said in ((writing, write_said), (reading, read_said)):
            if process.returncode:
                said.seek(0)
                why = last_line(said.read().decode(errors="replace")) or "tanpa keterangan"
                raise Refusal(f"Isi basis data tidak dapat dipulihkan: {why}")


def _carry(
    reading: "subprocess.Popen[bytes]", writing: "subprocess.Popen[bytes]", *, older: bool
) -> None:
    """Hand the script over between BEGIN and COMMIT; without a good end there is no COMMIT."""
    if reading.stdout is None or writing.stdin is None:
        raise TypeError("both programs need pipes")
    try:
        writing.stdin.write(b"BEGIN;\n")
        for _ in range(HEAD_LINES):
            line = reading.stdout.readline()
            if not (older and line.startswith(b"SET transaction_timeout")):
                writing.stdin.write(line)
        shutil.copyfileobj(reading.stdout, writing.stdin, 1024 * 1024)
        if reading.wait() == 0:
            writing.stdin.write(b"COMMIT;\n")
    except BrokenPipeError:  # psql gave up at an error; it has said why
        reading.terminate()


def last_line(text: str) -> str:
    """The line that says why: the first error, else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        if "ERROR:" in line or "error:" in line:
            return line.split("ERROR:" if "ERROR:" in line else "error:", 1)[1].strip()
    return lines[-1] if lines else ""


def _major_of(candidate: Path) -> int:
    try:
        said = subprocess.run(
            [candidate, "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    found = re.search(r"(\d+)(?:\.\d+)?", said)
    return int(found[1]) if found else 0
