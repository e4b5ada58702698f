"""Telling people: once each, with the change that causes it, and never rewritten."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from layak.accounts.models import User
from layak.notices.models import Notice, NoticeKind, NoticeQuerySet
from layak.notices.queries import unread_count
from layak.notices.services import SEND, enqueue_forgotten, tell
from layak.notices.tests.make import AT, tell_one
from tests.world import make_person, make_world

pytestmark = pytest.mark.django_db


def remove_jobs(*notices: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s"
            " AND (args->>'notice')::bigint = ANY(%s)",
            [SEND, list(notices)],
        )


def jobs() -> list[int]:
    """The notices for which a job waits."""
    asked = ProcrastinateJob.objects.filter(task_name=SEND)
    return [job.args["notice"] for job in asked.order_by("pk")]


def test_everybody_named_is_told_and_one_job_each_waits() -> None:
    sari, oki = make_person("Sari"), make_person("Oki")
    told = tell(
        [sari, oki, sari],
        kind=NoticeKind.DEADLINE,
        subject="  Tiga hari\nlagi ",
        text="Penilaian mandiri ditutup 29 Mei 2023.\n",
        path="/penilaian/1/",
        key="deadline-1-3",
        at=AT,
        due_at=AT + timedelta(days=3),
    )
    assert [notice.recipient for notice in told] == [sari, oki]
    assert {notice.subject for notice in told} == {"Tiga hari lagi"}
    assert jobs() == [notice.pk for notice in told]
    assert (unread_count(sari), unread_count(oki)) == (1, 1)


def test_the_same_thing_is_told_once_and_newcomers_still_hear_it() -> None:
    sari, oki = make_person("Sari"), make_person("Oki")
    first = tell_one(sari)
    told = tell(
        [sari, oki], kind=NoticeKind.ASSIGNED, subject="Lain", text="", key=first.key, at=AT
    )
    assert [notice.recipient for notice in told] == [oki]
    assert (
        tell([sari, oki], kind=NoticeKind.ASSIGNED, subject="x", text="", key=first.key, at=AT)
        == []
    )
    assert Notice.objects.count() == len(jobs()) == 2


def test_whoever_was_deactivated_is_not_told() -> None:
    sari = make_person("Sari")
    sari.is_active = False
    sari.save()
    assert tell([sari], kind=NoticeKind.ASKED, subject="Halo", text="", key="a", at=AT) == []
    assert jobs() == []


def test_nobody_to_tell_is_no_mistake() -> None:
    assert tell([], kind=NoticeKind.ASKED, subject="Halo", text="", key="a", at=AT) == []


@pytest.mark.parametrize("path", ["//jahat.example", "https://jahat.example", "/\\jahat", "akun"])
def test_a_notice_leads_nowhere_else(path: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        tell_one(make_person("Sari"), path=path)


def test_what_was_told_cannot_be_rewritten() -> None:
    notice = tell_one(make_person("Sari"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(text="Tidak pernah ditugasi.")
    notice.refresh_from_db()
    assert notice.text == "Pertanyaan 4.1 menunggu jawaban Disdukcapil."


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_told_nor_enqueued() -> None:
    sari = make_person("Sari")
    with transaction.atomic():
        tell_one(sari)
        assert len(jobs()) == 1
        transaction.set_rollback(True)
    assert jobs() == []
    assert not Notice.objects.exists()
    tell_one(sari)
    assert len(jobs()) == Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_the_same_at_once_tell_it_once() -> None:
    sari = make_person("Sari")
    both = threading.Barrier(2, timeout=60)

    def tell_too() -> None:
        try:
            with transaction.atomic():
                both.wait()
                tell([sari], kind=NoticeKind.ASKED, subject="Halo", text="", key="a", at=AT)
        finally:
            connection.close()

    threads = [threading.Thread(target=tell_too) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Notice.objects.count() == len(jobs()) == 1


def test_what_waits_without_a_job_is_asked_for_again() -> None:
    forgotten, asked, sent = (
        tell_one(make_person(name), key=name) for name in ("Sari", "Oki", "Heri")
    )
    Notice.objects.filter(pk=sent.pk).update(sent_at=AT)
    remove_jobs(forgotten.pk, sent.pk)
    assert enqueue_forgotten() == 1
    assert jobs() == [asked.pk, forgotten.pk]


def test_notices_are_seen_by_their_recipient_and_by_who_keeps_or_audits_the_place() -> None:
    world = make_world()
    notice = tell_one(world.officer)
    seeing = {name for name, person in world.people.items() if notice in visible(person)}
    assert seeing == {"officer", "administrator", "secretariat", "auditor"}


def test_whoever_also_works_elsewhere_is_left_out_of_the_outbox() -> None:
    world = make_world()
    world.officer.memberships.create(organization=world.other_agency, role="officer")
    notice = tell_one(world.officer)
    assert notice in visible(world.officer)
    assert notice not in visible(world.secretariat)


def visible(person: User) -> NoticeQuerySet:
    return Notice.objects.visible_to(person)
