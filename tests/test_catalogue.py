"""Every text has its English, and the catalogue in the project is the one of today's texts."""

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

HOUSE = Path(__file__).resolve().parent.parent
CATALOGUE = HOUSE / "layak" / "ui" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def test_no_text_lacks_its_english() -> None:
    script = HOUSE / "scripts" / "messages.py"
    checked = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert checked.stdout == ""
    assert checked.returncode == 0


def test_a_translation_keeps_every_place_of_its_text() -> None:
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source)
    for message in catalogue:
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        string = message.string or ""
        given = [string] if isinstance(string, str) else list(string)
        for english in filter(None, given):
            assert set(PLACES.findall(english)) <= set(PLACES.findall("".join(texts))), english
            if len(texts) == 1:
                assert sorted(PLACES.findall(english)) == sorted(PLACES.findall(texts[0])), english
