"""What a city has taught the classifier: told to its people, and forgotten on request.

Light: pages read what ``learning`` wrote down; the classifier itself is never loaded here.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Assessment, Placement
from layak.audit.models import Entry
from layak.audit.services import record, subject_of
from layak.evidence.models import Evidence
from layak.filing.lexicon import knowledge
from layak.instruments.models import Indicator
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

VERB = "assessment.learning_forgotten"
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Habit:
    """Documents that Layak reads as ``read`` and people of the city file under ``filed``.

    ``believed``: the machine learns it. ``people`` and ``documents`` are counts, ``evidence`` keys
    of the newest few.
    """

    read: int
    filed: int
    documents: int
    people: int
    believed: bool
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ToldHabit:
    """A habit for a page: indicators with their names, documents to open."""

    read: tuple[int, str]
    filed: tuple[int, str]
    documents: int
    people: int
    believed: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """``documents``: how many the machine learned from; ``held``: how many it did not believe."""

    documents: int
    held: int
    habits: tuple[Habit, ...]


def forgotten_at(city: int) -> datetime | None:
    """When the city (by key) last had everything forgotten."""
    subject = subject_of(Organization(pk=city))
    asked = Entry.objects.filter(verb=VERB, subject=subject).order_by("-at").first()
    return asked.at if asked is not None else None


def forget(assessment: Assessment, *, reason: str, actor: User, at: datetime) -> None:
    """Let the machine forget what the sheet's city taught it; placements stay where they are."""
    if not reason.strip():
        raise Refusal(_("Tulis alasannya supaya penerus tahu mengapa dilupakan."))
    if not taught(assessment.city_id).exists():
        raise Refusal(_("Belum ada yang dipelajari dari daerah ini."))
    with record(VERB, assessment.city, actor=actor, at=at, reason=reason.strip()):
        note(assessment.city_id).unlink(missing_ok=True)


def taught(city: int) -> QuerySet[Placement]:
    """What people of the city placed themselves, since the last forgetting.

    Not on sheets on which only people place: their indicators are none that the machine knows.
    """
    rows = Placement.objects.filter(
        source=Placement.Source.PERSON,
        answer__assessment__city=city,
        answer__assessment__instrument__by_hand=False,
    ).order_by()
    since = forgotten_at(city)
    return rows.filter(placed_at__gt=since) if since is not None else rows


def note(city: int) -> Path:
    """Where what the city taught is written down."""
    return Path(settings.DATA_DIR) / "models" / f"learned-{city}.json"


def write(city: int, learned: Learned) -> None:
    """Write it in one step, so that no page reads half of it."""
    path = note(city)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(asdict(learned)), encoding="utf-8")
    beside.replace(path)


def learned(city: int) -> Learned | None:
    """What the classifier made of it when it last read for the city; None before that."""
    try:
        raw = json.loads(note(city).read_text(encoding="utf-8"))
        habits = tuple(
            Habit(**{**habit, "evidence": tuple(habit["evidence"])}) for habit in raw["habits"]
        )
        return Learned(raw["documents"], raw["held"], habits)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def told(assessment: Assessment, known: Learned) -> list[ToldHabit]:
    """The habits with the names of their indicators and their newest documents."""
    # Not every instrument asks for all that documents may speak of.
    names = {facts.number: facts.name for facts in knowledge()}
    for indicator in Indicator.objects.filter(cluster__instrument=assessment.instrument_id):
        names[indicator.number] = indicator.title
    keys = {key for habit in known.habits for key in habit.evidence}
    rows = Evidence.objects.filter(city=assessment.city_id).in_bulk(keys)
    return [
        ToldHabit(
            read=(habit.read, names[habit.read]),
            filed=(habit.filed, names[habit.filed]),
            documents=habit.documents,
            people=habit.people,
            believed=habit.believed,
            evidence=tuple(rows[key] for key in habit.evidence if key in rows),
        )
        for habit in known.habits
    ]
