"""The list of what a sheet lacks."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.gaps import missing_requirements
from layak.assessments.models import Assessment, Misplacement
from layak.assessments.tests.make import AT, answer_of, fill, make_evidence, make_sheet, put
from tests.world import World, make_world


@pytest.fixture
def world() -> World:
    return make_world()


def gaps_of(sheet: Assessment, user: User, **query: str) -> str:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    http = client.get(reverse("gap-list", args=[sheet.pk]), query)
    assert http.status_code == 200
    html = re.sub(r"<option.*?</option>", "", http.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.django_db
def test_what_weighs_most_stands_first(world: World) -> None:
    sheet = make_sheet(world)
    text = gaps_of(sheet, world.secretariat)
    places = [text.index(f"Label {code}") for code in ("12.1", "4.2", "4.1")]
    assert places == sorted(places)
    assert "Pertanyaan belum dijawab. · Dinkes 50,00 poin" in text


@pytest.mark.django_db
def test_an_answer_without_its_evidence_is_a_gap(world: World) -> None:
    sheet = make_sheet(world)
    for code in ("4.1", "4.2", "12.1"):
        fill(sheet, code)
    put(answer_of(sheet, "4.1"), make_evidence(world))
    text = gaps_of(sheet, world.secretariat)
    assert "Belum ada: Laporan untuk 12.1." in text
    assert "Laporan untuk 4.1" not in text


@pytest.mark.django_db
def test_gaps_are_kept_by_kind_and_by_office(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.2")
    unanswered = gaps_of(sheet, world.secretariat, kind="unanswered")
    assert "Label 12.1" in unanswered
    assert "Label 4.2" not in unanswered
    own = gaps_of(sheet, world.officer)
    assert "Label 12.1" not in own
    assert "Label 4.2" in own
    assert "Label 12.1" in gaps_of(sheet, world.officer, office="all")
    assert "Label 12.1" in gaps_of(sheet, world.secretariat, kind="nonsense")


@pytest.mark.django_db
def test_the_same_bytes_twice_and_a_wrong_place_are_gaps(world: World) -> None:
    sheet = make_sheet(world)
    evidence = make_evidence(world, "Data akta.pdf")
    put(answer_of(sheet, "4.1"), evidence)
    put(answer_of(sheet, "12.1"), evidence)
    Misplacement.objects.create(
        assessment=sheet,
        evidence=evidence,
        filed=answer_of(sheet, "12.1"),
        suggested=answer_of(sheet, "4.2"),
        probability=Decimal("0.9"),
        noticed_at=AT,
    )
    text = gaps_of(sheet, world.secretariat)
    assert "“Data akta.pdf” juga dipakai untuk 1 jawaban lain." in text
    assert "12.1 Label 12.1 “Data akta.pdf” lebih cocok untuk 4.2." in text


@pytest.mark.django_db
def test_nothing_missing_says_so(world: World) -> None:
    sheet = make_sheet(world)
    for code in ("4.1", "4.2", "12.1"):
        fill(sheet, code, label="Belum ada")
    assert "Tidak ada kekurangan" in gaps_of(sheet, world.secretariat)


@pytest.mark.django_db
def test_each_gap_leads_to_its_question(world: World) -> None:
    sheet = make_sheet(world)
    client = Client()
    client.force_login(world.secretariat)
    html = client.get(reverse("gap-list", args=[sheet.pk])).content.decode()
    assert reverse("answer", args=[sheet.pk, "12.1"]) in html


@pytest.mark.parametrize(
    ("placed", "filled", "missing"),
    [
        ([], False, ["Laporan", "Foto", "Matriks"]),
        (["document"], False, ["Foto", "Matriks"]),
        (["photo"], False, ["Laporan", "Matriks"]),
        (["table"], False, ["Foto"]),
        (["document", "photo"], True, []),
    ],
)
def test_each_requirement_asks_for_its_own_kind(
    placed: list[str], filled: bool, missing: list[str]
) -> None:
    asked = [("document", "Laporan"), ("photo", "Foto"), ("matrix", "Matriks")]
    assert missing_requirements(asked, placed, matrix_filled=filled) == missing
