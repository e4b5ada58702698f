"""A newer version takes a document's place; a document of another year is used only knowingly."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments.models import Answer, Mark, Placement, Revision, Stage
from layak.assessments.revising import replace, versions_of
from layak.assessments.tests.make import AT, answer_of, make_evidence, make_sheet, put
from layak.evidence.models import Facts
from layak.lib.errors import Refusal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def lies(answer: Answer) -> list[str]:
    rows = Placement.objects.filter(answer=answer).order_by("pk")
    return list(rows.values_list("evidence__name", flat=True))


def test_decided_answers_keep_the_older_version(world: World) -> None:
    sheet = make_sheet(world)
    older, newer = make_evidence(world, "SK.pdf"), make_evidence(world, "SK revisi.pdf")
    undecided, decided, locked = (answer_of(sheet, code) for code in ("4.1", "4.2", "12.1"))
    for answer in (undecided, decided, locked):
        put(answer, older)
    Mark.objects.create(answer=decided, stage=Stage.ADMINISTRATIVE, points=1, marked_at=AT)
    Answer.objects.filter(pk=locked.pk).update(editable_until=AT)
    done = replace(older, newer, actor=world.secretariat, at=AT + timedelta(days=1))
    assert (done.moved, done.kept) == (["4.1"], ["4.2", "12.1"])
    assert lies(undecided) == ["SK revisi.pdf"]
    assert lies(decided) == lies(locked) == ["SK.pdf"]
    assert versions_of(newer) == versions_of(older) == [older, newer]


def test_versions_form_one_line_without_circles(world: World) -> None:
    first, second, third = (make_evidence(world, f"{n}.pdf") for n in range(3))
    replace(first, second, actor=world.secretariat, at=AT)
    for older, newer in ((first, third), (third, second), (second, first), (first, first)):
        with pytest.raises(Refusal):
            replace(older, newer, actor=world.secretariat, at=AT)
    replace(second, third, actor=world.secretariat, at=AT)
    assert versions_of(second) == [first, second, third]


def test_the_page_asks_before_it_links_another_year(client: Client, world: World) -> None:
    sheet = make_sheet(world)  # asks for 2021 and 2022
    evidence = make_evidence(world, "Laporan 2019.pdf")
    Facts.objects.create(evidence=evidence, first_year=2019, last_year=2019, read_at=AT)
    client.force_login(world.officer)
    address = reverse("document-reuse", args=[evidence.pk])
    asked = client.post(address, {"to": "4.1"})
    assert asked.status_code == 422
    assert "2019" in asked.content.decode()
    assert lies(answer_of(sheet, "4.1")) == []
    assert client.post(address, {"to": "4.1", "knowingly": "1"}).status_code == 302
    assert lies(answer_of(sheet, "4.1")) == ["Laporan 2019.pdf"]


def test_a_document_of_the_year_is_linked_at_once(client: Client, world: World) -> None:
    sheet = make_sheet(world)
    evidence = make_evidence(world, "Laporan.pdf")
    Facts.objects.create(evidence=evidence, first_year=2020, last_year=2021, read_at=AT)
    client.force_login(world.officer)
    client.post(reverse("document-reuse", args=[evidence.pk]), {"to": "4.2"})
    assert lies(answer_of(sheet, "4.2")) == ["Laporan.pdf"]
    page = client.get(reverse("document-use", args=[evidence.pk])).content.decode()
    assert "Dipakai dalam 1 jawaban" in page


def test_somebody_elses_question_is_not_there(client: Client, world: World) -> None:
    sheet = make_sheet(world)
    evidence = make_evidence(world)
    client.force_login(world.officer)
    address = reverse("document-reuse", args=[evidence.pk])
    client.post(address, {"to": "12.1", "knowingly": "1"})
    assert lies(answer_of(sheet, "12.1")) == []


def test_a_newer_version_is_named_on_the_page(client: Client, world: World) -> None:
    older, newer = make_evidence(world, "SK.pdf"), make_evidence(world, "SK revisi.pdf")
    client.force_login(world.officer)
    page = client.get(reverse("document-use", args=[older.pk])).content.decode()
    assert "SK revisi.pdf" in page
    client.post(reverse("document-replace", args=[older.pk]), {"newer": str(newer.pk)})
    assert Revision.objects.get().newer == newer
    client.force_login(world.verifier)
    denied = client.post(reverse("document-replace", args=[newer.pk]), {"newer": str(older.pk)})
    assert denied.status_code == 404
