"""What all our DOCX share: paper, type, facts about the file, and equal bytes for equal input."""

import re
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt, RGBColor

from layak.documents.typesetting import morning_of

FONT = "Times New Roman"
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Characters that no XML document may hold.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return _NO_XML.sub("", text)


def set_up_page(word: Any, *, landscape: bool) -> Any:
    """A4 and the type of official letters; the section, for its margins."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    normal = word.styles["Normal"].font
    normal.name, normal.size = FONT, Pt(11)
    return section


def restyle(style: Any, size: float, colour: RGBColor) -> None:
    """Give a style our type; its theme would win over any font that is merely named."""
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]


def set_facts(
    word: Any, *, title: str, author: str, dated: date, language: str, subject: str = ""
) -> None:
    """Say what the file is; no trace of the machine or of the library stays in it."""
    facts = word.core_properties
    facts.title, facts.subject = clean(title)[:255], clean(subject)[:255]
    facts.author = facts.last_modified_by = clean(author)[:255]
    facts.created = facts.modified = morning_of(dated).replace(tzinfo=None)
    facts.language, facts.comments = language, ""


def saved(word: Any) -> bytes:
    """Save with one fixed time on each member, so that equal content is equal bytes."""
    package, made = BytesIO(), BytesIO()
    word.save(package)
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(made, "w") as target:
        for member in source.infolist():
            fixed = zipfile.ZipInfo(member.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(member))
    return made.getvalue()
