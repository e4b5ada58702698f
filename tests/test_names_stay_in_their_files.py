"""What an instrument calls its award, levels and clusters stands in its files, not in the code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from layak.instruments import awards, files
from layak.instruments.edition import award_of

HOUSE = Path(__file__).resolve().parent.parent
PACKAGE = HOUSE / "layak"
MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "tests" not in path.parts and "demo" not in path.parts and "migrations" not in path.parts
)
TEMPLATES = sorted(
    path
    for path in (*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.typ"), *PACKAGE.rglob("*.txt"))
    if "tests" not in path.parts and "specimen" not in path.parts
)
# What Layak is for as a whole, whatever award a sheet is of.
ABOUT_LAYAK = {"layak/cli.py", "layak/ui/templates/ui/about.html"}
# Keys in the database that are older than the second award.
STORED = {("layak/reports/models.py", "kla")}


@cache
def awarded() -> frozenset[str]:
    """What every instrument of the library, its award and its levels are called."""
    found = {awards.strives_for(award, "").strip() for award in awards.known_awards()}
    for path in files.list_library():
        content = files.read(path)
        found |= {level.name for level in content.levels}
        found |= {content.instrument.name, content.instrument.name_en}
    return frozenset(found)


@cache
def names() -> frozenset[str]:
    """These and the names of clusters. Too short a name is told by the whole text."""
    clusters = [one for path in files.list_library() for one in files.read(path).clusters]
    return awarded() | {name for one in clusters for name in (one.name, one.label)}


def written_out(found: frozenset[str]) -> str:
    """The pattern of the names that no ordinary sentence holds."""
    return rf"\b(?:{'|'.join(re.escape(name) for name in sorted(found) if len(name) > 3)})\b"


def abbreviated(text: str) -> list[str]:
    """The awards that a text calls by their abbreviation; the code of an edition names a file."""
    codes = "|".join(awards.known_awards())
    return re.findall(rf"\b(?:{codes})\b(?!-\d)", text, re.IGNORECASE)


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
    wanted = {"Pratama", "Perlindungan khusus", "Layak Anak", "Anugerah Parahita Ekapraya"}
    assert wanted <= names()
    assert abbreviated("Ketua Gugus Tugas KLA, peringkat-ape") == ["KLA", "ape"]
    assert not abbreviated("kla-2024/4.2, tape")


def test_every_award_of_the_library_is_written_out() -> None:
    for path in files.list_library():
        award = award_of(files.read(path).instrument.code)
        assert awards.strives_for(award) != award


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_name_of_an_instrument_stands_in_python(path: Path) -> None:
    short = {name for name in names() if len(name) <= 3}
    for line, text in texts(path):
        assert text not in short, f"line {line}: ask the instrument for {text!r}"
        found = re.findall(written_out(names()), text)
        assert not found, f"line {line}: ask the instrument for {found}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_award_is_fixed_in_python(path: Path) -> None:
    place = path.relative_to(HOUSE).as_posix()
    for line, text in texts(path):
        if place in ABOUT_LAYAK or (place, text) in STORED:
            continue
        assert not (found := abbreviated(text)), f"line {line}: ask the sheet's instrument: {found}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_award_is_fixed_in_a_template(path: Path) -> None:
    if path.relative_to(HOUSE).as_posix() in ABOUT_LAYAK:
        return
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
    assert not re.findall(written_out(awarded()), text)
    assert not abbreviated(text)
