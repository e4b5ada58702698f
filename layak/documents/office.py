"""Read the text of DOCX and PPTX from their XML, page by page. Runs only inside a reader child.

Takes what a reader of the paper sees: headers (a letterhead usually is one), tables, text boxes and
content controls; not deleted text, field codes or the fallback copies of drawings.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, iterparse

_NUMBER = re.compile(r"(\d+)\.xml$")
_SPLIT = "\f"
# What ends or stands inside a line, by local name; the same in both kinds of document.
_AT_START = {"tab": "\t", "br": "\n", "cr": "\n", "lastRenderedPageBreak": _SPLIT}
_AT_END = {"p": "\n", "tc": "\t", "tr": "\n"}
# Text is doubled in "Fallback"; "tabs" of a style and "fld" codes are no text.
_NO_TEXT = frozenset({"Fallback", "pPr", "rPr", "sectPr", "tblPr", "instrText"})


def read_word(data: bytes) -> tuple[list[str], str]:
    """Return (pages, title). Pages are parted where Word parted them when it last saved."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        heads = _numbered(archive, "word/header")
        letterhead = "\n".join(dict.fromkeys(_text(archive, name).strip() for name in heads))
        pages = _parted(_text(archive, "word/document.xml"))
        if letterhead.strip():
            pages[0] = f"{letterhead}\n{pages[0]}"
        return pages, _title(archive)


def read_slides(data: bytes) -> tuple[list[str], str]:
    """Return (text of each slide, title)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        slides = [_tidy(_text(archive, name)) for name in _numbered(archive, "ppt/slides/slide")]
        return slides or [""], _title(archive)


def _numbered(archive: zipfile.ZipFile, start: str) -> list[str]:
    found = {
        int(number[1]): name
        for name in archive.namelist()
        if name.startswith(start) and (number := _NUMBER.fullmatch(name, len(start)))
    }
    return [found[number] for number in sorted(found)]


def _parted(text: str) -> list[str]:
    pages = [_tidy(page) for page in text.split(_SPLIT)]
    return [page for page in pages if page] or [""]


def _tidy(text: str) -> str:
    """Drop empty lines and the tabs that end a table's rows."""
    lines = (line.replace(" \t", "\t").strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _text(archive: zipfile.ZipFile, name: str) -> str:
    return "".join(_pieces(_events(archive, name)))


def _events(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Element]]:
    # Entities: expat bounds their growth and fetches none; the child's limits stand behind it.
    with archive.open(name) as member:
        yield from iterparse(member, events=("start", "end"))  # noqa: S314 - see above


def _pieces(events: Iterator[tuple[str, Element]]) -> Iterator[str]:
    hidden, cells = 0, 0
    for event, element in events:
        name = element.tag.rpartition("}")[2]
        started = event == "start"
        if name in _NO_TEXT:
            hidden += 1 if started else -1
        elif not hidden and started:
            cells += name == "tc"
            page_break = name == "br" and _kind(element) == "page"
            yield _SPLIT if page_break else _AT_START.get(name, "")
        elif not hidden:
            cells -= name == "tc"
            yield _ending(name, element, in_cell=cells > 0)
        if not started and name == "p":
            element.clear()


def _ending(name: str, element: Element, *, in_cell: bool) -> str:
    if name == "t":
        return element.text or ""
    # The paragraphs of one cell stay on one line, so that a row of a table is a row of text.
    return " " if name == "p" and in_cell else _AT_END.get(name, "")


def _kind(element: Element) -> str | None:
    namespace = element.tag.rpartition("}")[0]
    return element.get(f"{namespace}}}type")


def _title(archive: zipfile.ZipFile) -> str:
    if "docProps/core.xml" not in archive.namelist():
        return ""
    for _, element in _events(archive, "docProps/core.xml"):
        if element.tag.endswith("}title") and element.text:
            return str(element.text)
    return ""
