"""The evidence beside a question: what is placed, which page lies open, what is still asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from layak.accounts.models import User
from layak.assessments.finding_list import Line, lines_at
from layak.assessments.gaps import missing_requirements
from layak.assessments.models import Answer, Misplacement, Placement
from layak.audit.services import looked
from layak.evidence.models import Evidence, FileText
from layak.evidence.privacy import is_restricted, may_open

# Of these the evidence room draws pictures; of all others the page shows the text.
_PICTURED = ("application/pdf", "image/")


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a question asks for and whether something placed can prove it."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class OpenPage:
    """One page of one document. ``pictured`` says if it can be drawn.

    ``closed``: it holds personal data and this reader gets only the masked copy.
    """

    placement: Placement
    number: int
    count: int
    text: str
    pictured: bool
    closed: bool = False

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


@dataclass(frozen=True, slots=True)
class Panel:
    """All that stands beside a question. ``unseen`` counts documents this reader may not open."""

    placements: Sequence[Placement]
    unseen: int
    requirements: Sequence[Requirement]
    misplaced: Sequence[Misplacement]
    page: OpenPage | None
    findings: Sequence[Line] = ()

    @property
    def met(self) -> int:
        return sum(requirement.met for requirement in self.requirements)


def evidence_panel(answer: Answer, user: User, given: Mapping[str, str], *, at: datetime) -> Panel:
    """Read the panel of an answer in twelve queries at most.

    ``given`` may name ``evidence`` and ``page``. That a restricted text was shown is remembered;
    of a picture it is where that is drawn.
    """
    everything = list(
        Placement.objects.filter(answer=answer)
        .select_related("evidence__file", "evidence__organization", "placed_by")
        .order_by("placed_at", "pk")
    )
    keys = [placement.evidence_id for placement in everything]
    seen = set(
        Evidence.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
        if keys
        else ()
    )
    placements = [placement for placement in everything if placement.evidence_id in seen]
    page = _open_page(placements, given, user)
    if page and page.text and not page.pictured and is_restricted(page.placement.evidence):
        looked(page.placement.evidence, actor=user, at=at)
    return Panel(
        placements=placements,
        unseen=len(everything) - len(placements),
        requirements=_requirements(answer, [one.evidence.kind for one in everything]),
        misplaced=_misplaced(answer, placements),
        page=page,
        findings=lines_at(answer, user, [one.evidence_id for one in placements]),
    )


def _requirements(answer: Answer, kinds: Sequence[str]) -> list[Requirement]:
    """What is asked for, the missing first."""
    asked = list(answer.question.requirements.values_list("kind", "text"))
    missing = missing_requirements(asked, kinds, matrix_filled=bool(answer.matrix))
    found = []
    for _kind, text in asked:
        lacking = text in missing
        if lacking:
            missing.remove(text)
        found.append(Requirement(text, not lacking))
    return sorted(found, key=lambda requirement: requirement.met)


def _misplaced(answer: Answer, placements: Sequence[Placement]) -> list[Misplacement]:
    if not placements:
        return []
    return list(
        Misplacement.objects.filter(
            filed=answer,
            evidence__in=[placement.evidence_id for placement in placements],
            status__in=[Misplacement.Status.OPEN, Misplacement.Status.ASKED],
        ).select_related("evidence", "suggested__question")
    )


def _open_page(
    placements: Sequence[Placement], given: Mapping[str, str], user: User
) -> OpenPage | None:
    """The page that is asked for, else the cited one, else the first."""
    if not placements:
        return None
    wanted = given.get("evidence", "")
    chosen = next((one for one in placements if str(one.evidence_id) == wanted), placements[0])
    file = chosen.evidence.file
    count = max(file.page_count, 1)
    number = _whole(given.get("page", "")) or chosen.page or 1
    number = min(max(number, 1), count)
    if not may_open(chosen.evidence, user):
        return OpenPage(chosen, number, count, text="", pictured=False, closed=True)
    found = FileText.objects.filter(pk=file.pk).values_list(f"pages__{number - 1}", flat=True)
    return OpenPage(
        placement=chosen,
        number=number,
        count=count,
        text=(found.first() or "").strip(),
        pictured=file.media_type.startswith(_PICTURED),
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
