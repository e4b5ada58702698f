"""Builders of notices, and servers that take what apprise sends."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from layak.accounts.models import User
from layak.notices.models import Notice, NoticeKind
from layak.notices.services import tell

AT = datetime(2023, 5, 29, 8, 30, tzinfo=UTC)


def tell_one(person: User, **more: Any) -> Notice:
    """Tell one person that they were given a question."""
    given: dict[str, Any] = {
        "kind": NoticeKind.ASSIGNED,
        "subject": "Anda ditugasi pertanyaan 4.1",
        "text": "Pertanyaan 4.1 menunggu jawaban Disdukcapil.",
        "path": "/penilaian/1/pertanyaan/4.1/",
        "key": "assignment-1",
        "at": AT,
    }
    (notice,) = tell([person], **(given | more))
    return notice


# Instead of a status: no answer ever.
SILENCE = 0


@dataclass
class Gateway:
    """A server that answers with ``statuses`` in turn, and 200 when they are used up."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, options: str = "") -> str:
        return f"json://127.0.0.1:{self.port}/{{email}}{options}"


@contextmanager
def gateway(*statuses: int) -> Iterator[Gateway]:
    """A gateway for messages on this machine."""
    found = Gateway(statuses=list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = found.statuses.pop(0) if found.statuses else 200
            if status == SILENCE:
                found.silent.set()
                found.closing.wait()
                return
            if status == 200:
                found.taken.append(json.loads(body))
                found.paths.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        with serving(server):
            try:
                yield found
            finally:
                found.closing.set()


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    """The server answers inside the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@dataclass
class Mailbox:
    """What a mail server took: for whom, and the letters as they came."""

    port: int = 0
    recipients: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mail server on this machine that takes every letter."""
    found = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "RCPT":
                    found.recipients.append(line.partition("<")[2].partition(">")[0])
                if verb == "DATA":
                    self.say("354 go on")
                    found.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say("221 bye" if verb == "QUIT" else "250 ok")
                if verb == "QUIT":
                    return

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        with serving(server):
            yield found
