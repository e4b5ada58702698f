"""Sending: through apprise for real, to servers on this machine."""

import email
import logging
from contextlib import suppress
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import apprise
import pytest

from layak.accounts.models import User
from layak.notices import channels, sending, tasks
from layak.notices.models import Notice, State, Trouble
from layak.notices.sending import NotTaken
from layak.notices.tests.make import AT, SILENCE, gateway, mail_server, tell_one
from layak.operations.tests.make import Installation, eventually, kept_up
from tests.world import make_person

NOBODY_THERE = "json://127.0.0.1:1/{email}"
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def sari(db: None) -> User:
    return make_person("Sari")


def send(notice: Notice) -> Notice:
    """Send as the worker does; say what became of it."""
    with suppress(NotTaken):
        sending.send(notice.pk, at=LATER)
    notice.refresh_from_db()
    return notice


def test_a_notice_goes_to_its_recipient_with_a_link(sari: User, settings: Any) -> None:
    settings.ADDRESS = "https://layak.example.id"
    with gateway() as way:
        settings.NOTICE_URLS = [way.url()]
        notice = send(tell_one(sari))
    assert (notice.state, notice.sent_at, notice.attempts) == (State.SENT, LATER, 1)
    (message,) = way.taken
    assert message["title"] == "Anda ditugasi pertanyaan 4.1"
    assert message["message"] == (
        "Pertanyaan 4.1 menunggu jawaban Disdukcapil.\n\n"
        "Buka di Layak: https://layak.example.id/penilaian/1/pertanyaan/4.1/"
    )
    assert way.paths == ["/sari@example.id"]


def test_twice_is_the_same_as_once(sari: User, settings: Any) -> None:
    with gateway() as way:
        settings.NOTICE_URLS = [way.url()]
        notice = tell_one(sari)
        tasks.send(notice.pk)
        tasks.send(notice.pk)
    assert len(way.taken) == 1
    tasks.send(notice.pk + 1_000)  # a notice that is not there


def test_a_refusal_is_tried_again_and_then_taken(sari: User, settings: Any) -> None:
    with gateway(500) as way:
        settings.NOTICE_URLS = [way.url()]
        notice = tell_one(sari)
        with pytest.raises(NotTaken):
            sending.send(notice.pk, at=AT)
        notice.refresh_from_db()
        assert (notice.state, notice.error) == (State.WAITING, Trouble.REFUSED)
        send(notice)
    assert (notice.state, notice.error, notice.attempts) == (State.SENT, "", 2)


def test_after_five_attempts_it_is_given_up(
    sari: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.NOTICE_URLS = [NOBODY_THERE]
    notice = tell_one(sari)
    with caplog.at_level(logging.DEBUG):
        for _ in range(4):
            assert send(notice).state == State.WAITING
        assert send(notice).state == State.FAILED
    assert (notice.attempts, notice.error, notice.failed_at) == (5, Trouble.REFUSED, LATER)
    assert send(notice).attempts == 5
    lines = "\n".join(str(vars(record)) for record in caplog.records if record.name != "urllib3")
    assert "a notice could not be sent" in lines
    assert "sari" not in lines.lower()


def test_a_channel_that_took_it_is_not_asked_again(sari: User, settings: Any) -> None:
    with gateway() as first, gateway(503) as second:
        settings.NOTICE_URLS = [first.url(), second.url()]
        notice = send(tell_one(sari))
        assert (notice.state, len(first.taken), len(second.taken)) == (State.WAITING, 1, 0)
        send(notice)
    assert (notice.state, len(first.taken), len(second.taken)) == (State.SENT, 1, 1)
    assert len(notice.reached) == 2
    assert "127.0.0.1" not in str(notice.reached)


def test_without_a_channel_it_stays_to_be_read_in_layak(sari: User) -> None:
    notice = send(tell_one(sari))
    assert (notice.state, notice.error) == (State.WITHHELD, Trouble.NO_CHANNEL)
    assert notice.attempts == 0


def test_an_address_that_apprise_cannot_read_is_not_tried_again(sari: User, settings: Any) -> None:
    settings.NOTICE_URLS = ["merpati://kandang/{email}"]
    notice = send(tell_one(sari))
    assert (notice.state, notice.error, notice.attempts) == (State.FAILED, Trouble.UNUSABLE, 1)


def test_whoever_was_deactivated_meanwhile_is_not_written_to(sari: User, settings: Any) -> None:
    notice = tell_one(sari)
    sari.is_active = False
    sari.save()
    with gateway() as way:
        settings.NOTICE_URLS = [way.url()]
        send(notice)
    assert (notice.state, notice.error) == (State.WITHHELD, Trouble.DEACTIVATED)
    assert way.taken == []


def test_an_attempt_that_killed_its_worker_counts(sari: User, settings: Any) -> None:
    notice = tell_one(sari)
    Notice.objects.filter(pk=notice.pk).update(attempts=Notice.MOST_ATTEMPTS)
    with gateway() as way:
        settings.NOTICE_URLS = [way.url()]
        send(notice)
    assert (notice.state, notice.error) == (State.FAILED, Trouble.REFUSED)


def test_mail_goes_through_the_mail_server_of_the_house(sari: User, settings: Any) -> None:
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "layak@serang.example.id"
        notice = send(tell_one(sari, text="Jumlah < 60 & belum “lengkap”."))
    assert notice.state == State.SENT
    assert box.recipients == ["sari@example.id"]
    letter = email.message_from_bytes(box.letters[0], policy=policy.default)
    assert letter["Subject"] == "Anda ditugasi pertanyaan 4.1"
    assert letter["From"].addresses[0].addr_spec == "layak@serang.example.id"
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Jumlah < 60 & belum “lengkap”."
    assert "apprise" not in box.letters[0].decode().lower()


def test_a_password_of_any_letters_reaches_the_mail_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.example.id", 587
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "layak@example.id", "p@:/#?%&{x} d"
    (channel,) = channels.configured()
    service: Any = apprise.Apprise.instantiate(channel.template.replace(channels.EMAIL, "a%40b.id"))
    assert (service.user, service.password) == ("layak@example.id", "p@:/#?%&{x} d")
    server = (service.smtp_host, service.port, service.secure_mode)
    assert server == ("mail.example.id", 587, "starttls")


TELL = """
from datetime import UTC, datetime
from layak.accounts.models import User
from layak.notices.tests.make import tell_one
tell_one(User.objects.create(email="sari@example.id", name="Sari", password="!"))
"""


def test_a_worker_sends_what_was_told_though_refused_and_killed(tmp_path: Path) -> None:
    # apprise waits for the silent server much longer than the worker lives.
    with gateway(500, SILENCE) as way:
        url = way.url("?rto=300")
        installation = Installation(tmp_path / "data", migrated=True, LAYAK_NOTICE_URLS=url)
        with kept_up(installation):
            done = installation.run("manage", "shell", "--no-imports", "-c", TELL)
            assert done.returncode == 0, done.stderr
            worker = installation.start("layak.worker")
            eventually(way.silent.is_set)
            worker.kill()
            worker.wait()
            # As if the twenty seconds after its last heartbeat were over.
            installation.change(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
            )
            worker = installation.start("layak.worker")
            eventually(lambda: way.taken)
            eventually(lambda: state_of(installation) == (True, 3, 0))
            worker.terminate()
            worker.wait()
            assert "sari@example.id" not in installation.output()
    assert [message["title"] for message in way.taken] == ["Anda ditugasi pertanyaan 4.1"]


def state_of(installation: Installation) -> tuple[bool, int, int]:
    """Whether the one notice is sent, after how many attempts, and how many jobs are left."""
    sent, attempts = installation.rows("SELECT sent_at IS NOT NULL, attempts FROM notices_notice")[
        0
    ]
    left = installation.rows(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'layak.notices.tasks.send'"
    )
    return sent, attempts, left[0][0]
