"""Officers at the deadline hour: each saves an answer and uploads a file, again and again.

Runs beside the server it asks, in one thread, and reads every answer to its end.
"""

import asyncio
import hashlib
import random
import re
import secrets
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

SAVE_EVERY = 5.0  # seconds
UPLOAD_EVERY = 30.0
PATIENCE = 60.0  # seconds after which a request is given up
UPLOAD_BYTES = 1024 * 1024
_VERSION = re.compile(rb'name="version"[^>]*? value="([^"]*)"')
_TOKEN = 64  # hexadecimal digits that make each file another one


@dataclass(frozen=True, slots=True)
class Officer:
    """Who acts: signed in by ``session``; ``answer`` and ``receive`` are addresses.

    ``version`` is the state of the answer that they opened.
    """

    session: str
    answer: str
    option: str
    receive: str
    version: str = "new"


@dataclass(slots=True)
class Log:
    """What happened. Only what the server acknowledged has to be found again."""

    saves: dict[str, list[str]] = field(default_factory=dict)  # address -> notes in order
    uploads: list[str] = field(default_factory=list)  # digests
    save_seconds: list[float] = field(default_factory=list)
    upload_seconds: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    def count(self, status: int | str) -> None:
        self.statuses[str(status)] = self.statuses.get(str(status), 0) + 1


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the server."""

    status: int
    body: bytes


class Line:
    """A connection that is kept, as a browser keeps one."""

    def __init__(self, host: str, port: int, officer: Officer) -> None:
        self._place = (host, port)
        # One secret is cookie and header: what the page's own script sends.
        self._token = secrets.token_hex(16)
        self._cookie = f"sessionid={officer.session}; csrftoken={self._token}"
        self._both: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, kind: str = "", body: bytes = b"") -> Reply:
        """Send a request and read the whole answer. Raises ``OSError`` on a broken line."""
        if self._both is None:
            self._both = await asyncio.open_connection(*self._place)
        reader, writer = self._both
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Cookie: {self._cookie}"]
        if method == "POST":
            lines += [f"X-CSRFToken: {self._token}", "HX-Request: true"]
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            await writer.drain()
            return await _read(reader)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            self.hang_up()
            raise

    def hang_up(self) -> None:
        if self._both is not None:
            self._both[1].close()
            self._both = None


async def _read(reader: asyncio.StreamReader) -> Reply:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    _version, _, rest = head[0].partition(" ")
    status = int(rest[:3])
    fields = {
        name.lower(): text.strip() for name, _, text in (line.partition(":") for line in head[1:])
    }
    if fields.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readuntil(b"\r\n")
        return Reply(status, body)
    return Reply(status, await reader.readexactly(int(fields.get("content-length", "0"))))


class Surge:
    """All officers at once, for some seconds, each at its own moment."""

    def __init__(self, port: int, seconds: float, paper: bytes) -> None:
        self._port = port
        self._seconds = seconds
        # The file's own token stands between these two halves.
        self._halves = paper.split(b"0" * _TOKEN, 1)
        self.log = Log()

    async def run(self, officers: Sequence[Officer]) -> Log:
        """Let them work until the time is over and what is under way is answered."""
        chance = random.Random(300)  # noqa: S311 - when each begins, the same each time
        began = time.monotonic()
        work = []
        for officer in officers:
            work.append(self._save(officer, began, chance.uniform(0, SAVE_EVERY)))
            work.append(self._upload(officer, began, chance.uniform(0, UPLOAD_EVERY)))
        await asyncio.gather(*work)
        return self.log

    async def _save(self, officer: Officer, began: float, first: float) -> None:
        line, version, number = Line("127.0.0.1", self._port, officer), officer.version, 0
        due = began + first
        while due < began + self._seconds:
            await asyncio.sleep(due - time.monotonic())
            number += 1
            note = f"Simpanan {number} pada {officer.answer}."
            form = {"option": officer.option, "note": note, "version": version}
            sent = urlencode(form).encode()
            kind = "application/x-www-form-urlencoded"
            asked = line.ask("POST", officer.answer, kind, sent)
            reply = await self._timed(asked, self.log.save_seconds, line)
            if reply is not None and reply.status == 200:
                self.log.saves.setdefault(officer.answer, []).append(note)
            if reply is not None and (found := _VERSION.search(reply.body)):
                version = found[1].decode()
            due = _next(due, SAVE_EVERY)
        line.hang_up()

    async def _upload(self, officer: Officer, began: float, first: float) -> None:
        line, due = Line("127.0.0.1", self._port, officer), began + first
        while due < began + self._seconds:
            await asyncio.sleep(due - time.monotonic())
            paper = secrets.token_hex(_TOKEN // 2).encode().join(self._halves)
            digest = hashlib.sha256(paper).hexdigest()
            kind, sent = _multipart(f"laporan-{digest[:12]}.pdf", paper)
            asked = line.ask("POST", officer.receive, kind, sent)
            reply = await self._timed(asked, self.log.upload_seconds, line)
            if reply is not None and reply.status == 200:
                self.log.uploads.append(digest)
            due = _next(due, UPLOAD_EVERY)
        line.hang_up()

    async def _timed(
        self, asked: Coroutine[Any, Any, Reply], into: list[float], line: Line
    ) -> Reply | None:
        began = time.monotonic()
        try:
            reply = await asyncio.wait_for(asked, PATIENCE)
        except (OSError, asyncio.IncompleteReadError, ValueError, TimeoutError) as error:
            line.hang_up()
            self.log.count(type(error).__name__)
            into.append(time.monotonic() - began)
            return None
        into.append(time.monotonic() - began)
        self.log.count(reply.status)
        return reply


def _next(due: float, every: float) -> float:
    """When somebody acts again: at their own pace, but nobody makes up for turns they missed."""
    return max(due + every, time.monotonic())


async def read_back(port: int, officers: Sequence[Officer], saves: Mapping[str, list[str]]) -> int:
    """Open the pages of those who saved; return how many do not show their newest text."""
    missing = 0
    for officer in officers:
        if notes := saves.get(officer.answer):
            line = Line("127.0.0.1", port, officer)
            reply = await line.ask("GET", officer.answer)
            missing += reply.status != 200 or notes[-1].encode() not in reply.body
            line.hang_up()
    return missing


def _multipart(name: str, content: bytes) -> tuple[str, bytes]:
    mark = "----layak-pengukuran"
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return f"multipart/form-data; boundary={mark}", body


def make_paper() -> bytes:
    """One page of text and a megabyte that no page shows; ``0`` times 64 to be replaced."""
    words = b"BT /F1 12 Tf 72 720 Td (Laporan pemenuhan hak anak) Tj ET"
    filler = secrets.token_bytes(UPLOAD_BYTES - _TOKEN - 900)
    stream = b"0" * _TOKEN + filler.replace(b"endstream", b"endstreaM")
    seen = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %b >>" % seen,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
    ]
    made = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n" % (
        count,
        table,
        count,
    )
    return made + end + b"startxref\n%d\n%%%%EOF\n" % len(made)
