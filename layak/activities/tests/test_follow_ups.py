"""Follow-ups on their pages: done with a result, opened again with a reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from layak.activities.models import FollowUp
from layak.activities.services import give
from layak.audit.models import Entry
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def follow_up(world: World) -> FollowUp:
    return give(
        world.city,
        owner=world.civil,
        source=FollowUp.Source.PLAN,
        cause=FollowUp.Cause.MISSING,
        text="Lampirkan laporan akta",
        path="",
        due=timezone.now() + timedelta(days=7),
        actor=world.secretariat,
        at=timezone.now(),
    )


def test_what_was_finished_too_early_is_opened_again_with_a_reason(
    client: Client, world: World, follow_up: FollowUp
) -> None:
    client.force_login(world.officer)
    client.post(reverse("follow-up-finish", args=[follow_up.pk]), {"result": "Sudah dikirim."})
    again = reverse("follow-up-take-up", args=[follow_up.pk])
    listed = reverse("follow-up-list")
    assert again in client.get(f"{listed}?status=selesai").content.decode()
    assert again not in client.get(listed).content.decode()
    wrong = client.post(again, {"reason": " "})
    assert wrong.status_code == 422
    assert "Tulis alasan membukanya kembali." in wrong.content.decode()
    client.post(again, {"reason": "Berkasnya keliru"})
    follow_up.refresh_from_db()
    assert follow_up.done_at is None
    assert Entry.objects.get(verb="follow_up.taken_up").reason == "Berkasnya keliru"
