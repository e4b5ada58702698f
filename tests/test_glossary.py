"""The words of the field and the names in the code agree."""

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
ROWS = [
    (name, app)
    for names, app in re.findall(
        r"^\|[^|]+\|([^|]+)\|\s*(\w+)\s*\|$",
        (HOUSE / "docs/glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    for name in re.findall(r"`(\w+)`", names)
]


def classes_of(app: str) -> set[str]:
    """The classes an app defines outside its tests."""
    return {
        node.name
        for path in (HOUSE / "layak" / app).rglob("*.py")
        if "tests" not in path.parts and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }


def test_the_glossary_has_rows() -> None:
    assert len(ROWS) > 25


@pytest.mark.parametrize(("name", "app"), ROWS)
def test_a_name_of_the_glossary_stands_in_its_app(name: str, app: str) -> None:
    assert name in classes_of(app), f"docs/glossary.md names {name}, but {app} has no such class"


@pytest.mark.parametrize(
    "app",
    [
        *("organizations", "accounts", "notices", "instruments", "evidence", "facilities"),
        *("assessments", "activities", "reviews", "scorecards"),
    ],
)
def test_every_table_has_its_word(app: str) -> None:
    source = (HOUSE / "layak" / app / "models.py").read_text(encoding="utf-8")
    tables = {
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) in {"models.Model", "AbstractBaseUser"} for base in node.bases)
    }
    assert tables <= {name for name, _ in ROWS}, "give the new table its official word"
