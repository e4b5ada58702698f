"""Where a document goes: claims, suggestions, topics, doubts. Pure: invented opinions."""

from collections.abc import Mapping, Sequence

import pytest

from layak.assessments.claims import Claim, Reach, cluster_named
from layak.assessments.placing import Form, Item, Opinion

PLACED, CLAIMED, BEST = 0.1, 0.03, 0.2


def item(code: str, cluster: str) -> Item:
    row = code.split(".", maxsplit=1)[0]
    number = int("".join(filter(str.isdigit, row)))
    return Item(code, row, number, cluster, f"Label {code}", f"Pertanyaan {code}?")


FORM = Form(
    [
        *(item(code, "0") for code in ("1.1", "1.2a", "1.2q", "2.1")),
        *(item(code, "1") for code in ("4.1", "4.2", "6.1")),
        *(item(code, "5") for code in ("21A.1", "21B.1")),
        item("25.5", "6"),
    ],
    topics={"1.2a": frozenset({4}), "1.2q": frozenset({17}), "25.5": frozenset({4})},
)


def opinion(probabilities: Mapping[int, float], *, unsure: bool = False) -> Opinion:
    """What is read; the last of the items it may choose from is the one it likes best."""

    def judge(number: int) -> bool | None:
        if number not in range(1, 25):
            return None
        probability = probabilities.get(number, 0.0)
        if probability >= PLACED:
            return False
        clear = probability < CLAIMED and max(probabilities.values()) >= BEST
        return True if clear else None

    def pick(items: Sequence[tuple[str, str]]) -> Sequence[tuple[str, float]]:
        return [(code, 1 / len(items)) for code, _words in reversed(items)]

    return Opinion(probabilities, (), unsure, judge, pick)


BIRTHS = opinion({4: 0.95, 1: 0.01, 6: 0.01})


def test_a_claimed_item_is_taken_as_it_is() -> None:
    decision = FORM.decide(Claim(Reach.ITEM, "4.1"), BIRTHS)
    assert (decision.code, decision.misplaced, decision.better) == ("4.1", False, None)


def test_a_clear_other_topic_is_misplaced_and_stays() -> None:
    decision = FORM.decide(Claim(Reach.ITEM, "21A.1"), BIRTHS)
    assert (decision.code, decision.misplaced, decision.better) == ("21A.1", True, "4.2")


def test_an_item_about_what_the_document_speaks_of_is_its_home() -> None:
    assert FORM.decide(Claim(Reach.ITEM, "1.2a"), BIRTHS).misplaced is False
    assert FORM.decide(Claim(Reach.ITEM, "1.2q"), BIRTHS).misplaced is True
    assert FORM.decide(Claim(Reach.ITEM, "1.1"), BIRTHS).misplaced is True


def test_an_indicator_that_is_never_suggested_is_judged_by_its_topic_alone() -> None:
    assert FORM.decide(Claim(Reach.ITEM, "25.5"), BIRTHS).misplaced is False
    smoke = opinion({17: 0.95})
    assert FORM.decide(Claim(Reach.ITEM, "25.5"), smoke).misplaced is None


def test_inside_a_claimed_indicator_the_topic_decides_before_the_words() -> None:
    decision = FORM.decide(Claim(Reach.INDICATOR, "1"), BIRTHS)
    assert (decision.code, decision.misplaced) == ("1.2a", False)


def test_a_document_about_the_indicator_itself_goes_to_an_item_without_a_topic() -> None:
    law = opinion({1: 0.99})
    assert FORM.decide(Claim(Reach.INDICATOR, "1"), law).code == "1.1"
    assert FORM.decide(None, law).code == "1.1"


def test_a_row_of_an_indicator_holds_only_its_own_items() -> None:
    violence = opinion({21: 0.9})
    assert FORM.decide(Claim(Reach.INDICATOR, "21A"), violence).code == "21A.1"


@pytest.mark.parametrize(
    ("cluster", "code", "misplaced"),
    [("1", "4.2", False), ("0", "1.2a", False), ("5", "21B.1", True)],
)
def test_a_claimed_cluster_is_right_about_all_its_indicators(
    cluster: str, code: str, misplaced: bool
) -> None:
    decision = FORM.decide(Claim(Reach.CLUSTER, cluster), BIRTHS)
    assert (decision.code, decision.misplaced) == (code, misplaced)


def test_without_a_claim_doubt_places_nothing_and_offers_three_items() -> None:
    decision = FORM.decide(None, opinion({6: 0.2, 4: 0.15, 2: 0.1}, unsure=True))
    assert (decision.code, decision.misplaced) == (None, None)
    assert [code for code, _ in decision.items] == ["6.1", "4.2", "2.1"]


def test_neither_well_placed_nor_clearly_wrong_is_unsure() -> None:
    decision = FORM.decide(Claim(Reach.ITEM, "6.1"), opinion({4: 0.9, 6: 0.05}))
    assert (decision.code, decision.misplaced) == ("6.1", None)


@pytest.mark.parametrize(
    ("label", "code"),
    [("Kemitraan untuk klaster II", "2"), ("Klaster 5", "5"), ("Profil menurut klaster", None)],
)
def test_a_label_may_name_a_cluster(label: str, code: str | None) -> None:
    assert cluster_named(label) == code
