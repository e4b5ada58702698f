"""Where data lives and how Django reaches its database. Nothing is started by asking.

``layak.settings`` imports this while it loads, so it stays with the standard library.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import layak
from layak.database.files import write_private
from layak.lib.errors import Refusal

DATA_VARIABLE = "LAYAK_DATA_DIR"
URL_VARIABLES = {"layak": "LAYAK_DATABASE_URL", "layak_cases": "LAYAK_CASES_DATABASE_URL"}
ROLES = ("layak", "layak_cases")
PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
# sockaddr_un.sun_path: 108 bytes with the closing NUL on Linux.
LONGEST_SOCKET_PATH = 107

# What an address may say after its question mark; everything else is a typing error worth naming.
URL_OPTIONS = frozenset(
    {
        "application_name",
        "channel_binding",
        "connect_timeout",
        "gssencmode",
        "host",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "options",
        "passfile",
        "port",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
        "tcp_user_timeout",
    }
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Names of everything the database keeps under one data folder."""

    data: Path

    @property
    def sole_lock(self) -> Path:
        """Held by the one ``layak serve`` of this data folder."""
        return self.data / "layak.lock"

    @property
    def folder(self) -> Path:
        return self.data / "database"

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def starting_lock(self) -> Path:
        """Held while somebody looks whether the server has to be started."""
        return self.folder / "starting.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by everybody who uses the server."""
        return self.folder / "users.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor of the running server; its text is the supervisor's last word."""
        return self.folder / "supervisor.lock"

    @property
    def pgpass(self) -> Path:
        """Passwords in libpq's own format, mode 0600."""
        return self.folder / "pgpass"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def socket(self) -> Path:
        return self.run / SOCKET

    @property
    def run(self) -> Path:
        """The socket folder: inside the data folder, or a short name where that path cannot serve.

        It cannot when it is too long for a socket, or has a comma, which divides hosts for libpq.
        The short name depends on the path and the owner only, never on the environment, so that a
        command started by cron finds the server that a terminal started.
        """
        inside = self.folder / "run"
        length = len(os.fsencode(inside / SOCKET))
        if length <= LONGEST_SOCKET_PATH and "," not in str(inside):
            return inside
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        owner = owner_of(self.data)
        # Nobody can take a name in /run before root does. In /tmp one can: see make_run_folder.
        return Path("/run" if owner == 0 else "/tmp") / f"layak-{owner}-{digest}"  # noqa: S108


def owner_of(data: Path) -> int:
    """The user id on whose behalf we act in this data folder."""
    try:
        return data.stat().st_uid
    except OSError:
        return os.geteuid()


def data_dir() -> Path:
    """Where Layak stores everything: ``LAYAK_DATA_DIR``, else ``var/`` of the checkout."""
    chosen = os.environ.get(DATA_VARIABLE, "")
    folder = Path(chosen).expanduser() if chosen else Path(layak.__file__).parent.parent / "var"
    return folder.resolve()


def layout(data: Path | None = None) -> Layout:
    return Layout(data.resolve() if data else data_dir())


def external_url(role: str = "layak") -> str:
    """The address of a server of one's own, or nothing when the embedded one is used."""
    return os.environ.get(URL_VARIABLES[role], "").strip()


def config(role: str = "layak") -> dict[str, Any]:
    """An entry of Django's ``DATABASES`` for one of the two databases (``layak``, ``layak_cases``).

    The password is not in it: libpq reads it when it connects, from the 0600 file that the first
    start writes, so these values hold before that start too.
    """
    if url := external_url(role):
        return from_url(url, URL_VARIABLES[role])
    if any(map(external_url, ROLES)):
        raise Refusal(
            f"{URL_VARIABLES[role]} belum diisi, padahal basis data lain memakai server sendiri."
        )
    place = layout()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": role,
        "USER": role,
        "HOST": str(place.run),
        "PORT": str(PORT),
        "OPTIONS": {"passfile": str(place.pgpass)},
    }


def from_url(url: str, variable: str = "LAYAK_DATABASE_URL") -> dict[str, Any]:
    """Read ``postgres://user:password@host:port/name?sslmode=...``.

    A unix socket is ``postgres://user@/name?host=/run/postgresql``, or a host with ``%2F``. What is
    wrong is said without repeating the address, which may hold a password.
    """
    wrong = f"{variable} tidak terbaca"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refusal(f"{wrong}: port atau nama server salah tulis.") from error
    if parts.scheme not in {"postgres", "postgresql"}:
        raise Refusal(f"{wrong}: alamat harus berawalan postgres:// atau postgresql://.")
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise Refusal(
            f"{wrong}: nama basis data belum ada; contoh postgres://user@host:5432/layak."
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - URL_OPTIONS):
        raise Refusal(f"{wrong}: pilihan {', '.join(unknown)} tidak dikenal.")
    # A unix socket folder keeps its capitals, which urlsplit's own hostname would lose.
    host = unquote(_host(parts.netloc)) or options.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": options,
    }


def write_passwords(pgpass: Path, give_to: int | None = None) -> None:
    """Make a random password for each role, unless there are some."""
    if not pgpass.exists():
        roles = ("postgres", *ROLES)
        lines = [f"*:*:*:{role}:{secrets.token_urlsafe(32)}\n" for role in roles]
        write_private(pgpass, "".join(lines), give_to)


def read_passwords(pgpass: Path) -> dict[str, str]:
    """Passwords by role."""
    lines = [line.split(":") for line in pgpass.read_text(encoding="ascii").splitlines()]
    return {words[3]: words[4] for words in lines if len(words) == 5}


def _host(netloc: str) -> str:
    place = netloc.rpartition("@")[2]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]
