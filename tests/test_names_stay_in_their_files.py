"""What an instrument calls its award, levels and clusters stands in its files, never in Python."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from layak.instruments import files

HOUSE = Path(__file__).resolve().parent.parent
PACKAGE = HOUSE / "layak"
MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "tests" not in path.parts and "demo" not in path.parts and "migrations" not in path.parts
)


@cache
def names() -> frozenset[str]:
    """The names of every instrument of the library. Too short a name is told by the whole text."""
    found: set[str] = set()
    for path in files.list_library():
        content = files.read(path)
        found |= {level.name for level in content.levels}
        found |= {content.instrument.name, content.instrument.name_en}
        for cluster in content.clusters:
            found |= {cluster.name, cluster.label}
    return frozenset(found)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a module that are not its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_there_are_names_to_look_for() -> None:
    assert {"Pratama", "Perlindungan khusus"} <= names()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_name_of_an_instrument_stands_in_python(path: Path) -> None:
    # A name of three letters or fewer also stands for the whole programme in ordinary sentences.
    long = "|".join(re.escape(name) for name in sorted(names()) if len(name) > 3)
    short = {name for name in names() if len(name) <= 3}
    for line, text in texts(path):
        assert text not in short, f"line {line}: ask the instrument for {text!r}"
        found = re.findall(rf"\b(?:{long})\b", text)
        assert not found, f"line {line}: ask the instrument for {found}"
