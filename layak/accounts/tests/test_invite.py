"""Who may invite whom, and what is kept of an invitation."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from layak.accounts.invitations import first_administrator_link, invite, open_invitation, withdraw
from layak.accounts.models import Invitation, Membership, Role
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from tests.world import World, make_world

AT = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_only_the_digest_of_the_secret_is_kept(world: World) -> None:
    invitation, secret = invite(
        "Budi@Example.id", Role.OFFICER, world.health, actor=world.secretariat, at=AT
    )
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert secret not in str(row)
    assert len(row["secret_digest"]) == 64
    assert row["email"] == "budi@example.id"
    assert secret not in str(list(Entry.objects.values()))


def test_an_invitation_lasts_seven_days_and_not_a_second_longer(world: World) -> None:
    invitation, secret = invite(
        "budi@example.id", Role.OFFICER, world.health, actor=world.secretariat, at=AT
    )
    assert invitation.expires_at == AT + timedelta(days=7)
    assert open_invitation(secret, at=AT + timedelta(days=7, seconds=-1)) == invitation
    with pytest.raises(Refusal, match="tidak berlaku"):
        open_invitation(secret, at=AT + timedelta(days=7))


@pytest.mark.parametrize(
    ("giver", "role", "place", "allowed"),
    [
        ("administrator", Role.ADMINISTRATOR, "city", True),
        ("administrator", Role.OFFICER, "civil", True),
        ("administrator", Role.OPERATOR, "village", True),
        ("administrator", Role.VERIFIER, "province", False),
        ("administrator", Role.SECRETARIAT, "other_city", False),
        ("secretariat", Role.SECRETARIAT, "city", True),
        ("secretariat", Role.LEADER, "city", True),
        ("secretariat", Role.HEAD, "health", True),
        ("secretariat", Role.ADMINISTRATOR, "city", False),
        ("secretariat", Role.OFFICER, "other_agency", False),
        ("officer", Role.OFFICER, "civil", False),
        ("head", Role.OFFICER, "civil", False),
        ("operator", Role.OPERATOR, "village", False),
        ("verifier", Role.VERIFIER, "province", False),
        ("leader", Role.LEADER, "city", False),
        ("auditor", Role.AUDITOR, "city", False),
        ("stranger", Role.OFFICER, "civil", False),
    ],
)
def test_a_role_is_given_only_by_those_who_keep_the_place(
    world: World, giver: str, role: Role, place: str, allowed: bool
) -> None:
    organization, actor = getattr(world, place), world.people[giver]
    if allowed:
        invitation, _secret = invite("budi@example.id", role, organization, actor=actor, at=AT)
        assert (invitation.role, invitation.invited_by) == (role, actor)
    else:
        with pytest.raises(Refusal, match="tidak berwenang"):
            invite("budi@example.id", role, organization, actor=actor, at=AT)
        assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.OFFICER, "city"),
        (Role.SECRETARIAT, "civil"),
        (Role.OPERATOR, "civil"),
        (Role.HEAD, "village"),
        (Role.ADMINISTRATOR, "district"),
    ],
)
def test_a_role_exists_only_at_its_kind_of_place(world: World, role: Role, place: str) -> None:
    with pytest.raises(Refusal, match="tidak ada di"):
        invite("budi@example.id", role, getattr(world, place), actor=world.administrator, at=AT)


def test_a_second_invitation_ends_the_first(world: World) -> None:
    first = invite("budi@example.id", Role.OFFICER, world.civil, actor=world.secretariat, at=AT)[1]
    later = AT + timedelta(hours=1)
    second = invite("budi@example.id", Role.OFFICER, world.civil, actor=world.secretariat, at=later)
    with pytest.raises(Refusal, match="tidak berlaku"):
        open_invitation(first, at=later)
    assert open_invitation(second[1], at=later) == second[0]


def test_somebody_who_has_the_role_is_not_invited_again(world: World) -> None:
    with pytest.raises(Refusal, match="sudah menjadi"):
        invite(world.officer.email, Role.OFFICER, world.civil, actor=world.secretariat, at=AT)


def test_a_withdrawn_invitation_opens_nothing_and_a_stranger_cannot_withdraw(world: World) -> None:
    invitation, secret = invite(
        "budi@example.id", Role.OFFICER, world.civil, actor=world.secretariat, at=AT
    )
    later = AT + timedelta(minutes=5)
    with pytest.raises(Refusal, match="bukan wewenang"):
        withdraw(invitation, actor=world.stranger, at=later)
    assert open_invitation(secret, at=later) == invitation
    withdraw(invitation, actor=world.administrator, at=later)
    with pytest.raises(Refusal, match="tidak berlaku"):
        open_invitation(secret, at=later)


def test_the_page_sends_a_letter_and_shows_the_link_once(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    fields = {"email": "budi@example.id", "role": "officer", "organization": world.civil.pk}
    page = client.post(reverse("person-invite"), fields)
    assert page.status_code == 200
    link = re.search(r'value="(http[^"]+/undangan/[^"]+)"', page.content.decode())
    assert link is not None
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["budi@example.id"]
    assert link[1] in mail.outbox[0].body
    listed = client.get(reverse("person-list")).content.decode()
    assert "budi@example.id" in listed
    assert link[1].rsplit("/", 2)[1] not in listed


def test_a_refused_invitation_keeps_what_was_typed_and_says_one_sentence(
    client: Client, world: World
) -> None:
    client.force_login(world.secretariat)
    fields = {"email": "budi@example.id", "role": "officer", "organization": world.city.pk}
    page = client.post(reverse("person-invite"), fields)
    assert page.status_code == 422
    text = page.content.decode()
    assert "budi@example.id" in text
    assert text.count("Peran Petugas OPD tidak ada di Kota Serang.") == 1
    assert not Invitation.objects.exists()


def test_a_secretariat_is_not_even_offered_another_city_or_the_highest_role(
    client: Client, world: World
) -> None:
    client.force_login(world.secretariat)
    fields = {
        "email": "budi@example.id",
        "role": "administrator",
        "organization": world.other_city.pk,
    }
    page = client.post(reverse("person-invite"), fields)
    assert page.status_code == 422
    assert "Kota Cilegon" not in page.content.decode()
    assert not Invitation.objects.exists()


def test_a_mail_server_that_is_down_does_not_undo_the_invitation(
    client: Client, world: World, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "layak.accounts.tests.deaf.Backend"
    client.force_login(world.secretariat)
    fields = {"email": "budi@example.id", "role": "officer", "organization": world.civil.pk}
    page = client.post(reverse("person-invite"), fields)
    assert "Surel tidak terkirim" in page.content.decode()
    assert Invitation.objects.get().email == "budi@example.id"


def test_the_first_administrator_is_greeted_by_one_open_link(world: World) -> None:
    Membership.objects.filter(role=Role.ADMINISTRATOR).delete()
    first = first_administrator_link(at=AT)
    second = first_administrator_link(
        at=AT + timedelta(minutes=1), site="https://layak.example.id/"
    )
    assert first is not None
    assert second is not None
    assert second.startswith("https://layak.example.id/pengguna/undangan/")
    with pytest.raises(Refusal, match="tidak berlaku"):
        open_invitation(first.rstrip("/").rpartition("/")[2], at=AT + timedelta(minutes=1))
    found = open_invitation(second.rstrip("/").rpartition("/")[2], at=AT + timedelta(minutes=1))
    assert (found.role, found.organization) == (Role.ADMINISTRATOR, world.nation)


def test_no_link_is_made_while_an_administrator_is_active(world: World) -> None:
    assert first_administrator_link(at=AT) is None
    world.administrator.is_active = False
    world.administrator.save()
    assert first_administrator_link(at=AT) is not None


def test_the_command_prints_a_link_for_a_region_or_an_office(world: World) -> None:
    out = StringIO()
    call_command(
        "invite",
        "budi@example.id",
        "--role",
        "officer",
        "--organization",
        "36.73/disdukcapil",
        stdout=out,
    )
    assert "/pengguna/undangan/" in out.getvalue()
    assert Invitation.objects.get().organization == world.civil
    with pytest.raises(Refusal, match=r"Tidak ada wilayah dengan kode “99\.99”"):
        call_command("invite", "a@example.id", "--role", "leader", "--organization", "99.99")
    with pytest.raises(Refusal, match="bukan alamat surel"):
        call_command("invite", "bukan surel", "--role", "leader", "--organization", "36.73")
