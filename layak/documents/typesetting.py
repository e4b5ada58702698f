"""Set plain data with typst as tagged PDF/A-2a, in its own fonts. Equal data gives equal bytes."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from layak.documents.glyphs import shown

# For archives, with tags for those who are read to; the typesetter checks it.
STANDARD: Literal["a-2a"] = "a-2a"


def set_pdf(template: str, described: Mapping[str, Any], dated: date) -> bytes:
    """Set a document by a template of this folder; ``dated`` becomes its creation date.

    Raises ``RuntimeError`` when the typesetter refuses it.
    """
    made = typst.compile(
        _template(template),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(shown(described), ensure_ascii=False)},
        timestamp=morning_of(dated),
        pdf_standards=[STANDARD],
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no PDF")
    return made


def picture_png(svg: str, width_cm: float) -> bytes:
    """Draw an SVG as a picture for writers that take none, at 200 dots an inch."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: '
        f"{width_cm}cm)"
    )
    made = typst.compile(
        source.encode(),
        format="png",
        ppi=200,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"svg": shown(svg)},
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no picture")
    return made


def morning_of(day: date) -> datetime:
    """The instant that documents of a day carry."""
    return datetime.combine(day, time(8), tzinfo=UTC)


@cache
def _template(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False)
