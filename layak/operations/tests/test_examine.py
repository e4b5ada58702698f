"""The health page says what an administrator has to know, and nobody else learns it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from layak.accounts.models import User
from layak.audit.services import record
from layak.operations import health
from tests.world import make_world

pytestmark = pytest.mark.django_db


def open_health(client: Client, person: User | None = None) -> tuple[int, str]:
    if person is not None:
        client.force_login(person)
    answer = client.get(reverse("health"))
    return answer.status_code, answer.content.decode()


def beat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - %s * interval '1 s')",
            [seconds_ago],
        )


def test_an_administrator_sees_how_the_installation_is(client: Client) -> None:
    beat(3)
    status, page = open_health(client, make_world().administrator)
    assert status == 200
    assert "PostgreSQL" in page
    assert "mutakhir" in page
    assert "bekerja" in page


@pytest.mark.parametrize("name", ["secretariat", "officer", "verifier", "leader", "auditor"])
def test_nobody_else_learns_that_there_is_such_a_page(client: Client, name: str) -> None:
    assert open_health(client, make_world().people[name])[0] == 404


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert open_health(client)[0] == 302


def test_a_probe_learns_one_word_and_needs_no_account(client: Client) -> None:
    answer = client.get(reverse("health-live"))
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_a_probe_is_told_when_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    answer = client.get(reverse("health-live"))
    assert answer.status_code == 503
    assert answer.json() == {"status": "down"}


def test_the_page_takes_a_handful_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_world().administrator)
    with django_assert_max_num_queries(12):
        client.get(reverse("health"))


def test_a_silent_worker_is_named() -> None:
    assert not health.examine(timezone.now()).worker_lives
    beat(300)
    assert not health.examine(timezone.now()).worker_lives
    beat(2)
    assert health.examine(timezone.now()).worker_lives


def test_a_backup_is_recent_for_a_week() -> None:
    now = timezone.now()
    assert not health.examine(now).backup_is_recent
    with record(health.BACKUP_VERB, actor=None, at=now):
        pass
    assert health.examine(now + timedelta(days=6)).backup_is_recent
    assert not health.examine(now + health.BACKUP_AGE).backup_is_recent


def test_a_migration_that_is_not_applied_is_named() -> None:
    assert health.missing_migrations() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'audit' AND name = '0001_first_tables'"
        )
    assert health.missing_migrations() == ["audit.0001_first_tables"]
