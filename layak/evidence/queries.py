"""What a document's page shows of its facts and of its reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from layak.evidence.models import Aspect, Correction, Evidence, Facts, Flaw, ScannedPage
from layak.ui.refusals import in_readers_language

# Below this a reading is a guess, and says so.
UNSURE = 0.6


@dataclass(frozen=True, slots=True)
class Row:
    """One thing known of a document.

    ``value`` for people, a ``date`` for a day, empty when unknown. ``words`` and ``page`` tell
    where it stands (page None: the file's name); ``correction`` is set when a person said it.
    """

    aspect: Aspect
    value: str | date
    confidence: float | None = None
    words: str = ""
    page: int | None = None
    correction: Correction | None = None

    @property
    def unsure(self) -> bool:
        return self.confidence is not None and self.confidence < UNSURE


def rows_of(evidence: Evidence) -> list[Row]:
    """All aspects of a document in one order, each with its ground. Three queries."""
    facts = (
        Facts.objects.select_related("issuer", "city_named").filter(evidence=evidence).first()
        or Facts()
    )
    corrections: dict[str, Correction] = {}
    for row in evidence.corrections.select_related("corrected_by"):
        corrections.setdefault(row.aspect, row)
    found = []
    for aspect in Aspect:
        ground = facts.grounds.get(aspect, {})
        correction = corrections.get(aspect)
        if aspect == Aspect.LEGIBILITY and not facts.legibility and correction is None:
            continue
        found.append(
            Row(
                aspect,
                shown(aspect, facts),
                ground.get("confidence"),
                _words(aspect, str(ground.get("words", ""))),
                ground.get("page") or None,
                correction,
            )
        )
    return found


def shown(aspect: Aspect, facts: Facts) -> str | date:
    """What is held of an aspect, for people."""
    match aspect:
        case Aspect.ISSUER:
            return facts.issuer.name if facts.issuer else facts.issuer_name
        case Aspect.CITY:
            return facts.city_named.name if facts.city_named else ""
        case Aspect.PERIOD:
            if facts.first_year == facts.last_year:
                return str(facts.first_year or "")
            return f"{facts.first_year}–{facts.last_year}"
        case Aspect.NUMBER | Aspect.DATED:
            return getattr(facts, aspect.value) or ""
        case _:
            return str(getattr(facts, f"get_{aspect.value}_display")())


def _words(aspect: Aspect, words: str) -> str:
    """The words of a ground; flaws are kept as codes and said in the reader's language."""
    if aspect != Aspect.LEGIBILITY:
        return words
    return flaws_text(words.split())


def flaws_text(codes: Sequence[str]) -> str:
    """Name what is wrong with a page: "buram, terlalu gelap"."""
    return ", ".join(str(Flaw(code).label) for code in codes if code in Flaw.values)


def page_note(evidence: Evidence, number: int) -> str:
    """One sentence about how the text of a page was had, if not from the file itself."""
    page = ScannedPage.objects.filter(file=evidence.file_id, number=number).first()
    if page is None:
        return ""
    if page.state == ScannedPage.State.WAITING:
        return _("Halaman ini gambar; tulisannya menunggu dibaca.")
    if page.state == ScannedPage.State.FAILED:
        return _("Tulisan halaman ini gagal dibaca: %(why)s") % {
            "why": in_readers_language(page.reason)
        }
    if page.flaws:
        return _("Tidak terbaca jelas: %(flaws)s.") % {"flaws": flaws_text(page.flaws)}
    if page.turned:
        return _("Tulisan dibaca dari gambar, diputar %(degrees)s derajat.") % {
            "degrees": page.turned
        }
    return _("Tulisan dibaca dari gambar halaman.")
