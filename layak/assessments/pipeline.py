"""Store, read, suggest, place, notice: a folder of documents becomes placed evidence.

Loads the heavy libraries: only tasks and commands import this module.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath

from django.db import transaction

from layak.accounts.models import User
from layak.assessments import placements
from layak.assessments.claims import Claim
from layak.assessments.models import Assessment
from layak.assessments.placing import UNREAD, Item, Opinion
from layak.assessments.quarantine import NotScanned, refuse_viruses
from layak.assessments.topics import topics_of
from layak.documents.digesting import digest
from layak.documents.results import SENTENCES, Failure, ReadResult
from layak.documents.sandbox import ReaderPool
from layak.evidence import gathering, scans, storage
from layak.evidence import services as evidence_services
from layak.evidence.models import Evidence
from layak.filing.model import Classifier
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

# Digests looked up at once, and documents classified, stored and committed at once.
LOOK_AHEAD = 128
BATCH = 64
# The beginning of a document says what it is; the rest repeats it.
READ_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Source:
    """One file: ``path`` as its giver sees it, ``location`` on disk, ``claim`` if one was made.

    ``by_person`` tells that a person chose the question, which no folder name overrules;
    ``received_at`` when all bytes were here, if that was before the run.
    """

    path: str
    location: Path
    claim: Claim | None = None
    by_person: bool = False
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one file.

    ``status`` is stored, duplicate or refused, ``reason`` says why refused. ``later`` tells that
    nothing is wrong with the file itself, so that a later run may store it.
    """

    source: Source
    status: str
    sha256: str = ""
    reason: str = ""
    pages: int = 0
    kind: str = ""
    evidence_id: int | None = None
    indicators: Sequence[tuple[int, float]] = ()
    placed: Sequence[str] = ()
    misplaced: bool | None = None
    later: bool = False


@dataclass(frozen=True, slots=True)
class Workshop:
    """The tools a run needs: reader children and the fitted classifier."""

    readers: ReaderPool
    classifier: Classifier


@dataclass(frozen=True, slots=True)
class _Known:
    """A source with its digest and size."""

    source: Source
    sha256: str
    size: int


class Run:
    """One run over the documents of one sheet. A bad file never stops the next one."""

    def __init__(
        self,
        assessment: Assessment,
        workshop: Workshop,
        *,
        organization: Organization,
        actor: User | None,
        at: datetime,
        batch: int = BATCH,
    ) -> None:
        self.assessment = assessment
        self.workshop = workshop
        self.organization = organization
        self.actor = actor
        self.at = at
        self.batch = batch
        self._by_hand = assessment.instrument.by_hand
        topics = _no_topics if self._by_hand else partial(topics_of, workshop.classifier)
        self.desk = placements.Desk(assessment, topics)
        self._seen: set[str] = set()
        self._settled: set[str] = set()
        self._unkept: dict[str, str] = {}
        self._unread: dict[str, str] = {}
        self._again: list[_Known] = []
        self._refused: list[Filed] = []

    def file(self, sources: Iterable[Source]) -> Iterator[Filed]:
        """File documents and tell of each, in the order they are done."""
        batch: list[tuple[_Known, ReadResult]] = []
        for known, result in self.workshop.readers.read(
            self._fresh(sources), named=lambda known: PurePosixPath(known.source.path).name
        ):
            if result.refusal is not None:
                self._settled.add(known.sha256)
                self._unread[known.sha256] = result.refusal
                yield Filed(known.source, "refused", known.sha256, result.refusal)
                continue
            batch.append((known, result))
            if len(batch) >= self.batch:
                yield from self._commit(batch)
                batch = []
            yield from self._told()
        yield from self._commit(batch)
        yield from self._told()

    def _told(self) -> Iterator[Filed]:
        """Tell of the files that needed no reading."""
        refused, self._refused = self._refused, []
        yield from refused
        # A second copy waits until its first copy is entered or refused.
        again = [known for known in self._again if known.sha256 in self._settled]
        if again:
            self._again = [known for known in self._again if known.sha256 not in self._settled]
            yield from self._place_again(again)

    def _fresh(self, sources: Iterable[Source]) -> Iterator[tuple[_Known, Path]]:
        """Take the digest of each source and pass on those whose bytes are new to the city."""
        pending = iter(sources)
        while group := list(islice(pending, LOOK_AHEAD)):
            digested = [known for source in group if (known := self._digested(source)) is not None]
            kept = set(
                Evidence.objects.filter(
                    city=self.assessment.city, file__in=[known.sha256 for known in digested]
                ).values_list("file_id", flat=True)
            )
            for known in digested:
                if known.sha256 in kept:
                    self._settled.add(known.sha256)
                if known.sha256 in kept or known.sha256 in self._seen:
                    self._again.append(known)
                    continue
                self._seen.add(known.sha256)
                yield known, known.source.location

    def _digested(self, source: Source) -> _Known | None:
        try:
            known = _Known(source, digest(source.location), source.location.stat().st_size)
            refuse_viruses(
                source.location,
                known.sha256,
                name=PurePosixPath(source.path).name,
                assessment=self.assessment,
                actor=self.actor,
                at=self.at,
            )
        except OSError:
            self._refused.append(Filed(source, "refused", reason=SENTENCES[Failure.MISSING]))
            return None
        except Refusal as refusal:
            later = isinstance(refusal, NotScanned)
            self._refused.append(Filed(source, "refused", reason=str(refusal), later=later))
            return None
        return known

    def _commit(self, batch: Sequence[tuple[_Known, ReadResult]]) -> Iterator[Filed]:
        """Keep the bytes, then enter all facts and placements of a batch at once."""
        for known, _ in batch:
            try:
                storage.keep(known.source.location, known.sha256)
            except Refusal as refusal:
                self._unkept[known.sha256] = str(refusal)
                self._settled.add(known.sha256)
                yield Filed(known.source, "refused", known.sha256, str(refusal), later=True)
        batch = [one for one in batch if one[0].sha256 not in self._unkept]
        if not batch:
            return
        opinions = self.read_for_meaning(
            [(known.source.path, result.pages) for known, result in batch]
        )
        files = [
            evidence_services.ReadFile(
                sha256=known.sha256,
                size=known.size,
                name=PurePosixPath(known.source.path).name,
                media_type=result.file_type.media_type
                if result.file_type
                else "application/octet-stream",
                pages=result.pages,
                page_count=result.page_count,
                scans=result.scans,
            )
            for known, result in batch
        ]
        with transaction.atomic():
            rows, _new = evidence_services.take_in(
                files,
                city=self.assessment.city,
                organization=self.organization,
                actor=self.actor,
                at=self.at,
            )
            self._gather(batch, rows)
            papers = [
                self._paper(rows[known.sha256], opinion, known.source)
                for (known, _), opinion in zip(batch, opinions, strict=True)
            ]
            outcomes = self.desk.lay(papers, actor=self.actor, at=self.at)
        self._settled.update(known.sha256 for known, _ in batch)
        for (known, result), opinion, outcome in zip(batch, opinions, outcomes, strict=True):
            yield _told_of(known, opinion, outcome, pages=result.page_count, remark=result.remark)

    def _place_again(self, again: Sequence[_Known]) -> Iterator[Filed]:
        """Place bytes the city already has, once more where another folder claims them."""
        rows = {
            row.file_id: row
            for row in Evidence.objects.filter(
                city=self.assessment.city, file__in=[known.sha256 for known in again]
            ).select_related("file__text")
        }
        held = [known for known in again if known.sha256 in rows]
        # Bytes that came twice in this run and whose first copy was refused are refused alike.
        for known in again:
            if known.sha256 not in rows:
                later = self._unkept.get(known.sha256, "")
                unread = self._unread.get(known.sha256, SENTENCES[Failure.MISSING])
                reason = later or unread
                yield Filed(known.source, "refused", known.sha256, reason, later=bool(later))
        opinions = self.read_for_meaning(
            [(rows[known.sha256].name, rows[known.sha256].file.text.pages) for known in held]
        )
        with transaction.atomic():
            papers = [
                self._paper(rows[known.sha256], opinion, known.source)
                for known, opinion in zip(held, opinions, strict=True)
            ]
            outcomes = self.desk.lay(papers, actor=self.actor, at=self.at)
        for known, opinion, outcome in zip(held, opinions, outcomes, strict=True):
            pages = rows[known.sha256].file.page_count
            yield _told_of(known, opinion, outcome, pages=pages, status="duplicate")

    def _gather(
        self, batch: Sequence[tuple[_Known, ReadResult]], rows: Mapping[str, Evidence]
    ) -> None:
        """Read what the documents say of themselves; scans and signatures wait for the worker."""
        texts = [(rows[known.sha256], result) for known, result in batch]
        gathering.gather([(row, result.pages) for row, result in texts], at=self.at)
        for row, result in texts:
            if result.scans or result.signatures:
                scans.enqueue(row.file_id)

    def told(
        self, evidence: Evidence, opinion: Opinion, outcomes: Sequence[placements.Outcome]
    ) -> Filed:
        """What became of a document that was read anew and lies in one or several places."""
        wrong = [outcome.misplaced for outcome in outcomes]
        return Filed(
            Source(evidence.name, storage.location(evidence.file_id)),
            "stored",
            evidence.file_id,
            pages=evidence.file.page_count,
            kind=evidence.kind,
            evidence_id=evidence.pk,
            indicators=opinion.ranked[:3],
            placed=[code for outcome in outcomes for code in outcome.placed],
            misplaced=True if True in wrong else wrong[0] if wrong else None,
        )

    def _paper(self, evidence: Evidence, opinion: Opinion, source: Source) -> placements.Paper:
        return placements.Paper(
            evidence, opinion, source.claim, source.by_person, source.received_at or self.at
        )

    def read_for_meaning(self, documents: Sequence[tuple[str, Sequence[str]]]) -> list[Opinion]:
        """Let the classifier read names and beginnings.

        The folder's name is a claim, never a reason. Of a form it was not taught it says nothing.
        """
        if self._by_hand:
            return [UNREAD] * len(documents)
        texts = [f"{PurePosixPath(path).stem}\n{_beginning(pages)}" for path, pages in documents]
        return [
            Opinion(
                probabilities=suggestion.probabilities,
                terms=suggestion.terms,
                unsure=suggestion.unsure,
                judge=partial(self.workshop.classifier.misplaced, suggestion),
                pick=partial(self.workshop.classifier.suggest_items, text),
            )
            for text, suggestion in zip(texts, self.workshop.classifier.suggest(texts), strict=True)
        ]


def _no_topics(_items: Sequence[Item]) -> placements.Topics:
    """What the items of a form are about that nobody taught the classifier."""
    return {}


def _beginning(pages: Sequence[str]) -> str:
    """The first pages, up to what the classifier reads."""
    text = ""
    for page in pages:
        text += f"{page}\n"
        if len(text) >= READ_CHARACTERS:
            break
    return text[:READ_CHARACTERS]


def _told_of(
    known: _Known,
    opinion: Opinion,
    outcome: placements.Outcome,
    *,
    pages: int,
    status: str = "stored",
    remark: str | None = None,
) -> Filed:
    return Filed(
        known.source,
        status,
        known.sha256,
        reason=_locked(outcome.locked) if outcome.locked else remark or "",
        pages=pages,
        kind=outcome.evidence.kind,
        evidence_id=outcome.evidence.pk,
        indicators=opinion.ranked[:3],
        placed=outcome.placed,
        misplaced=outcome.misplaced,
    )


def _locked(code: str) -> str:
    return f"Pertanyaan {code} sudah dikunci; berkas disimpan tanpa ditempatkan."
