"""Whom a figure speaks of: everybody, or a part by sex, age, disability or another breakdown.

A group is a short text: empty for everybody, ``sex:f``, ``sex:f,age:13-17``; parts in the order of
``DIMENSIONS``. The code lists of age, relation, education and services follow the ministry's
register of violence.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from layak.lib.errors import Refusal

TOTAL = ""
LONGEST = 60
SEX, AGE, DISABILITY, OTHER = "sex", "age", "disability", "other"

# Word by word as it stands in files (Indonesian) and, through the catalogue, on pages.
DIMENSIONS: Mapping[str, str] = {
    SEX: gettext_noop("Jenis kelamin"),
    AGE: gettext_noop("Kelompok umur"),
    DISABILITY: gettext_noop("Disabilitas"),
    "relation": gettext_noop("Hubungan pelaku"),
    "education": gettext_noop("Pendidikan"),
    "service": gettext_noop("Layanan"),
}
VALUES: Mapping[str, Mapping[str, str]] = {
    SEX: {"f": gettext_noop("Perempuan"), "m": gettext_noop("Laki-laki")},
    AGE: {
        "0-5": gettext_noop("0–5 tahun"),
        "6-12": gettext_noop("6–12 tahun"),
        "13-17": gettext_noop("13–17 tahun"),
        "18+": gettext_noop("18 tahun ke atas"),
    },
    DISABILITY: {
        "yes": gettext_noop("Penyandang disabilitas"),
        "no": gettext_noop("Bukan penyandang disabilitas"),
    },
    "relation": {
        "parent": gettext_noop("Orang tua"),
        "family": gettext_noop("Keluarga/saudara"),
        "neighbour": gettext_noop("Tetangga"),
        "partner": gettext_noop("Pacar/teman"),
        "teacher": gettext_noop("Guru"),
        "other": gettext_noop("Pelaku lainnya"),
    },
    "education": {
        "none": gettext_noop("Tidak/belum sekolah"),
        "preschool": gettext_noop("PAUD/TK"),
        "primary": gettext_noop("SD"),
        "lower": gettext_noop("SLTP"),
        "upper": gettext_noop("SLTA"),
        "higher": gettext_noop("Perguruan tinggi"),
    },
    "service": {
        "complaint": gettext_noop("Pengaduan"),
        "health": gettext_noop("Kesehatan"),
        "legal": gettext_noop("Bantuan hukum"),
        "enforcement": gettext_noop("Penegakan hukum"),
    },
}
# The parts of these add up to everybody once all of them are there. A victim may get several
# services, so those do not.
ADDING_UP = frozenset({SEX, AGE, DISABILITY, "relation", "education"})
_ORDER = list(DIMENSIONS)
_SHORT = {SEX: {"p": "f", "l": "m", "pr": "f", "lk": "m"}, DISABILITY: {"ya": "yes", "tidak": "no"}}
_TOTALS = frozenset({"", "total", "jumlah", "semua"})


def compose(parts: Mapping[str, str]) -> str:
    """Build a group of values by dimension; empty values are left out."""
    return ",".join(f"{name}:{parts[name]}" for name in _ORDER if parts.get(name))


def parts_of(group: str) -> dict[str, str]:
    """The values of a group by dimension."""
    return dict(part.split(":", 1) for part in group.split(",") if ":" in part)


def dimension_of(group: str) -> str | None:
    """The only dimension of a group; None for everybody and for crossed groups."""
    parts = parts_of(group)
    return next(iter(parts)) if len(parts) == 1 else None


def is_group(group: str) -> bool:
    """Whether a text is a group of these lists, written in the one right way."""
    if not group:
        return True
    parts = parts_of(group)
    known = all(value in VALUES.get(name, {}) for name, value in parts.items())
    return known and compose(parts) == group


def label_of(group: str) -> str:
    """A group in the reader's language."""
    if not group:
        return _("Semua")
    return ", ".join(_(VALUES[name][value]) for name, value in parts_of(group).items())


def parse_value(dimension: str, text: str) -> str:
    """The value that a word in a file means; empty for everybody. Raises ``Refusal``."""
    word = _folded(text)
    if word in _TOTALS:
        return ""
    known = VALUES[dimension]
    if word in known:
        return word
    if word in _SHORT.get(dimension, {}):
        return _SHORT[dimension][word]
    for value, label in known.items():
        if word in {_folded(label), _folded(label).removesuffix(" tahun")}:
            return value
    raise Refusal(
        _("“%(text)s” tidak dikenal. Yang dapat ditulis: %(words)s.")
        % {"text": text, "words": ", ".join(known.values())}
    )


def parse_other(text: str) -> tuple[str, str]:
    """A breakdown that has no column of its own: ``Hubungan pelaku: Guru``. Raises ``Refusal``."""
    name, colon, word = text.partition(":")
    for dimension in _ORDER[3:]:
        if colon and _folded(name) in {dimension, _folded(DIMENSIONS[dimension])}:
            return dimension, parse_value(dimension, word)
    names = ", ".join(DIMENSIONS[dimension] for dimension in _ORDER[3:])
    raise Refusal(
        _("“%(text)s” tidak dikenal. Tulis seperti “Pendidikan: SD”; rinciannya: %(names)s.")
        % {"text": text, "names": names}
    )


def _folded(text: str) -> str:
    return " ".join(text.lower().replace("–", "-").split())
