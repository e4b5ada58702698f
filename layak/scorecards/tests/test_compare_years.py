"""Years side by side: the parts add up, forms are mixed only through a reviewed mapping."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from layak import scoring
from layak.assessments.models import Stage
from layak.assessments.services import open_sheet
from layak.assessments.tests.make import AT, answer_of, make_cycle, make_instrument
from layak.instruments.mappings import EditionMapping, Pair
from layak.instruments.models import Cluster, Indicator, Instrument
from layak.lib.errors import Refusal
from layak.reviews.deciding import decide
from layak.reviews.models import CAUSES, Decision
from layak.reviews.tests.returned import make_ministry, make_submitted
from layak.scorecards.comparison import Comparison, compare
from layak.scorecards.comparison_page import read_page, signed
from layak.scorecards.noting import PastYear, note_past_sheet, read_items
from layak.scorecards.past_sheets import PastSheet
from layak.scorecards.services import add_past_result
from layak.scorecards.statements import Statement
from layak.scorecards.year_points import Causes, Form, YearPoints, counted, read_years
from tests.world import World, make_world

D = Decimal
SELF, ADMINISTRATIVE, FIELD, FINAL = Stage
SMALL = b"""kode,mandiri,administrasi,final,alasan administrasi,alasan final
4.1,20,10,20,missing,
4.2,30,"15,5",15.5,other,
12.1,25,,25,,
"""


def make_form(code: str, rows: Mapping[str, Decimal]) -> Form:
    """A form of one block without a database; each indicator has one item and one maximum."""
    instrument = Instrument(code=code, version=1, name=f"Formulir {code}")
    block = Cluster(code="0", label="Blok", name="Blok")
    indicators = tuple(
        scoring.Indicator(name, at, maximum, (scoring.Item(f"{name}.1", maximum),))
        for at, (name, maximum) in enumerate(rows.items(), start=1)
    )
    named = tuple(Indicator(code=name, name=f"Indikator {name}") for name in rows)
    levels = (scoring.AwardLevel("Dasar", D(0), D(1000)),)
    return Form(
        instrument,
        scoring.Rubric(code, (scoring.Cluster("0", indicators),), levels),
        ((block, named),),
    )


def make_year(year: int, form: Form, claimed: Mapping[str, Decimal]) -> YearPoints:
    bare = YearPoints(year, form.instrument.name, form.instrument.code, {}, form=form)
    given_points = {SELF: {f"{code}.1": points for code, points in claimed.items()}}
    return counted(bare, form, given_points, {})


def make_mapping(*pairs: Pair, reviewer: str = "Sari, Bappeda") -> EditionMapping:
    return EditionMapping(
        old="lama",
        old_name="Formulir lama",
        old_name_en="Old form",
        new="baru",
        law="",
        source="Contoh",
        status="ditinjau",
        reviewer=reviewer,
        reviewed_on=date(2026, 11, 22),
        notes=(),
        rows=(),
        pairs=pairs,
        unmapped=(),
    )


POINTS = st.integers(0, 40).map(lambda number: D(number) / 2)


CAPPED = scoring.Rubric(
    "form",
    (
        scoring.Cluster(
            "0",
            (
                # Its items can give 20, it counts 15.
                scoring.Indicator(
                    "1", 1, D(15), (scoring.Item("1a", D(12)), scoring.Item("1b", D(8)))
                ),
                scoring.Indicator("2", 2, D(9), (scoring.Item("2a", D(9)),)),
            ),
        ),
    ),
    (scoring.AwardLevel("Dasar", D(0), D(1000)),),
)
CODES = ("1a", "1b", "2a")
STAGES = st.lists(st.tuples(*(st.none() | POINTS for _code in CODES)), min_size=1, max_size=4)
CAUSES_DRAWN = st.dictionaries(
    st.tuples(st.sampled_from(Stage), st.sampled_from(CODES)),
    st.sampled_from(["missing", "outdated", "other", ""]),
)


def drawn_year(year: int, stages: list[tuple[Decimal | None, ...]], causes: Causes) -> YearPoints:
    """A year of the capped form. Claims may be above an item's maximum."""
    block = Cluster(code="0", label="Blok", name="Blok")
    named = tuple(Indicator(code=row.code, name=row.code) for row in CAPPED.indicators)
    form = Form(Instrument(code="form", version=1, name="Formulir"), CAPPED, ((block, named),))
    told = {
        stage: dict(zip(CODES, points, strict=True))
        for stage, points in zip(Stage, stages, strict=False)
    }
    return counted(YearPoints(year, "Formulir", "form", {}, form=form), form, told, causes)


@given(STAGES, STAGES, CAUSES_DRAWN, CAUSES_DRAWN)
def test_whatever_two_years_were_the_parts_add_up_on_every_level(
    one: list[tuple[Decimal | None, ...]],
    two: list[tuple[Decimal | None, ...]],
    why_one: dict[tuple[Stage, str], str],
    why_two: dict[tuple[Stage, str], str],
) -> None:
    pair = compare(drawn_year(2021, one, why_one), drawn_year(2022, two, why_two))
    assert pair.whole is not None
    assert pair.whole.change.total == pair.difference
    for block in pair.rows:
        assert block.after.weighed.won == pair.after.scores[pair.after.last or SELF].clusters["0"]
        for row in (block, *block.rows, *(item for own in block.rows for item in own.rows)):
            assert row.change.total == row.after.weighed.won - row.before.weighed.won
            assert row.change.instrument == 0
            for side in row.sides:
                if row.rows:  # an item has no cap of its own
                    moved = sum(side.moves.values(), side.stages[SELF])
                    assert moved == side.weighed.won


@given(st.lists(st.tuples(POINTS, POINTS), min_size=2, max_size=2), POINTS, POINTS)
def test_two_forms_laid_through_a_mapping_add_up_with_what_stands_alone(
    old: list[tuple[Decimal, Decimal]], first: Decimal, second: Decimal
) -> None:
    """Old 1 and 2 became new 4; old 3 is asked no longer, new 5 was not asked before."""
    was = make_form("lama", {"1": D(20), "2": D(20), "3": D(20)})
    now = make_form("baru", {"4": D(25), "5": D(20)})
    before = make_year(2019, was, {"1": old[0][0], "2": old[1][0], "3": old[0][1]})
    after = make_year(2021, now, {"4": first, "5": second})
    mapping = make_mapping(Pair(("1", "2"), ("4",), "Pokok yang sama."))
    pair = compare(before, after, find=lambda _old, _new: mapping)
    assert pair.whole is not None
    assert pair.whole.change.total == pair.difference
    laid = {row.code: row for block in pair.rows for row in block.rows}
    assert laid["5"].change.instrument == second
    assert laid["lama 3"].change.instrument == -old[0][1]
    assert sum((row.change.total for row in laid.values()), D(0)) == pair.difference


@pytest.mark.parametrize("reviewer", ["", None])
def test_without_a_review_two_forms_are_not_laid_side_by_side(reviewer: str | None) -> None:
    before = make_year(2019, make_form("lama", {"1": D(20)}), {"1": D(10)})
    after = make_year(2021, make_form("baru", {"4": D(25)}), {"4": D(20)})
    mapping = None if reviewer is None else make_mapping(reviewer=reviewer)
    pair = compare(before, after, find=lambda _old, _new: mapping)
    assert pair.whole is None
    assert not pair.rows
    assert pair.difference == D(10)
    assert "Formulir kedua tahun berbeda" in pair.refused


def test_a_new_version_with_another_maximum_is_another_form() -> None:
    one = make_year(2021, make_form("baru", {"4": D(25)}), {"4": D(20)})
    two = make_year(2022, make_form("baru", {"4": D(30)}), {"4": D(20)})
    assert "belum ada pemetaan" in compare(one, two).refused


pytestmark = pytest.mark.django_db


def noted(
    world: World, year: int, data: bytes = SMALL, instrument: Instrument | None = None
) -> None:
    form = instrument or Instrument.objects.filter(code="form-kecil").first() or make_instrument()
    points, causes = read_items(data, form)
    told = PastYear(year, "Berita acara", instrument=form, points=points, causes=causes)
    note_past_sheet(world.city, told, actor=world.secretariat, at=AT)


def pair_of(world: World, one: int, two: int) -> Comparison:
    before, after = read_years(world.city, [one, two])
    return compare(before, after)


def test_a_year_is_followed_from_stage_to_stage_with_its_reasons() -> None:
    world = make_world()
    noted(world, 2021)
    (year,) = read_years(world.city, [2021])
    assert year.totals == {SELF: D(75), ADMINISTRATIVE: D("50.5"), FINAL: D("60.5")}
    assert year.moves == {ADMINISTRATIVE: D("-24.5"), FINAL: D(10)}
    # What was taken from 4.1 for want of a document came back; 4.2 was the verifiers' judgement.
    assert year.items["4.1"].evidence == 0
    assert year.items["4.2"].verification == D("14.5")
    assert year.left == D("39.5")


def test_a_sheet_here_is_read_with_the_reasons_of_its_verifiers() -> None:
    world = make_world()
    sheet = make_submitted(world)
    ministry, kinds = make_ministry(world), Decision.Kind
    for code, points, cause in (("4.1", D(4), CAUSES.OUTDATED), ("4.2", D(9), CAUSES.OTHER)):
        decide(
            answer_of(sheet, code),
            FIELD,
            kinds.ADJUSTED,
            points=points,
            note="Kurang.",
            cause=cause,
            seen=None,
            actor=ministry,
            at=AT,
        )
    (year,) = read_years(world.city, [2023])
    assert year.sheet == sheet.pk
    assert (year.items["4.1"].evidence, year.items["4.2"].verification) == (D(6), D(6))
    # What the stage has not decided yet counts as before.
    assert year.total == D(4) + D(9) + D(25)


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # a user of the world
    return client


def text_of(world: World, query: str = "") -> str:
    path = reverse("year-compare", args=[world.city.pk])
    return client_of(world.officer).get(f"{path}{query}").content.decode()


SECOND = b"""kode,mandiri,final,alasan final
4.1,20,15,missing
4.2,30,30,
12.1,25,10,outdated
"""


def test_the_page_tells_the_change_its_parts_and_what_is_left() -> None:
    world = make_world()
    noted(world, 2021)
    noted(world, 2022, SECOND)
    for year in ("2021", "2022"):
        add_past_result(
            world.city,
            Statement(int(year), "final", None, "Dasar", "SK"),
            actor=world.secretariat,
            at=AT,
        )
    html = text_of(world)
    # 60,5 became 55: the verifiers took 14,5 less, the documents cost 20 more.
    assert "60,50 menjadi 55,00 (−5,50). Tetap Dasar. Kurang 6,00 poin menuju Lanjut." in html
    for part in ("+14,50", "−20,00", "45,00"):
        assert part in html
    item = text_of(world, "?tahun=2021&tahun=2022&indikator=4")
    assert "Label 4.1" in item
    assert "Label 12.1" not in item
    block = text_of(world, "?tahun=2021&tahun=2022&klaster=3")
    assert "Nama indikator 12" in block


@pytest.mark.parametrize(
    "query", ["?indikator=99", "?klaster=x", "?klaster=1&rentang=1-2&indikator=77"]
)
def test_an_unknown_part_is_not_found(query: str) -> None:
    world = make_world()
    noted(world, 2021)
    noted(world, 2022, SECOND)
    path = reverse("year-compare", args=[world.city.pk])
    status = client_of(world.officer).get(f"{path}{query}").status_code
    assert status == (200 if "klaster=1" in query else 404)


def test_years_that_nobody_knows_and_words_that_are_no_years_are_passed_over() -> None:
    world = make_world()
    noted(world, 2021)
    noted(world, 2022, SECOND)
    page = read_page(world.city, QueryDict("tahun=2021&tahun=1999&tahun=besok&rentang=1-2"))
    assert [one.year for one in page.years] == [2021, 2022]


def test_a_single_year_and_none_are_told_plainly() -> None:
    world = make_world()
    assert "Belum ada dua tahun" in text_of(world)
    noted(world, 2021)
    assert "Belum ada dua tahun" in text_of(world)


def test_a_year_of_another_form_stands_beside_with_its_totals_only() -> None:
    world = make_world()
    noted(world, 2021)
    old = PastYear(
        2019, "Contoh", edition="kla-2011", totals={"self": "600", "final": "52.25"}, example=True
    )
    note_past_sheet(world.city, old, actor=None, at=AT)
    html = text_of(world, "?tahun=2019&tahun=2021")
    assert "2019 dan 2021 tidak dapat disejajarkan menurut indikator" in html
    assert "52,25" in html
    assert "31 indikator" in html
    assert "Contoh: nilai tahun 2019 dikarang" in html
    assert "Diambil pada tahap mana" not in html


def test_the_workbook_holds_every_item_its_marks_and_sums_that_recalculate() -> None:
    world = make_world()
    form = make_instrument()
    points, causes = read_items(SMALL, form)
    told = PastYear(2021, "Contoh", instrument=form, points=points, causes=causes, example=True)
    note_past_sheet(world.city, told, actor=None, at=AT)
    noted(world, 2022, SECOND)
    path = reverse("year-compare-book", args=[world.city.pk])
    answer = client_of(world.officer).get(path)
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == ["Tahun", "Perubahan 2021-2022", "Tahap 2021-2022"]
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        assert "Contoh: nilai tahun 2021 dikarang" in str(rows[2][0])
    rows = book.get_sheet_by_name("Perubahan 2021-2022").to_python()[4:]
    by_code = {str(row[0]): row for row in rows}
    assert {"4.1", "4.2", "12.1", "4", "12"} <= by_code.keys()
    assert by_code["4.1"][2:4] == [20.0, 15.0]
    assert by_code["4.1"][9] == -5.0


def test_a_table_is_taken_whole_or_refused_with_every_row_that_is_wrong() -> None:
    form = make_instrument()
    data = b"""kode,mandiri,final,alasan final
4.1,duapuluh,1,
9.9,1,1,
4.1,1,1,
4.2,3,2,bosan
"""
    with pytest.raises(Refusal) as refused:
        read_items(data, form)
    said = str(refused.value)
    for part in (
        "Baris 2",
        "“9.9” tidak dikenal",
        "Baris 4: butir “4.1” ditulis dua kali",
        "“bosan”",
    ):
        assert part in said


def test_a_table_without_codes_is_refused_in_one_sentence() -> None:
    with pytest.raises(Refusal, match="Kolom “kode” tidak ada"):
        read_items(b"nama,mandiri\nAkta,3\n", make_instrument())


def test_noting_a_year_again_keeps_one_and_remembers_the_other() -> None:
    world = make_world()
    noted(world, 2021)
    noted(world, 2021, SECOND)
    (kept,) = PastSheet.objects.all()
    assert kept.points["final"]["12.1"] == "10.0000"
    events = kept.events.all()  # type: ignore[attr-defined]  # added by the history
    assert [event.points["final"]["12.1"] for event in events] == ["25.0000"]


def test_a_sheet_of_the_same_year_counts_before_what_was_noted() -> None:
    world = make_world()
    noted(world, 2023)
    form = Instrument.objects.get()
    sheet = open_sheet(world.city, make_cycle(), form, actor=None, at=AT)
    (year,) = read_years(world.city, [2023])
    assert year.sheet == sheet.pk


@pytest.mark.parametrize(
    ("change", "said"), [("0", "–"), ("0.001", "–"), ("-1.5", "−1,50"), ("2", "+2,00")]
)
def test_a_change_is_written_with_its_sign(change: str, said: str) -> None:
    assert signed(D(change)) == said
