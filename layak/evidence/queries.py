"""What a document's page shows of its facts and of its reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from layak.evidence.models import (
    Aspect,
    Correction,
    Evidence,
    Facts,
    Flaw,
    PersonalData,
    ScannedPage,
)
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


@dataclass(frozen=True, slots=True)
class PageNote:
    """How the text of a page was had; ``unclear`` where it can hardly be read."""

    text: str
    unclear: bool = False


def personal_text(counts: Mapping[str, int], pages: Sequence[int]) -> str:
    """Say how much personal data there is: "3 NIK, di antaranya 3 anak (halaman 1)".

    ``counts`` as the columns of ``PersonalData``: identities, births, homes, children.
    """
    parts = [
        said % {"n": counts[name]}
        for name, said in (
            ("identities", _("%(n)s NIK")),
            ("births", _("%(n)s nama dengan tanggal lahir")),
            ("homes", _("%(n)s nama dengan alamat rumah")),
        )
        if counts[name]
    ]
    told = _("Memuat %(what)s") % {"what": ", ".join(parts)}
    if counts["children"]:
        told += _(", di antaranya %(n)s anak") % {"n": counts["children"]}
    return _("%(told)s (halaman %(pages)s).") % {"told": told, "pages": listed(pages)}


def personal_note(evidence: Evidence) -> str:
    """What personal data stands in a document, in words; empty where none does."""
    row = PersonalData.objects.standing().filter(evidence=evidence).first()
    if row is None:
        return ""
    names = ("identities", "births", "homes", "children")
    return personal_text({name: getattr(row, name) for name in names}, row.pages)


def listed(pages: Sequence[int], most: int = 6) -> str:
    """Pages in a row: "1, 2, 5"."""
    shown = ", ".join(map(str, pages[:most]))
    return f"{shown}, …" if len(pages) > most else shown


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


def page_note(evidence: Evidence, number: int) -> PageNote | None:
    """How the text of a page was had, if not from the file itself."""
    page = ScannedPage.objects.filter(file=evidence.file_id, number=number).first()
    if page is None:
        return None
    if page.state == ScannedPage.State.WAITING:
        return PageNote(_("Halaman ini gambar; tulisannya menunggu dibaca."))
    if page.state == ScannedPage.State.FAILED:
        why = {"why": in_readers_language(page.reason)}
        return PageNote(_("Tulisan halaman ini gagal dibaca: %(why)s") % why, unclear=True)
    if page.flaws:
        told = _("Tidak terbaca jelas: %(flaws)s.") % {"flaws": flaws_text(page.flaws)}
        return PageNote(told, unclear=True)
    if page.turned:
        degrees = {"degrees": page.turned}
        return PageNote(_("Tulisan dibaca dari gambar, diputar %(degrees)s derajat.") % degrees)
    return PageNote(_("Tulisan dibaca dari gambar halaman."))
