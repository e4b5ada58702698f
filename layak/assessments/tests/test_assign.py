"""Assigning: every question with its offices on one screen, corrected in bulk."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.models import Assessment, Assignment
from layak.assessments.tests.make import answer_of, make_real_sheet, make_sheet
from layak.audit.models import Entry
from layak.organizations.models import Organization
from tests.world import World, make_agency, make_world


@pytest.fixture
def world() -> World:
    return make_world()


def sign_in(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def parts(sheet: Assessment, code: str) -> dict[str, str]:
    rows = Assignment.objects.filter(answer=answer_of(sheet, code))
    return dict(rows.values_list("organization__short_name", "part"))


def change(
    sheet: Assessment,
    user: User,
    office: Organization,
    what: str,
    *codes: str,
    query: str = "",
    **more: object,
) -> int:
    data = {
        "office": str(office.pk),
        "change": what,
        "answer": [str(answer_of(sheet, code).pk) for code in codes],
        **more,
    }
    path = reverse("assign", args=[sheet.pk]) + query
    return sign_in(user).post(path, data).status_code


def text_of(sheet: Assessment, user: User, **query: str) -> str:
    http = sign_in(user).get(reverse("assign", args=[sheet.pk]), query)
    html = re.sub(r"<select.*?</select>", "", http.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.django_db
def test_a_new_lead_takes_the_place_of_the_former_one(world: World) -> None:
    sheet = make_sheet(world)
    assert change(sheet, world.secretariat, world.health, "lead", "4.1", "4.2") == 302
    assert parts(sheet, "4.1") == {"Dinkes": "lead"}
    assert parts(sheet, "4.2") == {"Dinkes": "lead"}
    entry = Entry.objects.get(verb="assessment.assigned")
    assert entry.detail["before"]["4.1"] == {str(world.civil.pk): "lead"}
    assert entry.actor_id == world.secretariat.pk


@pytest.mark.django_db
def test_offices_contribute_and_leave(world: World) -> None:
    sheet = make_sheet(world)
    assert change(sheet, world.secretariat, world.health, "contribute", "4.1") == 302
    assert parts(sheet, "4.1") == {"Disdukcapil": "lead", "Dinkes": "contributor"}
    assert change(sheet, world.secretariat, world.civil, "remove", "4.1") == 302
    assert parts(sheet, "4.1") == {"Dinkes": "contributor"}
    text = text_of(sheet, world.secretariat)
    assert "1 pertanyaan belum punya penanggung jawab 20,00 poin" in text


@pytest.mark.django_db
def test_what_nobody_leads_stands_first_whatever_is_filtered(world: World) -> None:
    sheet = make_sheet(world)
    change(sheet, world.secretariat, world.health, "remove", "12.1")
    text = text_of(sheet, world.secretariat, opd=str(world.civil.pk), klaster="1")
    assert text.index("Label 12.1") < text.index("Label 4.1")
    only = text_of(sheet, world.secretariat, tanpa="1")
    assert "Label 12.1" in only
    assert "Label 4.1" not in only


@pytest.mark.django_db
def test_a_whole_indicator_or_all_that_is_shown_is_chosen_at_once(world: World) -> None:
    sheet = make_sheet(world)
    assert change(sheet, world.secretariat, world.health, "lead", indicator="4") == 302
    assert parts(sheet, "4.2") == {"Dinkes": "lead"}
    query = f"?opd={world.health.pk}&klaster=3"
    shown = {"scope": "shown", "query": query}
    assert change(sheet, world.secretariat, world.civil, "contribute", **shown) == 302
    assert parts(sheet, "12.1") == {"Dinkes": "lead", "Disdukcapil": "contributor"}
    assert parts(sheet, "4.2") == {"Dinkes": "lead"}


@pytest.mark.django_db
def test_what_cannot_be_is_refused_and_keeps_what_was_ticked(world: World) -> None:
    sheet = make_sheet(world)
    assert change(sheet, world.secretariat, world.health, "lead") == 422
    assert change(sheet, world.secretariat, world.other_agency, "lead", "4.1") == 422
    assert change(sheet, world.secretariat, world.health, "dismiss", "4.1") == 422
    answer = answer_of(sheet, "4.1")
    http = sign_in(world.secretariat).post(
        reverse("assign", args=[sheet.pk]), {"answer": str(answer.pk), "change": "lead"}
    )
    assert "Pilih dahulu OPD-nya." in http.content.decode()
    assert f'value="{answer.pk}" checked' in http.content.decode()
    assert parts(sheet, "4.1") == {"Disdukcapil": "lead"}


@pytest.mark.django_db
def test_an_office_does_not_assign(world: World) -> None:
    sheet = make_sheet(world)
    assert change(sheet, world.head, world.civil, "lead", "12.1") == 404
    assert parts(sheet, "12.1") == {"Dinkes": "lead"}


@pytest.mark.django_db
def test_new_offices_get_what_the_form_proposes(world: World) -> None:
    sheet = make_real_sheet(world)
    before = text_of(sheet, world.secretariat)
    assert "yang belum terdaftar" in before
    make_agency(world.city, "Dinas Pendidikan dan Kebudayaan", "Dindik")
    client = sign_in(world.secretariat)
    client.post(reverse("assign-propose", args=[sheet.pk]))
    given = Assignment.objects.filter(organization__short_name="Dindik").count()
    assert given > 0
    assert Entry.objects.get(verb="assessment.assignments_proposed").detail["questions"] == given


@pytest.mark.django_db
def test_the_whole_form_costs_less_than_twelve_queries(world: World) -> None:
    sheet = make_real_sheet(world)
    client = sign_in(world.secretariat)
    client.get(reverse("assign", args=[sheet.pk]))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("assign", args=[sheet.pk]))
    assert len(asked) < 12, [query["sql"][:90] for query in asked]
