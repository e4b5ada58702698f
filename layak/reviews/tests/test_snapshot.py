"""A snapshot says the same for ever, and can be proven to."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.assessments.models import Assessment, Stage
from layak.assessments.services import advance
from layak.assessments.tests.make import answer_of
from layak.reviews.models import Snapshot
from layak.reviews.snapshots import Check, canonical, describe, digest_of, plain, verify
from layak.reviews.stages import finish
from layak.reviews.tests.make import (
    REVIEWED,
    accept,
    accept_all,
    adjust,
    make_national_verifier,
    make_submitted,
)
from tests.world import World, make_world

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def shuffled(value: Any) -> Any:
    """The same value whose dictionaries were filled in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(list(value))}
    return [shuffled(one) for one in value] if isinstance(value, list) else value


@given(value=values)
def test_equal_values_give_equal_bytes(value: Any) -> None:
    text = canonical(value)
    assert canonical(shuffled(value)) == text
    assert canonical(json.loads(text)) == text


@given(number=st.decimals(min_value=0, max_value=1000, places=4), places=st.integers(4, 9))
def test_a_number_is_written_one_way(number: Any, places: int) -> None:
    finer = number.quantize(type(number)(1).scaleb(-places))
    assert plain(finer) == plain(number)
    assert type(number)(plain(number)) == number


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_submitted(world)


@pytest.mark.django_db
def test_the_same_state_gives_the_same_bytes(sheet: Assessment) -> None:
    kept = Snapshot.objects.get(assessment=sheet)
    again = canonical(describe(Assessment.objects.get(pk=sheet.pk), Stage.SELF))
    assert again.encode() == kept.body.encode()
    assert digest_of(again) == kept.digest


@pytest.mark.django_db
def test_a_snapshot_holds_all_a_score_came_from(world: World, sheet: Assessment) -> None:
    adjust(answer_of(sheet, "4.2"), "12.5", world.verifier)
    accept(answer_of(sheet, "4.1"), world.verifier)
    accept(answer_of(sheet, "12.1"), world.verifier)
    body = json.loads(finish(sheet, actor=world.verifier, at=REVIEWED).body)
    assert body["instrument"]["digest"] == sheet.instrument.digest
    assert body["engine"] == "1"
    assert body["assessment"]["city"]["name"] == "Kota Serang"
    assert body["assessment"]["province"]["name"] == "Banten"
    assert {stage: score["total"] for stage, score in body["scores"].items()} == {
        "self": "100",
        "administrative": "82.5",
    }
    second = body["answers"][1]
    assert second["marks"]["administrative"] == {
        "points": "12.5",
        "note": "Angka tidak sama dengan dokumen.",
        "returned": False,
        "kind": "adjusted",
        "cause": "unclear",
        "by": "Vera Verifikator",
    }
    assert [paper["name"] for paper in second["evidence"]] == ["Bukti 4.2.pdf"]
    assert len(second["evidence"][0]["sha256"]) == 64


@pytest.mark.django_db
def test_later_work_leaves_a_snapshot_whole(world: World, sheet: Assessment) -> None:
    kept = Snapshot.objects.get(assessment=sheet)
    adjust(answer_of(sheet, "4.2"), "0", world.verifier, at=REVIEWED + timedelta(days=1))
    kept.refresh_from_db()
    assert verify(kept) == Check(whole=True, recomputed=True)


@pytest.mark.django_db
def test_a_changed_text_is_noticed(sheet: Assessment) -> None:
    kept = Snapshot.objects.get(assessment=sheet)
    kept.body = kept.body.replace('"total":"100"', '"total":"99"')
    assert verify(kept) == Check(whole=False, recomputed=None)
    kept.digest = digest_of(kept.body)
    assert verify(kept) == Check(whole=True, recomputed=False)


@pytest.mark.django_db
def test_what_another_engine_scored_is_left_open(
    sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layak.scoring.ENGINE_VERSION", "2")
    kept = Snapshot.objects.get(assessment=sheet)
    assert verify(kept) == Check(whole=True, recomputed=None)


@pytest.mark.django_db
def test_a_stage_that_was_left_out_has_no_score(world: World, sheet: Assessment) -> None:
    advance(sheet, Stage.FIELD, actor=None, at=REVIEWED)
    national = make_national_verifier(world)
    accept_all(sheet, national, stage=Stage.FIELD)
    body = json.loads(finish(sheet, actor=national, at=REVIEWED).body)
    assert list(body["scores"]) == ["field", "self"]
