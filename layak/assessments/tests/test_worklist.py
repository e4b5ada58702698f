"""The list of an office: on screen and as a letter."""

import io
import re
from decimal import Decimal

import docx
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments import services
from layak.assessments.locks import submit
from layak.assessments.models import Assessment, Stage
from layak.assessments.tests.make import (
    AT,
    answer_of,
    fill,
    make_evidence,
    make_real_sheet,
    make_sheet,
    put,
)
from layak.assessments.worklist import State, worklist
from tests.world import World, make_world


@pytest.fixture
def world() -> World:
    return make_world()


def sign_in(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def text_of(sheet: Assessment, user: User, **query: str) -> str:
    http = sign_in(user).get(reverse("worklist", args=[sheet.pk]), query)
    assert http.status_code == 200
    html = re.sub(r"<select.*?</select>", "", http.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def states(sheet: Assessment, world: World) -> dict[str, State]:
    listed = worklist(sheet, world.civil, at=AT)
    return {item.question.code: item.state for item in listed.items}


@pytest.mark.django_db
def test_each_question_says_how_far_it_is(world: World) -> None:
    sheet = make_sheet(world)
    assert states(sheet, world) == {"4.1": State.OPEN, "4.2": State.OPEN}
    fill(sheet, "4.1")
    assert states(sheet, world)["4.1"] == State.INCOMPLETE
    put(answer_of(sheet, "4.1"), make_evidence(world))
    assert states(sheet, world)["4.1"] == State.FILLED
    answer = answer_of(sheet, "4.1")
    answer.checked_at = AT
    answer.save()
    assert states(sheet, world)["4.1"] == State.CHECKED
    submit(sheet, actor=world.secretariat, at=AT)
    sheet.refresh_from_db()
    assert states(sheet, world)["4.2"] == State.LOCKED
    returned = answer_of(sheet, "4.2")
    services.mark(
        returned, Stage.ADMINISTRATIVE, Decimal(0), returned=True, note="x", actor=None, at=AT
    )
    returned.editable_until = None
    returned.save()
    assert states(sheet, world)["4.2"] == State.RETURNED


@pytest.mark.django_db
def test_an_officer_sees_what_is_asked_of_the_own_office_and_nothing_else(world: World) -> None:
    sheet = make_sheet(world)
    text = text_of(sheet, world.officer)
    assert "Daftar tugas Disdukcapil" in text
    assert "2 pertanyaan, 2 sebagai penanggung jawab: 0,00 dari 50,00 poin." in text
    assert "Laporan untuk 4.1" in text
    assert "Nama indikator 4" in text
    assert "Label 12.1" not in text
    path = reverse("worklist", args=[sheet.pk])
    assert sign_in(world.officer).get(path, {"opd": world.health.pk}).status_code == 404


@pytest.mark.django_db
def test_a_keeper_picks_the_office(world: World) -> None:
    sheet = make_sheet(world)
    assert "Label 12.1" in text_of(sheet, world.secretariat, opd=str(world.health.pk))


@pytest.mark.django_db
def test_what_is_done_is_shown_only_when_asked_for(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    put(answer_of(sheet, "4.1"), make_evidence(world))
    assert "Label 4.1" not in text_of(sheet, world.officer)
    assert "Label 4.1" in text_of(sheet, world.officer, perlu="0")


@pytest.mark.django_db
def test_the_letter_is_a_pdf_that_names_office_questions_and_signature(world: World) -> None:
    sheet = make_sheet(world)
    http = sign_in(world.officer).get(reverse("worklist-letter", args=[sheet.pk]))
    assert http.headers["Content-Type"] == "application/pdf"
    assert "Disdukcapil.pdf" in http.headers["Content-Disposition"]
    pages = pypdfium2.PdfDocument(io.BytesIO(http.content))
    text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    text = " ".join(text.split())
    assert "Yth. Kepala Dinas Kependudukan dan Pencatatan Sipil" in text
    assert "4.2" in text
    assert "30,00" in text
    assert "Penanggung jawab evaluasi FORM" in text
    assert "12.1" not in text


@pytest.mark.django_db
def test_the_letter_can_be_edited(world: World) -> None:
    sheet = make_sheet(world)
    path = reverse("worklist-letter", args=[sheet.pk])
    http = sign_in(world.officer).get(path, {"bentuk": "docx"})
    assert "Disdukcapil.docx" in http.headers["Content-Disposition"]
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(http.content)).paragraphs)
    assert "Dinas Kependudukan dan Pencatatan Sipil" in said


@pytest.mark.django_db
def test_a_long_list_costs_no_more_queries_than_a_short_one(world: World) -> None:
    sheet = make_real_sheet(world)
    client = sign_in(world.secretariat)
    path = reverse("worklist", args=[sheet.pk])
    client.get(path, {"opd": world.health.pk})
    with CaptureQueriesContext(connection) as many:
        client.get(path, {"opd": world.health.pk})
    with CaptureQueriesContext(connection) as few:
        client.get(path, {"opd": world.civil.pk})
    assert len(many) == len(few)
    assert len(many) < 25
