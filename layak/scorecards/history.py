"""Results of earlier years from a table: looked through first, then noted."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Stage
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization
from layak.scorecards.cities import Cities
from layak.scorecards.models import PastResult
from layak.scorecards.services import import_past_results
from layak.scorecards.statements import Statement, differ, statement
from layak.scorecards.tables import Line, read_lines

# Reviewed data that comes with Layak: public statements, each with its source.
PUBLISHED = Path(__file__).with_name("published_results.csv")
# A table's columns may be called by either name.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("kode", "kode wilayah", "region_code"),
    "city": ("kota/kabupaten", "kota", "kabupaten", "city"),
    "year": ("tahun", "year"),
    "stage": ("tahap", "stage"),
    "score": ("nilai", "skor", "score", "total"),
    "level": ("peringkat", "predikat", "kategori", "level", "category"),
    "source": ("sumber", "source"),
    "note": ("catatan", "keterangan", "note"),
}
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "0": ("kelembagaan", "klaster 0"),
    "1": ("k1", "klaster 1"),
    "2": ("k2", "klaster 2"),
    "3": ("k3", "klaster 3"),
    "4": ("k4", "klaster 4"),
    "5": ("k5", "klaster 5"),
    "6": ("kecdesa", "kecamatan/desa"),
}


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of a table, read. ``why`` explains a bad one; ``city`` is as written until found."""

    number: int
    fate: Fate
    written: str
    city: Organization | None = None
    said: Statement | None = None
    why: str = ""
    disputed: bool = False

    @property
    def stage_name(self) -> str:
        return str(Stage(self.said.stage).label) if self.said and self.said.stage else ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A table looked through. Nothing is noted yet."""

    readings: Sequence[Reading]

    def __len__(self) -> int:
        return len(self.readings)

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(reading.fate.value for reading in self.readings)
        return {fate.value: counted[fate.value] for fate in Fate}

    @property
    def new(self) -> list[tuple[Organization, Statement]]:
        return [
            (one.city, one.said)
            for one in self.readings
            if one.fate is Fate.NEW and one.city is not None and one.said is not None
        ]


def look_through(data: bytes, *, user: User | None) -> Preview:
    """Read a CSV or XLSX and say of each row what would become of it.

    ``user`` may note results only for the cities they keep; None stands for an operator of the
    installation. Raises ``Refusal`` when the file is no such table.
    """
    lines = read_lines(data)
    named = lines[0].cells.keys()
    wanted = {"city": COLUMNS["code"] + COLUMNS["city"], "year": COLUMNS["year"]}
    wanted["source"] = COLUMNS["source"]
    lacking = [names[0] for names in wanted.values() if not named & set(names)]
    if lacking:
        raise Refusal(
            _("Kolom %(names)s tidak ada. Judul kolom ada di baris pertama.")
            % {"names": ", ".join(f"“{name}”" for name in lacking)}
        )
    own = None
    if user is not None:
        kept = user.editable_organizations().filter(kind=Kind.CITY)
        own = frozenset(kept.values_list("pk", flat=True))
    cities = Cities()
    return _sorted_out([_read(line, cities, own) for line in lines])


def take_over(preview: Preview, *, actor: User | None, at: datetime) -> int:
    """Note the new rows of a table that was looked through; return how many there were."""
    return import_past_results(preview.new, actor=actor, at=at)


def load(at: datetime) -> int:
    """Note the published results that come with Layak; those noted before stay as they are."""
    return take_over(look_through(PUBLISHED.read_bytes(), user=None), actor=None, at=at)


def _read(line: Line, cities: Cities, own: frozenset[int] | None) -> Reading:
    values = {name: _value(line, spellings) for name, spellings in COLUMNS.items()}
    written = values["city"] or values["code"]
    wrong: list[str] = []
    city = said = None
    try:
        city = cities.find(values.pop("code"), values.pop("city"))
        if own is not None and city.pk not in own:
            wrong.append(_("%(city)s bukan wilayah yang Anda kelola.") % {"city": city.name})
    except Refusal as refusal:
        wrong.append(str(refusal))
    try:
        blocks = {code: _value(line, spellings) for code, spellings in BLOCKS.items()}
        said = statement(**values, blocks=blocks)
    except Refusal as refusal:
        wrong.append(str(refusal))
    fate = Fate.BAD if wrong else Fate.NEW
    return Reading(line.number, fate, written, city, said, " ".join(wrong))


def _value(line: Line, spellings: Iterable[str]) -> str:
    return next((line.cells[name] for name in spellings if line.cells.get(name)), "")


def _sorted_out(readings: Sequence[Reading]) -> Preview:
    """Tell rows that are noted already, or stand twice in the table, and those in dispute."""
    good = [one for one in readings if one.fate is Fate.NEW and one.city and one.said]
    noted = PastResult.objects.filter(city__in={one.city.pk for one in good if one.city})
    known: set[tuple[object, ...]] = set()
    words: dict[tuple[object, ...], set[tuple[Decimal | None, str]]] = {}
    for row in noted:
        known.add((row.city_id, row.year, row.stage, row.score, row.level, row.source))
        words.setdefault((row.city_id, row.year, row.stage), set()).add((row.score, row.level))
    for one in good:
        city, said = one.city, one.said
        if city is not None and said is not None:
            place = (city.pk, said.year, said.stage)
            words.setdefault(place, set()).add((said.score, said.level))
    return Preview([_settled(one, known, words) for one in readings])


def _settled(
    one: Reading,
    known: set[tuple[object, ...]],
    words: Mapping[tuple[object, ...], set[tuple[Decimal | None, str]]],
) -> Reading:
    if one.fate is Fate.BAD or one.city is None or one.said is None:
        return one
    key = (one.city.pk, *one.said.key)
    fate = Fate.KNOWN if key in known else Fate.NEW
    known.add(key)
    disputed = differ(words[one.city.pk, one.said.year, one.said.stage])
    return replace(one, fate=fate, disputed=disputed)


def written(preview: Preview) -> str:
    """The new rows as CSV, to be sent back with the confirmation and looked through once more."""
    made = io.StringIO()
    writer = csv.writer(made)
    blocks = [spellings[0] for spellings in BLOCKS.values()]
    writer.writerow([*(spellings[0] for spellings in COLUMNS.values()), *blocks])
    for city, said in preview.new:
        score = "" if said.score is None else str(said.score)
        own = (said.year, said.stage, score, said.level, said.source, said.note)
        parts = (said.blocks.get(code, "") for code in BLOCKS)
        writer.writerow([city.region_code, city.name, *own, *parts])
    return made.getvalue()
