"""House rules as code: each failure says what to do instead."""

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
PACKAGE = HOUSE / "layak"
MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "migrations" not in path.parts and "tests" not in path.parts
)
FORBIDDEN = {"utils", "helpers", "utilities", "common", "core", "base", "misc", "manager"}
APPS = (
    "audit",
    "organizations",
    "accounts",
    "instruments",
    "evidence",
    "facilities",
    "measures",
    "notices",
    "assessments",
    "activities",
    "reviews",
    "scorecards",
    "search",
    "home",
    "reports",
    "operations",
)
# Composition root and operations stand where a lazy import is the point (start-up before Django is
# set up).
LAZY_IMPORTS = {"layak/worker.py"}
# The frame is drawn around every page: it is a part of each view.
CLOCKS = {"views.py", "views", "tasks.py", "commands", "frame.py"}
# Where one module of views or tasks would be too long: ``fact_views.py``, ``inspection_tasks.py``.
CLOCK_SUFFIXES = ("_views", "_tasks")


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_fits_in_one_sitting(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 400, "split this module by verb or by noun"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno
            assert length < 60, f"{node.name} is {length} lines: a function does one thing"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("templates/**/*.html")), ids=name_of)
def test_a_template_fits_on_two_screens(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 160, "take a part out as a component"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_hides_behind_a_name_that_says_nothing(path: Path) -> None:
    names = {path.stem, *path.relative_to(PACKAGE).parts[:-1]}
    classes = {
        node.name.lower() for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)
    }
    assert not (names | classes) & FORBIDDEN, "name it after what it does"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_stand_at_the_top(path: Path) -> None:
    if name_of(path) in LAZY_IMPORTS:
        pytest.skip("starts Django itself")
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [
                inner for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)
            ]
            own = [
                inner
                for inner in hidden
                if (isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("layak"))
                or (
                    isinstance(inner, ast.Import)
                    and any(a.name.startswith("layak") for a in inner.names)
                )
            ]
            assert not own, f"{node.name} hides an import of our own: the layers would not see it"


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] in APPS
        and not CLOCKS & set(path.parts)
        and not path.stem.endswith(CLOCK_SUFFIXES)
    ],
    ids=name_of,
)
def test_only_views_commands_and_tasks_ask_the_clock(path: Path) -> None:
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    asked = calls & {"timezone.now", "datetime.now", "datetime.today", "date.today", "time.time"}
    assert not asked, "take the instant as an argument named at"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_signal_joins_two_apps(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "django.db.models.signals" not in source, "call a service instead"
    assert "GenericForeignKey" not in source, "a link lives in the higher app as a foreign key"


@pytest.mark.parametrize("app", APPS)
def test_an_app_shows_only_its_own_templates_and_the_design_system(app: str) -> None:
    folder = PACKAGE / app / "templates"
    for path in folder.rglob("*.html"):
        named = re.findall(
            r"{%\s*(?:extends|include)\s+[\"']([^\"']+)", path.read_text(encoding="utf-8")
        )
        strange = [name for name in named if not name.startswith((f"{app}/", "ui/"))]
        assert not strange, f"{name_of(path)} includes {strange}"
