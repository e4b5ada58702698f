"""What came of each answer that a window opened."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from layak.reviews.models import Decision, RemedialWindow, ReturnedAnswer


@dataclass(frozen=True, slots=True)
class Repair:
    """One returned answer: was it changed in the window, did evidence come, what was decided."""

    returned: ReturnedAnswer
    changed: bool
    documents: int
    decided: Decision | None

    @property
    def done(self) -> bool:
        return self.returned.follow_up.done_at is not None

    @property
    def touched(self) -> bool:
        return self.changed or self.documents > 0


def repairs_of(window: RemedialWindow) -> list[Repair]:
    """The returned answers of a window in printed order, in two queries."""
    rows = list(
        window.returned.select_related(
            "answer__question", "decision__decided_by", "owner", "follow_up__done_by"
        ).annotate(
            documents=Count(
                "answer__placements",
                filter=Q(
                    answer__placements__placed_at__gte=window.opened_at,
                    answer__placements__placed_at__lt=F("window__closes_at"),
                ),
            )
        )
    )
    decided = {
        one.answer_id: one
        for one in Decision.objects.standing().filter(
            answer__in=[row.answer_id for row in rows], decided_at__gt=window.opened_at
        )
    }
    return [
        Repair(
            returned=row,
            changed=row.answer.changed_at is not None and row.answer.changed_at >= window.opened_at,
            documents=getattr(row, "documents", 0),
            decided=decided.get(row.answer_id),
        )
        for row in rows
    ]
