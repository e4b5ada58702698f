"""Everything on one machine: database, worker and web, each watched."""

import errno
import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from layak.database import Server
from layak.lib.errors import Refusal
from layak.operations.children import Child, watch

_log = logging.getLogger("layak.serve")

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LIVE = "/kesehatan/hidup/"
START_PATIENCE = 120.0  # seconds until the first page has to be served
START_DEATHS = 3  # of one child before the first page: it will never serve
PAGE_PATIENCE = 2.0  # seconds the first page may take to answer
DATABASE_LOOK = 5.0  # seconds between two looks at the database's supervisor
THREADS = 4  # requests at once in each web process; they wait for the database most of the time


class Stopped:
    """Whether somebody asked to stop, by Ctrl-C, by SIGTERM or by closing the terminal."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores the third
                signal.signal(number, self.ask)


def claim_port(host: str, port: int) -> None:
    """Refuse a port that somebody listens on, or that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError as error:
            raise Refusal(
                f"Port {port} hanya untuk root; pilih yang lain dengan --port."
            ) from error
        except OSError as error:
            raise Refusal(
                f"Port {port} di {host} sedang dipakai program lain; pilih yang lain dengan --port."
                if error.errno == errno.EADDRINUSE
                else f"{host} bukan alamat komputer ini; pilih yang lain dengan --host."
            ) from error


def children(*, host: str, port: int, demo: bool, data: Path) -> list[Child]:
    """Return the worker and the web process, not yet started.

    In a terminal their log lines go to files, so that what people have to read stays on the screen.
    """
    logs = data / "logs" if sys.stderr.isatty() else None
    environment = {"LAYAK_DEMO": "1" if demo else "", "DJANGO_SETTINGS_MODULE": "layak.settings"}
    web = [
        *("granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(min(2, os.cpu_count() or 1)), "--blocking-threads", str(THREADS)),
        *("--no-ws", "--http", "1", "--log-level", "warning", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "10", "layak.wsgi:application"),
    ]
    return [
        Child(
            "worker",
            ["layak.worker"],
            # It may be in the middle of anything; what it had in hand is taken back later.
            orphan_signal=signal.SIGKILL,
            environment=environment,
            log=logs / "worker.log" if logs else None,
        ),
        Child(
            "web",
            web,
            # granian ends its own processes when it is asked to, not when it is killed.
            orphan_signal=signal.SIGTERM,
            environment=environment,
            log=logs / "web.log" if logs else None,
        ),
    ]


def load_demo(data: Path) -> None:
    """Load the demo in a process of its own, so that its heavy libraries go when it is done."""
    done = subprocess.run(
        [sys.executable, "-m", "layak", "manage", "load_demo"],
        env={**os.environ, "LAYAK_DEMO": "1", "LAYAK_DATA_DIR": str(data)},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise Refusal("Demo tidak dapat dimuat; alasannya tertulis di atas.")


def run(
    server: Server, staff: list[Child], *, address: tuple[str, int], ready: Callable[[], None]
) -> None:
    """Start the children, tell when the first page is served, and watch until asked to stop."""
    stopped = Stopped()
    stopped.listen()
    look_at_database = _database_look(server)
    look_for_page = _first_page(staff, address, ready)

    def look() -> None:
        look_at_database()
        look_for_page()

    watch(staff, stopped, look)


def _first_page(
    staff: list[Child], address: tuple[str, int], ready: Callable[[], None]
) -> Callable[[], None]:
    """Look for the first page, once; refuse when it does not come.

    A child that dies meanwhile is started again like any other time: the database may just have
    been replaced. One that dies again and again never will serve.
    """
    deadline = time.monotonic() + START_PATIENCE
    served: list[bool] = []

    def look() -> None:
        if served:
            return
        if _answers(*address):
            served.append(True)
            ready()
            return
        dying = [child.name for child in staff if child.deaths >= START_DEATHS]
        if dying or time.monotonic() > deadline:
            raise Refusal(
                f"Proses {dying[0] if dying else 'web'} tidak mau menyala; lihat catatannya "
                "di atas atau di folder logs."
            )

    return look


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=PAGE_PATIENCE)
    try:
        connection.request("GET", LIVE, headers={"Host": "localhost"})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared


def _database_look(server: Server) -> Callable[[], None]:
    """Look now and then whether the database has its supervisor; a killed one is replaced."""
    last = [time.monotonic()]

    def look() -> None:
        if time.monotonic() - last[0] < DATABASE_LOOK:
            return
        last[0] = time.monotonic()
        try:
            server.start()
        except Refusal as refusal:
            _log.error("database cannot be had", extra={"facts": {"why": str(refusal)}})

    return look


def where(host: str, port: int) -> str:
    """Write the address as a person types it."""
    shown = _reachable(host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
