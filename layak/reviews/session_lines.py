"""People pasted as lines, "nama; instansi; jabatan", out of a chat or a spreadsheet. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST_LINES = 500
LONGEST = {"name": 120, "institution": 160, "position": 120}
_NUMBERED = re.compile(r"^\s*\d{1,3}\s*[.)]\s+")
_HEADINGS = {"nama", "name", "nama lengkap"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]")


@dataclass(frozen=True, slots=True)
class Person:
    """One adult at a session. Each text is tidy: no ends of blanks, no runs of them."""

    name: str
    institution: str
    position: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Equal keys are one person: case does not tell people apart."""
        return self.name.lower(), self.institution.lower()


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not understood: its number from 1, the line as typed, and why."""

    number: int
    text: str
    reason: str


@dataclass(slots=True)
class Pasted:
    """What a paste holds. Nobody stands in ``people`` twice; ``again`` counts second mentions."""

    people: list[Person] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    again: int = 0


def tidy(text: str) -> str:
    """A text on one line without control characters and runs of blanks."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def why_not(person: Person) -> str:
    """One sentence why a person cannot be entered; empty when they can."""
    if not person.name:
        return _("Nama belum ditulis.")
    if not person.institution:
        return _("Instansi belum ditulis.")
    if not any(letter.isalpha() for letter in person.name):
        return _("Nama harus berisi huruf.")
    for name, most in LONGEST.items():
        if len(getattr(person, name)) > most:
            label = {
                "name": _("Nama"),
                "institution": _("Instansi"),
                "position": _("Jabatan"),
            }[name]
            return _("%(label)s paling panjang %(most)s karakter.") % {"label": label, "most": most}
    return ""


def read_lines(text: str) -> Pasted:
    """Read people, one a line, the parts divided by semicolons or tabs.

    Empty lines, a line of headings and running numbers ("1." or a first column of digits) are
    passed over. Every other line becomes a person or a bad line.
    """
    found = Pasted()
    known: set[tuple[str, str]] = set()
    for number, line in enumerate(_lines(text), 1):
        parts = _parts(line)
        if not any(parts) or parts[0].lower() in _HEADINGS:
            continue
        if len(found.people) >= MOST_LINES:
            reason = _("Paling banyak %(most)s orang sekali tempel.") % {"most": MOST_LINES}
            found.bad.append(BadLine(number, line, reason))
            continue
        if len(parts) > 3:
            reason = _("Lebih dari tiga bagian. Tulis nama; instansi; jabatan.")
            found.bad.append(BadLine(number, line, reason))
            continue
        person = Person(*parts) if len(parts) > 1 else Person(parts[0], "")
        if reason := why_not(person):
            found.bad.append(BadLine(number, line, reason))
        elif person.key in known:
            found.again += 1
        else:
            known.add(person.key)
            found.people.append(person)
    return found


def _lines(text: str) -> Iterable[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _parts(line: str) -> list[str]:
    divider = ";" if ";" in line else "\t"
    parts = [tidy(part) for part in _NUMBERED.sub("", line).split(divider)]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    if len(parts) > 2 and parts[0].rstrip(".").isdecimal():
        parts.pop(0)
    return parts
