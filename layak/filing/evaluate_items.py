"""``python -m layak.filing.evaluate_items FOLDER``: how often the right item inside the right
indicator is suggested.

FOLDER holds an instrument's files; which items a document proves stands in ``corpus/*_items.json``
(several may be right).
"""

import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from layak.filing.items import suggest_items
from layak.filing.sources import FOLDER, PROBE, SECOND, SECOND_SEEN, read
from layak.filing.suggestion import ItemText

SHOWN = 3
ITEMS = {
    PROBE: "probe_items.json",
    SECOND: "second_items.json",
    SECOND_SEEN: "second_items.json",
}


def items_of(instrument: Path) -> Mapping[int, list[ItemText]]:
    """The items of each indicator number, as the pipeline hands them to the classifier."""
    items: dict[int, list[ItemText]] = {}
    for path in sorted(instrument.glob("cluster-*.toml")):
        for indicator in tomllib.loads(path.read_text(encoding="utf-8"))["indicators"]:
            for question in indicator["questions"]:
                code = f"{indicator['code']}.{question['code']}"
                words = f"{question['label']}. {question['text']}"
                items.setdefault(indicator["number"], []).append(ItemText(code, words))
    return items


def shares(instrument: Path, path: Path = PROBE) -> tuple[int, float, float]:
    """How many documents of ``path`` prove an item, and the shares of these with a right item first
    and among three.
    """
    items = items_of(instrument)
    proves = json.loads((FOLDER / ITEMS[path]).read_text(encoding="utf-8"))
    count = first = among = 0
    for document in read(path):
        right = set(proves.get(document.key, ()))
        if right:
            ranked = [code for code, _ in suggest_items(document.text, items[document.indicator])]
            count += 1
            first += ranked[0] in right
            among += not right.isdisjoint(ranked[:SHOWN])
    return count, first / count, among / count


if __name__ == "__main__":
    for measured in ITEMS:
        number, first_right, among_three = shares(Path(sys.argv[1]), measured)
        told = f"first {first_right:.1%}, of three {among_three:.1%}"
        sys.stdout.write(f"{measured.stem}: {number} documents, {told}\n")
