"""The measurement of the deadline hour reads replies whole and notices what is lost."""

import asyncio
import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client

from layak.assessments import services
from layak.assessments.models import Answer
from layak.assessments.tests.make import make_real_sheet, make_sheet
from layak.instruments.models import Option
from layak.operations.bench import rehearsal
from layak.operations.bench.officers import UPLOAD_BYTES, Officer, Surge, make_paper
from tests.world import make_world

AT = datetime(2023, 3, 20, 2, tzinfo=UTC)


class Server:
    """A server that answers each request with what the test prepared, and keeps what came."""

    def __init__(self, replies: list[bytes]) -> None:
        self.replies = replies
        self.asked: list[bytes] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.asked.append(head + await reader.readexactly(length))
                writer.write(self.replies.pop(0) if self.replies else b"")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def work(replies: list[bytes], seconds: float = 0.3) -> tuple[Surge, Server]:
    """Let one officer save against a server that answers so."""
    server = Server(replies)
    officer = Officer("s" * 32, "/jawaban/", "7", "/terima/")

    async def go() -> Surge:
        listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
        surge = Surge(listening.sockets[0].getsockname()[1], seconds, make_paper())
        await surge._save(officer, asyncio.get_running_loop().time(), 0.0)
        listening.close()
        return surge

    return asyncio.run(go()), server


def test_a_paper_is_a_readable_pdf_of_a_megabyte() -> None:
    paper = make_paper()
    assert UPLOAD_BYTES * 0.99 < len(paper) < UPLOAD_BYTES * 1.01
    document = pypdfium2.PdfDocument(paper)
    assert "Laporan pemenuhan hak anak" in document[0].get_textpage().get_text_range()


def test_a_reply_in_pieces_is_read_to_its_end_and_names_the_next_version() -> None:
    body = b'<input name="version" id="version" value="2023-03-20T02:00:00">'
    half = len(body) // 2
    pieces = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:half], body[half:]))
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces + b"0\r\n\r\n"
    surge, server = work([chunked])
    assert surge.log.saves == {"/jawaban/": ["Simpanan 1 pada /jawaban/."]}
    assert b"version=new" in server.asked[0]


@pytest.mark.parametrize(
    ("reply", "counted"),
    [
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "502"),
        (b"HTTP/1.1 422 No\r\nContent-Length: 2\r\n\r\nno", "422"),
        (b"nonsense\r\n\r\n", "ValueError"),
    ],
)
def test_what_is_not_acknowledged_is_counted_as_such(reply: bytes, counted: str) -> None:
    surge, _server = work([reply])
    assert surge.log.saves == {}
    assert surge.log.statuses == {counted: 1}


@pytest.mark.django_db
def test_what_was_acknowledged_is_found_now_or_in_the_history_and_else_called_lost() -> None:
    world = make_world()
    sheet = make_sheet(world)
    answer = Answer.objects.get(assessment=sheet, question__code="4.2")
    option = Option.objects.filter(question=answer.question_id).first()
    for number in (1, 2):
        services.answer_question(
            answer, option=option, note=f"Simpanan {number}", actor=world.officer, at=AT
        )
    nothing = hashlib.sha256(b"nothing").hexdigest()
    log = {"saves": {"x": ["Simpanan 1", "Simpanan 2", "Simpanan 3"]}, "uploads": [nothing]}
    assert rehearsal.check(log) == {"saves": 1, "uploads": 1, "filed": 0}


@pytest.mark.django_db
def test_an_officer_of_the_rehearsal_is_signed_in_and_may_save() -> None:
    world = make_world()
    officer = next(rehearsal._at_work(make_real_sheet(world), AT))
    client = Client()
    client.cookies["sessionid"] = officer.session
    reply = client.post(
        officer.answer,
        {"option": officer.option, "note": "Simpanan 1", "version": "new"},
        headers={"HX-Request": "true"},
    )
    assert reply.status_code == 200
    code = officer.answer.strip("/").rpartition("/")[2]
    assert Answer.objects.get(question__code=code).note == "Simpanan 1"


def test_a_web_process_has_read_every_page_before_it_takes_a_request(tmp_path: Path) -> None:
    asked = "import sys, layak.wsgi; print('layak.assessments.views.answers' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={
            **os.environ,
            "LAYAK_DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "layak.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["True"], done.stderr
