"""Figures that answers are drawn from: offered, stamped as they were, compared with today.

An answer keeps what a figure said when it was given. A figure that is corrected later changes no
answer; it is shown as changed until somebody draws it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layak.assessments.measuring import Measured, Unit, told, typed_again, unit_of, written
from layak.assessments.models import Answer, Assessment, MeasuredValue
from layak.facilities.models import FacilityKind, day_in
from layak.facilities.queries import shares, standards
from layak.facilities.serving import INSTRUMENT, SERVES
from layak.lib.errors import Refusal
from layak.measures import areas
from layak.measures.history import Former, former_states
from layak.measures.models import Observation
from layak.measures.queries import answering
from layak.measures.serving import INSTRUMENT as MEASURED_BY
from layak.organizations.models import Kind, Organization

# The field that says where a figure comes from: ``angka-12``, ``fasilitas-rbra`` or
# ``wilayah:stunting:e-ppgbm:2024``.
DRAWN = "measured-from"
_FIGURE, _REGISTRY = "angka-", "fasilitas-"
# How many areas without a figure are named.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A figure that may answer a question. ``refusal``: why it cannot, in a sentence.

    ``dated`` says whether its period lies in the years that the cycle's evidence speaks of;
    ``older`` whether the same source has a newer one.
    """

    key: str
    name: str
    meaning: str
    area: str
    url: str
    measured: Measured
    amount: str
    refusal: str
    dated: bool
    older: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer's figure that says something else today. ``former``: who changed it, and why."""

    was: str
    now: str
    offer: Offer
    former: Former | None = None

    @property
    def sentence(self) -> str:
        said = {"was": self.was, "now": self.now, "name": self.offer.name}
        return _("%(name)s berubah sejak dijawab: waktu itu %(was)s, sekarang %(now)s.") % said


@dataclass(frozen=True, slots=True)
class Stated:
    """The figure an answer was given with, in one line; ``url``: what it was drawn from, if any."""

    sentence: str
    url: str


def kept_figure(answer: Answer) -> Measured | None:
    """The figure that an answer was saved with. One query."""
    kept = MeasuredValue.objects.filter(answer=answer).first()
    return _as_kept(kept) if kept else None


def stated(answer: Answer) -> Stated | None:
    """The figure behind an answer for whoever reads it. One query unless it is at hand."""
    kept: MeasuredValue | None = getattr(answer, "measured", None)
    if kept is None:
        return None
    sentence = told(_as_kept(kept), unit_of(answer.question) or Unit.NUMBER)
    return Stated(sentence, _origin(kept, answer.assessment.city))


def _origin(kept: MeasuredValue, city: Organization) -> str:
    if kept.observation_id is not None:
        return reverse("observation", args=[kept.observation_id])
    if kept.registry.startswith(areas.PREFIX):
        return _areas_url(city, *areas.parts_of(kept.registry)[:2])
    return _registry_url(city, kept.registry) if kept.registry else ""


def _areas_url(city: Organization, measure: str, source: str) -> str:
    return f"{reverse('measure', args=[measure])}?wilayah={city.region_code}&sumber={source}"


def _registry_url(city: Organization, kind: str) -> str:
    return f"{reverse('facility-coverage')}?kota={city.region_code}&jenis={kind}"


def key_of(figure: Measured | None) -> str:
    """Where a figure was drawn from, as the page names it; empty for a typed one."""
    if figure is None:
        return ""
    if figure.observation is not None:
        return f"{_FIGURE}{figure.observation}"
    if figure.registry.startswith(areas.PREFIX):
        return figure.registry
    return f"{_REGISTRY}{figure.registry}" if figure.registry else ""


def offers(answer: Answer, at: datetime) -> list[Offer]:
    """What may answer a question, the newest of each source first. At most six queries."""
    unit = unit_of(answer.question)
    if unit is None:
        return []
    assessment = answer.assessment
    item = f"{assessment.instrument.code}/{answer.question.code}"
    rows = [
        (row.measure_id, row.source_id, _of_figure(row, unit, assessment))
        for row in answering(item, assessment.city, at)
        if row.measure.is_share == (unit is Unit.SHARE)
    ]
    first: dict[tuple[int, int], str] = {}
    # The newest of a series in the years asked for; where there is none in them, the newest.
    for measure, source, offer in sorted(rows, key=lambda row: not row[2].dated):
        first.setdefault((measure, source), offer.key)
    found = [
        replace(offer, older=offer.key != first[measure, source]) for measure, source, offer in rows
    ]
    found.sort(key=lambda one: (one.older, not one.dated))
    code = answer.question.code
    return [*_counted(assessment, code, unit, at), *_of_areas(assessment, code, unit, at), *found]


def offer_of(answer: Answer, key: str, at: datetime) -> Offer | None:
    """One of the offers by its key, as it says today."""
    return next((one for one in offers(answer, at) if one.key == key), None)


def confirmed(answer: Answer, key: str, typed: Measured | None, at: datetime) -> Measured | None:
    """The figure to keep with where it came from; typed without a key, it is taken as typed.

    Raises ``Refusal`` where it says no longer what the page showed.
    """
    if not key or typed is None:
        return typed
    kept = kept_figure(answer)
    if kept is not None and key_of(kept) == key and kept == typed:
        return kept
    offer = offer_of(answer, key, at)
    if offer is None:
        raise Refusal(_("Angka yang dipilih tidak tersedia lagi. Pilih yang lain, atau ketik."))
    if offer.refusal:
        raise Refusal(offer.refusal)
    if offer.measured != typed:
        raise Refusal(
            _("%(name)s sekarang %(amount)s, lain daripada isian ini. Pilih lagi, atau lepaskan.")
            % {"name": offer.name, "amount": offer.amount}
        )
    return offer.measured


def change_of(answer: Answer, at: datetime) -> Changed | None:
    """What became of the figure of one answer. One query without a drawn figure, else a few."""
    if unit_of(answer.question) is None:
        return None
    return _change(_kept_rows(answer.assessment).filter(answer=answer).first(), answer, at)


def _change(kept: MeasuredValue | None, answer: Answer, at: datetime) -> Changed | None:
    if kept is None:
        return None
    found = changes([kept], answer.assessment, at).get(answer.pk)
    if found is not None and kept.observation is not None:
        states = former_states(kept.observation)
        return replace(found, former=states[0] if states else None)
    return found


def changes_of(assessment: Assessment, at: datetime) -> dict[int, Changed]:
    """By answer, every figure of a sheet that says something else today.

    One query, two for each kind of facility that was counted, three where areas were.
    """
    return changes(_kept_rows(assessment), assessment, at)


def changes(
    rows: Iterable[MeasuredValue], assessment: Assessment, at: datetime
) -> dict[int, Changed]:
    """Which kept figures say something else today, by answer."""
    counted: dict[str, Offer | None] = {}
    found = {}
    rows = list(rows)
    again = _counts_again(rows, assessment)
    for kept in rows:
        unit = unit_of(kept.answer.question)
        if unit is None:
            continue
        if kept.observation is not None:
            now: Offer | None = _of_figure(kept.observation, unit, assessment)
        elif kept.registry.startswith(areas.PREFIX):
            count = again.get((kept.answer.question.code, kept.registry))
            now = _of_count(count, unit, assessment) if count else None
        else:
            code = kept.answer.question.code
            if code not in counted:
                counted[code] = next(iter(_counted(assessment, code, unit, at)), None)
            now = counted[code]
        was = _as_kept(kept)
        if now is not None and not _same(was, now.measured, kept):
            found[kept.answer_id] = Changed(told(was, unit), told(now.measured, unit), now)
    return found


def _same(was: Measured, now: Measured, kept: MeasuredValue) -> bool:
    # What is counted today is always of today: only the count says whether it changed.
    return was == (replace(now, period=was.period) if kept.registry else now)


def _kept_rows(assessment: Assessment) -> QuerySet[MeasuredValue]:
    return (
        MeasuredValue.objects.filter(answer__assessment=assessment)
        .exclude(observation=None, registry="")
        .select_related(
            *("answer__question", "observation__measure"),
            *("observation__source", "observation__region"),
        )
    )


def _as_kept(kept: MeasuredValue) -> Measured:
    return Measured(
        *(kept.value, kept.numerator, kept.denominator, kept.source, kept.period),
        observation=kept.observation_id,
        registry=kept.registry,
    )


def _of_figure(row: Observation, unit: Unit, assessment: Assessment) -> Offer:
    """A figure as an offer. What is stamped is written in Indonesian, whoever reads it."""
    with translation.override("id"):
        said = Measured(
            row.value,
            None if row.numerator is None else Decimal(row.numerator),
            None if row.denominator is None else Decimal(row.denominator),
            *(str(row.source), row.period.label),
        )
    whole = unit is Unit.SHARE and said.denominator is not None
    said = said if whole else replace(said, numerator=None, denominator=None)
    cycle = assessment.cycle
    typed = typed_again(unit, said)
    understood = replace(typed.measured or said, observation=row.pk)
    return Offer(
        key=f"{_FIGURE}{row.pk}",
        name=str(row.measure),
        meaning=row.measure.meaning,
        area=row.region.title,
        url=row.get_absolute_url(),
        measured=understood,
        amount=written(understood, unit),
        refusal=typed.error,
        dated=_within(row.starts, row.ends, cycle.first_evidence_year, cycle.last_evidence_year),
    )


def _within(starts: date, ends: date, first: int, last: int) -> bool:
    return first <= ends.year and starts.year <= last


def _counted(assessment: Assessment, code: str, unit: Unit, at: datetime) -> Iterable[Offer]:
    """What the registry counts, if an item asks for it.

    The share of kecamatan or desa/kelurahan that have a kind of facility; or how many have its
    standard.
    """
    if assessment.instrument.code != INSTRUMENT:
        return
    city = assessment.city
    for kind, serving in SERVES.items():
        if unit is Unit.SHARE and code in {serving.districts, serving.villages}:
            level = Kind.DISTRICT if code == serving.districts else Kind.VILLAGE
            share = shares(city, kind, at, level=level)
            if share.denominator:
                above, below = Decimal(share.numerator), Decimal(share.denominator)
                said = _said(city, kind, level.label, at)
                yield _of_registry(city, kind, unit, Measured(above, above, below, *said))
        elif unit is Unit.NUMBER and code in serving.items and serving.stated:
            count = Decimal(standards(city, kind, at).standard)
            said = _said(city, kind, gettext_lazy("memenuhi standar"), at)
            yield _of_registry(city, kind, unit, Measured(count, None, None, *said))


def _of_areas(assessment: Assessment, code: str, unit: Unit, at: datetime) -> Iterable[Offer]:
    """The share of kecamatan or desa/kelurahan whose figures fulfil what an item asks for.

    Of the years that the cycle's evidence speaks of. At most three queries.
    """
    if unit is not Unit.SHARE or assessment.instrument.code != MEASURED_BY:
        return
    cycle, city = assessment.cycle, assessment.city
    first = date(cycle.first_evidence_year, 1, 1)
    last = min(date(cycle.last_evidence_year, 12, 31), day_in(city, at))
    for count in areas.counts_between(city, code, first, last):
        yield _of_count(count, unit, assessment)


def _counts_again(
    rows: Iterable[MeasuredValue], assessment: Assessment
) -> Mapping[tuple[str, str], areas.AreaCount]:
    kept = {
        (row.answer.question.code, row.registry)
        for row in rows
        if row.registry.startswith(areas.PREFIX)
    }
    return areas.counts_again(assessment.city, kept) if kept else {}


def _of_count(count: areas.AreaCount, unit: Unit, assessment: Assessment) -> Offer:
    """A count of areas as an offer. What is stamped is written in Indonesian, whoever reads it."""
    below = Decimal(count.denominator)
    with translation.override("id"):
        level = str(count.level.label).lower()
        what = f"{str(count.measure).lower()} {count.share.condition(count.measure.unit)}"
        source = f"{count.source}: {level} dengan {what}"
        said = Measured(below, Decimal(count.numerator), below, source, count.period.label)
    typed = typed_again(unit, said)
    understood = replace(typed.measured or said, registry=count.key)
    city = assessment.city
    return Offer(
        key=count.key,
        name=_("Dihitung dari wilayah: %(measure)s") % {"measure": count.measure},
        meaning=count.measure.meaning,
        area=city.title,
        url=_areas_url(city, count.measure.code, count.source.code),
        measured=understood,
        amount=written(understood, unit),
        refusal=typed.error or _lacking(count),
        dated=True,
    )


def _lacking(count: areas.AreaCount) -> str:
    """Why a count cannot answer: what nobody knows is never counted as none."""
    if not count.without:
        return ""
    names = ", ".join(area.name for area in count.without[:_NAMED])
    said = {
        "missing": len(count.without),
        "all": count.denominator,
        "level": str(count.level.label).lower(),
        "names": names + (" …" if len(count.without) > _NAMED else ""),
    }
    return _("Belum ada angka untuk %(missing)s dari %(all)s %(level)s: %(names)s.") % said


def _said(
    city: Organization, kind: FacilityKind, what: str | Promise, at: datetime
) -> tuple[str, str]:
    """The source and the period of a count, in Indonesian, whoever reads it."""
    with translation.override("id"):
        source = f"Registri fasilitas, {kind.short}, {str(what).lower()}"
        return source, date_format(day_in(city, at), "j F Y")


def _of_registry(city: Organization, kind: FacilityKind, unit: Unit, said: Measured) -> Offer:
    typed = typed_again(unit, said)
    understood = replace(typed.measured or said, registry=kind.value)
    return Offer(
        key=f"{_REGISTRY}{kind.value}",
        name=_("Registri fasilitas: %(kind)s") % {"kind": kind.short},
        meaning="",
        area=city.title,
        url=_registry_url(city, kind.value),
        measured=understood,
        amount=written(understood, unit),
        refusal=typed.error,
        dated=True,
    )
