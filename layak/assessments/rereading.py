"""Read the scans among a city's documents, and suggest places anew from what they say.

Loads the heavy libraries: only tasks and commands import this module.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from layak.assessments.claims import Claim, Reach
from layak.assessments.models import Assessment, Misplacement, Placement, Suggestion
from layak.assessments.pipeline import Filed, Run, Workshop
from layak.assessments.placements import Paper
from layak.audit.services import record
from layak.documents.facts import Fact
from layak.documents.results import PDF
from layak.documents.signing import Trust, Verdict, check_signatures
from layak.evidence import gathering, scans, storage
from layak.evidence.models import Evidence, StoredFile
from layak.lib.errors import Refusal

# A signature by somebody unknown or out of date still shows that nothing was changed since.
_TOUCHED = frozenset({Verdict.BROKEN, Verdict.CHANGED})


def finish(sha256: str, workshop_of: Callable[[int], Workshop], *, at: datetime) -> list[Filed]:
    """Draw the conclusions from a file that is now read: its facts, and where it belongs.

    Tells what became of it in each sheet. Doing it twice changes nothing.
    """
    rows = list(Evidence.objects.filter(file=sha256).select_related("file__text", "city"))
    pages = scans.pages_of(sha256)
    signatures = _signatures(sha256, at)
    gathering.gather([(row, pages) for row in rows], at=at, signatures=signatures)
    found: list[Filed] = []
    for row in rows:
        sheets = Assessment.objects.filter(suggestions__evidence=row).select_related(
            "city", "instrument", "cycle"
        )
        for sheet in sheets:
            run = Run(
                sheet, workshop_of(sheet.city_id), organization=row.organization, actor=None, at=at
            )
            found.append(_lay_again(run, row))
    return found


@transaction.atomic
def _lay_again(run: Run, evidence: Evidence) -> Filed:
    """Suggest a place from the text that a document has now. What a person chose stays."""
    [opinion] = run.read_for_meaning([(evidence.name, evidence.file.text.pages)])
    places = list(
        Placement.objects.filter(
            evidence=evidence, answer__assessment=run.assessment
        ).select_related("answer__question")
    )
    Suggestion.objects.filter(assessment=run.assessment, evidence=evidence).delete()
    wrong = Misplacement.objects.filter(
        assessment=run.assessment, evidence=evidence, status=Misplacement.Status.OPEN
    )
    # Suggested from its name alone, while nobody could read it.
    stale = [
        place.pk
        for place in places
        if place.source == Placement.Source.SUGGESTION
        and not opinion.unsure
        and place.answer.is_editable(run.at)
    ]
    if stale or wrong.exists():
        with record("evidence.read_again", evidence, actor=None, at=run.at):
            wrong.delete()
            Placement.objects.filter(pk__in=stale).delete()
    claims: list[Claim | None] = [
        Claim(Reach.ITEM, place.answer.question.code)
        for place in places
        if place.source != Placement.Source.SUGGESTION
    ]
    papers = [
        Paper(evidence, opinion, claim, by_person=False, received_at=evidence.received_at)
        for claim in claims or [None]
    ]
    outcomes = run.desk.lay(papers, actor=None, at=run.at)
    return run.told(evidence, opinion, outcomes)


def _signatures(sha256: str, at: datetime) -> dict[str, Fact]:
    """What the digital signatures of a PDF are worth: broken if one of them is."""
    file = StoredFile.objects.filter(pk=sha256, media_type=PDF.media_type).first()
    content = storage.location(sha256).read_bytes() if file else b""
    if b"/ByteRange" not in content:
        return {}
    try:
        checked = check_signatures(content, Trust(), at=at)
    except Refusal:
        return {}
    if not checked:
        return {}
    broken = [one for one in checked if one.verdict in _TOUCHED]
    worst = (broken or checked)[-1]
    return {sha256: gathering.signature_fact(intact=not broken, signer=worst.signer)}
