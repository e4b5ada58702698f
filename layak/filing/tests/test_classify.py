"""Lines in, lines out: the contract of the command."""

import json
from typing import Any

import pytest

from layak.filing.lines import classify_lines
from layak.filing.tests.make import DIVERSI, FORUM, fitted
from layak.lib.errors import Refusal


def classify(*lines: str) -> list[dict[str, Any]]:
    return list(classify_lines(lines, fitted()))


def test_each_line_is_answered_in_its_order() -> None:
    answers = classify(
        json.dumps({"id": "a", "text": FORUM, "claimed": 6}),
        "\n",
        json.dumps({"id": 7, "text": DIVERSI, "claimed": 11}) + "\n",
        json.dumps({"id": "c", "text": DIVERSI}),
    )
    assert [answer["id"] for answer in answers] == ["a", 7, "c"]
    assert [answer["misplaced"] for answer in answers] == [False, True, None]
    for answer in answers:
        assert list(answer) == ["id", "indicators", "misplaced", "why"]
        assert len(answer["indicators"]) == 3
        assert all(set(found) == {"number", "probability"} for found in answer["indicators"])
        assert json.loads(json.dumps(answer)) == answer
    assert answers[1]["indicators"][0]["number"] == 24
    assert any("diversi" in term for term in answers[1]["why"])


def test_an_empty_text_still_gets_three_indicators() -> None:
    (answer,) = classify('{"id": "x", "text": "", "claimed": 3}')
    assert len({found["number"] for found in answer["indicators"]}) == 3
    assert answer["misplaced"] is None
    assert answer["why"] == []


def test_every_bad_line_is_named_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        classify(
            '{"id": 1, "text": "baik"}',
            "{rusak",
            '{"id": 2}',
            '["bukan objek"]',
            '{"id": 3, "text": "x", "claimed": 31}',
            '{"id": 4, "text": null}',
        )
    message = str(refused.value)
    assert [number for number in range(1, 7) if f"baris {number}:" in message] == [2, 3, 4, 5, 6]


def test_a_byte_order_mark_and_no_lines_are_no_fault() -> None:
    assert classify() == []
    assert classify('\ufeff{"id": 1, "text": "Forum Anak"}')[0]["id"] == 1
