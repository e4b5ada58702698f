"""Faces where the form wants pictures that show no child: count them, and say which there are.

Loads the heavy libraries: only tasks and commands import this module.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from layak.assessments.finding_list import faceless, faceless_clusters
from layak.assessments.judging import Judgement, Key
from layak.assessments.models import Assessment, Finding, Placement
from layak.documents import facing
from layak.documents.sandbox import ReaderPool
from layak.evidence import storage
from layak.evidence.models import DocumentKind, Evidence, FaceCount, Facts, Photograph
from layak.evidence.remembering import remember_faces


def uncounted(most: int) -> list[Evidence]:
    """Documents that lie where the form wants no child's face, and whose faces were not counted."""
    here = Placement.objects.filter(
        evidence=OuterRef("pk"), answer__question__indicator__cluster__in=faceless_clusters()
    )
    rows = Evidence.objects.filter(Exists(here), file__face_count__isnull=True)
    return list(rows.order_by("pk")[:most])


def count_faces(documents: Sequence[Evidence], readers: ReaderPool, *, at: datetime) -> None:
    """Count the faces in documents. ``readers``: a pool whose reader is ``facing``."""
    names = {one.file_id: one.name for one in documents}
    paths = {file: storage.location(file) for file in names}
    counted = dict.fromkeys(names, facing.Counted(complete=False))
    there = ((file, path) for file, path in paths.items() if path.exists())
    for file, result in readers.read(there, named=lambda file: names[file]):
        counted[file] = facing.counted(result)
    for file, faces in counted.items():
        remember_faces(file, faces, at=at)


def shown_faces(
    assessment: Assessment, places: Mapping[int, Sequence[int]]
) -> Iterator[tuple[Key, Judgement]]:
    """Faces in a cluster whose questions ask for pictures that show no child's face.

    A photograph without any is named too: a face may have been missed, and a person has to look.
    """
    lying = Placement.objects.filter(evidence__in=places, answer__in=faceless(assessment))
    documents = list(lying.order_by("evidence").values_list("evidence", flat=True).distinct())
    photographs: dict[int, list[int]] = defaultdict(list)
    rows = Photograph.objects.filter(file__evidence__in=documents)
    for key, page in rows.values_list("file__evidence", "page"):
        photographs[key].append(page)
    # A photograph that is too small or too plain for a print is one all the same.
    plain = Facts.objects.filter(evidence__in=documents, kind=DocumentKind.PHOTO)
    for key in plain.values_list("evidence", flat=True):
        photographs.setdefault(key, [1])
    counts = {
        key: (faces, pages, complete)
        for key, faces, pages, complete in FaceCount.objects.filter(
            file__evidence__in=documents
        ).values_list("file__evidence", "faces", "pages", "complete")
    }
    for key in documents:
        # None: they are still to be counted.
        faces, pages, complete = counts.get(key, (None, [], True))
        shown = photographs.get(key, [])
        if faces or shown:
            pages = pages if faces else sorted({page for page in shown if page})
            facts = {
                "faces": faces,
                "photographs": len(shown),
                "pages": pages,
                "complete": complete,
            }
            first = pages[0] if pages else None
            yield (key, None, Finding.Kind.FACES.value, None), Judgement("faces", first, facts)
