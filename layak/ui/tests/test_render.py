"""Every component is shown on an example page, and no page carries inline style or script."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import Settings

from layak.ui import views
from layak.ui.tests.specimen import NAMES

UI = Path(__file__).resolve().parent.parent
COMPONENTS = sorted(path.stem for path in (UI / "templates" / "cotton").glob("*.html"))
INLINE = re.compile(r"<[^>]*\s(style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)", re.IGNORECASE)
STYLES = ("bootstrap/bootstrap-reboot.min.css", "bootstrap/bootstrap-grid.min.css", "ui/layak.css")
SCRIPTS = ("django_htmx/htmx-2.min.js", "ui/layak.js")
FONT = "source-sans-3/source-sans-3-latin-wght-normal.woff2"


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "layak.ui.tests.specimen"
    return Client(raise_request_exception=False)


def addresses() -> list[str]:
    return ["/", "/tentang/", "/akun/login/", *(f"/contoh/{name}/" for name in NAMES)]


@pytest.mark.parametrize("address", addresses())
def test_a_page_renders_without_inline_style_or_script(visitor: Client, address: str) -> None:
    page = visitor.get(address)
    body = page.content.decode()
    assert page.status_code == 200
    assert INLINE.search(body) is None
    assert "<c-" not in body
    assert body.count("<h1") == 1
    assert "script-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_is_shown_and_documented(component: str) -> None:
    tag = component.replace("_", "-")
    shown = "".join(
        path.read_text(encoding="utf-8") for path in (UI / "templates").rglob("ui/**/*.html")
    )
    guide = (Path(django_settings.CHECKOUT) / "docs" / "ui.md").read_text(encoding="utf-8")
    assert f"<c-{tag}" in shown
    assert f"<c-{tag}" in guide


def test_a_part_of_a_page_may_hold_a_component(rf: RequestFactory) -> None:
    part = render(rf.get("/"), "ui/specimen/forms.html#empty").content.decode()
    assert part.strip().startswith("<section")
    assert 'class="empty"' in part
    assert "<html" not in part
    assert "<c-" not in part


def test_a_page_needs_no_frame(visitor: Client) -> None:
    body = visitor.get("/tentang/").content.decode()
    assert 'class="bare' in body
    assert 'class="rail"' not in body
    assert render_to_string("ui/about.html", {"notices": views.NOTICES})


def test_the_frame_marks_the_place_where_the_reader_is(visitor: Client) -> None:
    body = visitor.get("/contoh/overview/").content.decode()
    assert body.count('aria-current="page"') == 1
    assert "Kota Serang" in body
    assert "23 jam 18 menit" in body


@pytest.mark.parametrize("answer", ["en", "id"])
def test_the_language_chosen_in_the_header_stays(visitor: Client, answer: str) -> None:
    back = visitor.post("/bahasa/", {"language": answer, "next": "/tentang/"})
    assert back["Location"] == "/tentang/"
    assert f'<html lang="{answer}">' in visitor.get("/tentang/").content.decode()


def test_about_names_every_work_that_reaches_the_browser(visitor: Client) -> None:
    body = visitor.get("/tentang/").content.decode()
    for name in ("Apache 2.0", "Bootstrap 5", "Source Sans 3", "htmx 2", "idn-area-data", "ODbL"):
        assert name in body


def compressed(name: str) -> int:
    found = finders.find(name)
    assert isinstance(found, str), name
    return len(gzip.compress(Path(found).read_bytes(), 9))


def test_the_first_load_stays_below_120_kilobytes(visitor: Client) -> None:
    font = finders.find(FONT)
    assert isinstance(font, str)
    page = len(gzip.compress(visitor.get("/").content, 9))
    assert compressed("ui/layak.css") <= 10_000
    total = sum(map(compressed, STYLES + SCRIPTS)) + Path(font).stat().st_size + page
    assert total <= 120_000
    assert page <= 25_000
