"""Find documents of one sheet that are the same thing twice. Loads numpy: only tasks import it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from layak.assessments.models import Assessment, Finding, Placement, Revision
from layak.documents.likeness import TWIN_PICTURE, TWIN_TEXT, alike, differing
from layak.evidence.models import Evidence, Photograph, Print


@dataclass(frozen=True, slots=True)
class Twins:
    """Two documents (keys) that are alike; ``share`` of their words in percent, for texts."""

    one: int
    other: int
    kind: str
    page: int | None = None
    other_page: int | None = None
    share: int | None = None

    def turned(self) -> "Twins":
        """The same, seen from the other document."""
        return Twins(self.other, self.one, self.kind, self.other_page, self.page, self.share)


def twins_of(assessment: Assessment, evidence: Collection[int]) -> list[Twins]:
    """Every pair of documents under the sheet's questions of which one is among ``evidence``.

    Each pair is given from the side of ``evidence``, and only once a kind.
    """
    placed = dict(
        Evidence.objects.filter(
            pk__in=Placement.objects.filter(answer__assessment=assessment).values("evidence")
        ).values_list("file_id", "pk")
    )
    wanted = {file: pk for file, pk in placed.items() if pk in set(evidence)}
    if not wanted:
        return []
    found: dict[tuple[frozenset[int], str], Twins] = {}
    first = _first_versions(assessment)
    for twins in (*_texts(placed, wanted), *_photographs(placed, wanted)):
        # Versions of one document are alike by nature.
        if first(twins.one) != first(twins.other):
            found.setdefault((frozenset({twins.one, twins.other}), twins.kind), twins)
    return list(found.values())


def _first_versions(assessment: Assessment) -> Callable[[int], int]:
    """Leads from any version of a document of the sheet's city to its first."""
    rows = Revision.objects.filter(newer__city=assessment.city_id)
    older = dict(rows.values_list("newer", "older"))

    def first(document: int) -> int:
        while document in older:
            document = older[document]
        return document

    return first


def _texts(placed: Mapping[str, int], wanted: Mapping[str, int]) -> Iterator[Twins]:
    prints = Print.objects.filter(signature__isnull=False)
    for file, signature, bands in prints.filter(file__in=wanted).values_list(
        "file_id", "signature", "bands"
    ):
        near = prints.filter(file__in=placed, bands__overlap=bands).exclude(file=file)
        for other, theirs in near.values_list("file_id", "signature"):
            share = alike(bytes(signature or b""), bytes(theirs or b""))
            if share >= TWIN_TEXT:
                kind = Finding.Kind.SAME_TEXT.value
                # Never all: what is wholly the same has other bytes and perhaps another look.
                yield Twins(placed[file], placed[other], kind, share=min(round(share * 100), 99))


def _photographs(placed: Mapping[str, int], wanted: Mapping[str, int]) -> Iterator[Twins]:
    rows = list(
        Photograph.objects.filter(file__in=placed)
        .order_by("pk")
        .values_list("file_id", "page", "print")
    )
    prints = [bytes(row[2]) for row in rows]
    for file, page, own in rows:
        if file not in wanted:
            continue
        for (other, other_page, _print), bits in zip(
            rows, differing(bytes(own), prints), strict=True
        ):
            if other != file and bits <= TWIN_PICTURE:
                kind = Finding.Kind.SAME_PHOTO.value
                yield Twins(placed[file], placed[other], kind, page or None, other_page or None)
