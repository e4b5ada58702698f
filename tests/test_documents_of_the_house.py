"""What the house says about itself is true."""

import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
PAGES = [
    *sorted(HOUSE.glob("*.md")),
    *sorted((HOUSE / "docs").rglob("*.md")),
]


def pinned(lock: str) -> set[str]:
    text = (HOUSE / "requirements" / f"{lock}.in").read_text(encoding="utf-8")
    return {
        re.split(r"[\[<>=~ ]", line, maxsplit=1)[0]
        for line in text.splitlines()
        if line and not line.startswith(("-", "#"))
    }


def test_every_dependency_says_why_it_is_carried() -> None:
    told = (HOUSE / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w@/.-]+", told.split("## Why we carry it")[1].lower()))
    carried = pinned("runtime") | pinned("development") | pinned("node")
    assert {name for name in carried if name.lower() not in named} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{target} is not there"


@pytest.mark.parametrize("lock", ["runtime", "development", "node"])
def test_locks_carry_hashes_and_no_addresses(lock: str) -> None:
    text = (HOUSE / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
    assert packages
    assert text.count("--hash=sha256:") >= len(packages)
    assert "://" not in text


def test_what_users_run_is_what_the_tests_ran() -> None:
    versions = [
        dict(
            re.findall(
                r"^([\w.-]+)==(\S+)",
                (HOUSE / f"requirements/{lock}.txt").read_text(encoding="utf-8"),
                re.MULTILINE,
            )
        )
        for lock in ("runtime", "development")
    ]
    assert versions[0].items() <= versions[1].items()


def test_the_picture_names_every_room() -> None:
    rooms = {
        path.name
        for path in (HOUSE / "layak").iterdir()
        if path.is_dir() and (path / "__init__.py").exists()
    }
    picture = (HOUSE / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]
    assert rooms <= set(re.findall(r"\w+", picture))


def test_the_version_is_told_once() -> None:
    told = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    source = (HOUSE / "layak/__init__.py").read_text(encoding="utf-8")
    assert f'"{told["project"]["version"]}"' in source
