"""Documents with facts, for tests of search."""

from collections.abc import Sequence
from typing import Any

from layak.assessments.tests.make import AT, make_evidence
from layak.evidence.models import Evidence, Facts
from layak.search.services import catch_up
from tests.world import World

BIRTH = "Laporan cakupan kutipan akta kelahiran anak di Kota Serang."
FORUM = "Notulen rapat Forum Anak tentang hak anak dan suara anak."


def make_found(world: World, name: str, pages: Sequence[str] = (BIRTH,), **facts: Any) -> Evidence:
    """Hand in a document of Disdukcapil, note its facts and enter it into the index."""
    evidence = make_evidence(world, name, pages=pages)
    if facts:
        Facts.objects.create(evidence=evidence, read_at=AT, **facts)
    catch_up()
    return evidence
