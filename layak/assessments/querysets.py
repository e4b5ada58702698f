"""Who sees, and who may change, what lies on a sheet: placements, misplacements, hand-overs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from layak.accounts.held import held_above, held_at, held_by_tie, held_within
from layak.accounts.models import HANDS, KEEPERS, OVERSEERS, Role, User
from layak.evidence.models import Evidence
from layak.instruments.models import leading

if TYPE_CHECKING:
    # Named in strings below, where a class is made.
    from layak.assessments.models import (  # noqa: F401
        Answer,
        Assessment,
        Delivery,
        Draft,
        Misplacement,
        Placement,
    )

# What an instrument says at length; read for hundreds of sheets, it is most of a page's work.
_AT_LENGTH = ("notes", "agencies", "conditions", "narratives")
# Misplacements about which nobody decided yet.
UNDECIDED = ["open", "asked"]
# The table of the offices of each answer.
_OFFICES = {"table": "assessments_assignment", "column": "answer_id"}


def seen_by(user: User, city: str) -> Q:
    """Rows of a city that a person oversees or belongs to; ``city`` is the way to its path."""
    path = f"{city}__path"
    return held_above(user, path, OVERSEERS) | held_within(user, path)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> AssessmentQuerySet:
        """Sheets of the cities a person oversees and of the city a person's office belongs to."""
        return self.filter(seen_by(user, "city"))

    def editable_by(self, user: User) -> AssessmentQuerySet:
        """Sheets a person keeps as secretariat or administrator."""
        return self.filter(kept_by(user, "city"))

    def leading_first(self) -> AssessmentQuerySet:
        """The newest year first; of the awards of one year the one that has levels."""
        return self.order_by("-cycle__year", leading("instrument__"), "pk")

    def with_edition(self) -> AssessmentQuerySet:
        """Each with the edition it answers, without what that says at length."""
        told = (f"instrument__{name}" for name in _AT_LENGTH)
        return self.select_related("instrument").defer(*told)

    def of_award(self, award: str) -> AssessmentQuerySet:
        """Sheets of any edition of an award, named as ``Instrument.award`` names it."""
        return self.filter(instrument__code__startswith=f"{award.lower()}-")

    def fillable_by(self, user: User) -> AssessmentQuerySet:
        """Sheets to which a person may hand in evidence.

        Its keepers and every office of the city.
        """
        return self.filter(filled_by(user))


def filled_by(user: User) -> Q:
    """Sheets to which a person may hand in evidence; see ``fillable_by``."""
    return kept_by(user, "city") | held_within(user, "city__path", HANDS)


def kept_by(user: User, city: str) -> Q:
    """Rows of a city whose sheets a person keeps; ``city`` is the way to its path."""
    return held_above(user, f"{city}__path", KEEPERS)


def handed_in_by(user: User) -> Q:
    """Rows about a document that the person's own office handed in."""
    return held_at(user, "evidence__organization", HANDS)


def assigned_to(user: User, answer: str) -> Q:
    """Rows about a question that was handed to the person's own office."""
    return held_by_tie(user, answer, HANDS, **_OFFICES)


def led_by_head(user: User) -> Q:
    """Answers that the office leads whose head a person is."""
    return held_by_tie(user, "pk", [Role.HEAD], only="part = 'lead'", **_OFFICES)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def with_edition(self) -> AnswerQuerySet:
        """Each with its sheet and the edition it answers, without what that says at length."""
        told = (f"assessment__instrument__{name}" for name in _AT_LENGTH)
        return self.select_related("assessment__instrument").defer(*told)

    def visible_to(self, user: User) -> AnswerQuerySet:
        return self.filter(seen_by(user, "assessment__city"))

    def editable_by(self, user: User) -> AnswerQuerySet:
        """Answers of sheets a person keeps, and those handed to a person's own office."""
        return self.filter(_answered_by(user))

    def approvable_by(self, user: User) -> AnswerQuerySet:
        """Answers led by the office whose head a person is."""
        return self.filter(led_by_head(user))

    def reopenable_by(self, user: User) -> AnswerQuerySet:
        """Those a person may approve, and all of sheets a person keeps."""
        return self.filter(_reopened_by(user))

    def with_rights(self, user: User) -> AnswerQuerySet:
        """Add ``may_edit``, ``may_approve`` and ``may_reopen``, as the lists above decide."""
        return self.annotate(
            may_edit=_answered_by(user),
            may_approve=led_by_head(user),
            may_reopen=_reopened_by(user),
        )


def _answered_by(user: User) -> Q:
    return kept_by(user, "assessment__city") | assigned_to(user, "pk")


def _reopened_by(user: User) -> Q:
    return led_by_head(user) | kept_by(user, "assessment__city")


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> DraftQuerySet:
        """Only the person's own: what somebody has not handed in is nobody else's."""
        return self.filter(user=user)

    def editable_by(self, user: User) -> DraftQuerySet:
        return self.filter(user=user)


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User) -> PlacementQuerySet:
        """Where the documents lie that a person may read."""
        return self.filter(evidence__in=Evidence.objects.visible_to(user))

    def editable_by(self, user: User) -> PlacementQuerySet:
        """Those of sheets a person keeps, of the own office's documents and of its questions."""
        return self.filter(
            kept_by(user, "answer__assessment__city")
            | handed_in_by(user)
            | assigned_to(user, "answer")
        )


class MisplacementQuerySet(models.QuerySet["Misplacement"]):
    def visible_to(self, user: User) -> MisplacementQuerySet:
        """Those about documents that a person may read."""
        return self.filter(evidence__in=Evidence.objects.visible_to(user))

    def editable_by(self, user: User) -> MisplacementQuerySet:
        """Those a person decides.

        The sheet's keepers, the office that handed the document in, and the offices of both
        questions.
        """
        return self.filter(
            kept_by(user, "assessment__city")
            | handed_in_by(user)
            | assigned_to(user, "filed")
            | assigned_to(user, "suggested")
        )

    def undecided(self) -> MisplacementQuerySet:
        """Those that still wait for somebody, also while an office is being asked."""
        return self.filter(status__in=UNDECIDED)

    def decided(self) -> MisplacementQuerySet:
        return self.filter(status__in=["moved", "kept"])


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        """Hand-overs of sheets a person keeps, and those of the person's own office."""
        own = held_at(user, "organization")
        return self.filter(kept_by(user, "assessment__city") | own | Q(delivered_by=user))

    def editable_by(self, user: User) -> DeliveryQuerySet:
        """The hand-overs a person began."""
        return self.filter(delivered_by=user)
