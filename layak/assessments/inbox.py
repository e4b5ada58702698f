"""What the inbox of misplaced documents shows, read in few queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments import traces
from layak.assessments.models import (
    Assessment,
    Assignment,
    Misplacement,
    Placement,
    Suggestion,
)
from layak.audit.models import Entry
from layak.audit.services import subject_of
from layak.evidence.models import FileText
from layak.filing.lexicon import NUMBERS, knowledge
from layak.instruments.models import Question
from layak.organizations.models import Organization

# How many words are shown of those found and of those not found.
MOST_FOUND = 6
MOST_MISSING = 4
VERY_SURE, SURE = 90, 75


@dataclass(frozen=True, slots=True)
class Reading:
    """One document of the inbox, opened: why it is thought misplaced, and one page of it."""

    misplacement: Misplacement
    number: int
    pages: int
    paragraphs: list[list[traces.Run]]
    found: list[traces.Term]
    most: int
    missing: list[str]
    deciding: bool
    asked: Organization | None
    history: list[Entry] = field(default_factory=list)

    @property
    def query(self) -> str:
        """Names this document in an address of the inbox."""
        return f"pilih={self.misplacement.pk}"

    @property
    def sureness(self) -> str:
        """The confidence in words."""
        percent = self.misplacement.percent
        if percent >= VERY_SURE:
            return _("Sangat yakin")
        return _("Yakin") if percent >= SURE else _("Cukup yakin")


def inbox(assessment: Assessment, user: User, *, decided: bool) -> QuerySet[Misplacement]:
    """The misplaced documents of a sheet that a person may read.

    Those the person decides come first, the surest of them at the top.
    """
    rows = Misplacement.objects.visible_to(user).filter(assessment=assessment)
    rows = rows.decided() if decided else rows.undecided()
    order = ["-decided_at", "-pk"] if decided else ["-deciding", "-probability", "pk"]
    own = Misplacement.objects.editable_by(user).filter(pk=OuterRef("pk"))
    return (
        rows.annotate(deciding=Exists(own))
        .select_related(
            "evidence__file",
            "evidence__organization",
            "filed__question__indicator__cluster",
            "suggested__question__indicator__cluster",
            "decided_by",
        )
        .order_by(*order)
    )


def points_at_stake(rows: QuerySet[Misplacement]) -> Decimal:
    """Points of the questions that these documents would prove and that have no document yet."""
    bare = rows.filter(~Exists(Placement.objects.filter(answer=OuterRef("suggested"))))
    total = Question.objects.filter(answers__in=bare.order_by().values("suggested")).aggregate(
        total=Sum("attainable")
    )["total"]
    return total or Decimal(0)


def open_document(misplacement: Misplacement, *, page: int | None, closed: bool = False) -> Reading:
    """Read a document of the inbox: its words, the page that is asked for and its history.

    ``closed``: its text is not for this reader.
    """
    texts = [] if closed else _texts_of(misplacement)
    suggestion = Suggestion.objects.filter(
        assessment=misplacement.assessment_id, evidence=misplacement.evidence_id
    ).first()
    terms: list[str] = suggestion.terms if suggestion else []
    found = traces.count_terms(terms, texts)[:MOST_FOUND]
    pages = max(misplacement.evidence.file.page_count, len(texts), 1)
    number = min(max(page or traces.first_page(terms, texts), 1), pages)
    return Reading(
        misplacement,
        number=number,
        pages=pages,
        paragraphs=traces.mark_terms(texts[number - 1], terms) if number <= len(texts) else [],
        found=found,
        most=found[0].count if found else 0,
        missing=traces.missing_terms(_words_of(misplacement.filed.question), texts, MOST_MISSING),
        deciding=bool(getattr(misplacement, "deciding", False)),
        asked=_leading_office(misplacement),
        history=list(
            Entry.objects.filter(subject=subject_of(misplacement.evidence)).select_related("actor")
        ),
    )


def _texts_of(misplacement: Misplacement) -> Sequence[str]:
    text = FileText.objects.filter(file=misplacement.evidence.file_id).first()
    return text.pages if text else []


def _words_of(question: Question) -> Sequence[str]:
    """What a document for this question would be expected to say."""
    number = question.indicator.number
    return knowledge()[number - 1].core if number in NUMBERS else [question.label]


def _leading_office(misplacement: Misplacement) -> Organization | None:
    lead = (
        Assignment.objects.filter(answer=misplacement.suggested_id, part=Assignment.Part.LEAD)
        .select_related("organization")
        .first()
    )
    return lead.organization if lead else None
