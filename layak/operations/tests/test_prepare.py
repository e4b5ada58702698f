"""Preparing an installation: once it is ready, nothing is done again."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from layak.instruments.models import Instrument
from layak.lib.errors import Refusal
from layak.operations import readiness

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Masuk"
msgstr "Sign in"

#, fuzzy
msgid "Keluar"
msgstr "Perhaps out"
"""


@pytest.mark.django_db
def test_the_library_is_published_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:

    at = datetime(2023, 5, 1, tzinfo=UTC)
    readiness.publish_library(at)
    assert Instrument.objects.filter(published_at=at).exists()
    with django_assert_num_queries(1):
        readiness.publish_library(at)


@pytest.mark.django_db
def test_a_migrated_database_is_left_alone() -> None:
    assert readiness.unapplied() == []
    assert not readiness.migrate()


def test_translations_are_compiled_when_they_change(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE)
    settings.LOCALE_PATHS = [tmp_path]
    readiness.compile_catalogues()
    target = source.with_suffix(".mo")
    with target.open("rb") as compiled:
        words = {message.id: message.string for message in read_mo(compiled)}
    assert words["Masuk"] == "Sign in"
    assert "Keluar" not in words
    assert {path.name for path in source.parent.iterdir()} == {"django.po", "django.mo"}

    before = target.stat().st_mtime_ns
    readiness.compile_catalogues()
    assert target.stat().st_mtime_ns == before
    os.utime(source, ns=(before + 10**9, before + 10**9))
    readiness.compile_catalogues()
    assert target.stat().st_mtime_ns != before


def test_every_static_file_that_a_template_names_is_collected(
    tmp_path: Path, settings: Settings
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    readiness.collect_statics()
    named = {
        name
        for path in settings.PACKAGE.rglob("templates/**/*.html")
        for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text(encoding="utf-8"))
    }
    assert named
    missing = [name for name in sorted(named) if not (settings.STATIC_ROOT / name).is_file()]
    assert missing == []

    manifest = settings.STATIC_ROOT / "staticfiles.json"
    before = manifest.stat().st_mtime_ns
    readiness.collect_statics()
    assert manifest.stat().st_mtime_ns == before


def test_without_the_node_packages_it_says_what_to_do(tmp_path: Path, settings: Settings) -> None:
    settings.STATICFILES_DIRS = [("bootstrap", tmp_path / "missing")]
    with pytest.raises(Refusal, match="Jalankan make"):
        readiness.collect_statics()


def test_production_settings_pass_djangos_own_check(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "layak.settings",
        "LAYAK_DATA_DIR": str(tmp_path / "data"),
        "LAYAK_HTTPS": "1",
        "LAYAK_PROXY": "1",
        "LAYAK_HOSTS": "kla.example.go.id",
        "LAYAK_DEBUG": "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=settings.CHECKOUT,
    )
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"\w+\.[EWI]\d+", done.stdout + done.stderr)) == set()
