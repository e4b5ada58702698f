"""Every item of a forecast with its interval and what its evidence is like. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from layak.assessments.queries import blocks_of
from layak.forecast.claims import Claim, Evidence
from layak.forecast.model import Range
from layak.lib.numbers import format_decimal
from layak.scorecards.prospects import Prospected

_STATES: Mapping[Evidence, Promise] = {
    Evidence.COMPLETE: _("bukti lengkap"),
    Evidence.UNKNOWN: _("keadaan bukti tidak diketahui"),
    Evidence.PARTIAL: _("bukti kurang"),
    Evidence.REUSED: _("bukti dipakai di jawaban lain"),
    Evidence.UNCLEAR: _("bukti tidak terbaca jelas"),
    Evidence.UNSIGNED: _("bukti belum ditandatangani"),
    Evidence.WRONG_KIND: _("bukti bukan jenis yang diminta"),
    Evidence.MISPLACED: _("bukti salah tempat"),
    Evidence.WRONG_YEAR: _("bukti dari tahun yang salah"),
    Evidence.CIRCULAR: _("hanya bersandar pada surat edaran"),
    Evidence.MISSING: _("belum ada bukti"),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item: its own points, what is expected of them, and on what that rests."""

    code: str
    label: str
    own: Decimal | None
    span: str
    expected: str
    why: str


@dataclass(frozen=True, slots=True)
class IndicatorItems:
    """An indicator with what is expected of it, and its items that apply to the city."""

    code: str
    title: str
    span: str
    items: Sequence[ItemRow]


def items_of(found: Prospected) -> list[tuple[str, Sequence[IndicatorItems]]]:
    """The items by block and indicator, as the final score is expected to count them."""
    by_row: dict[str, list[ItemRow]] = {}
    for line in found.last.lines:
        by_row.setdefault(line.claim.row, []).append(_row(found, line.claim))
    return [
        (
            cluster.title,
            [
                IndicatorItems(
                    one.code, one.title, _span(found.last.rows[one.code]), by_row[one.code]
                )
                for one in indicators
                if one.code in by_row
            ],
        )
        for cluster, indicators in blocks_of(found.assessment)
    ]


def _row(found: Prospected, claim: Claim) -> ItemRow:
    one = found.last.items[claim.code]
    line = found.lines[claim.code]
    answered = claim.claimed is not None
    return ItemRow(
        code=claim.code,
        label=line.label,
        own=line.points,
        span=_span(one, 2) if answered else "",
        expected=format_decimal(Decimal(one.expected)),
        why=_why(claim),
    )


def _span(one: Range, places: int = 0) -> str:
    low, high = (format_decimal(Decimal(end), places) for end in (one.low, one.high))
    return f"{low}–{high}"


def _why(claim: Claim) -> str:
    if claim.claimed is None:
        return str(_("belum dijawab"))
    if claim.given is None:
        return str(_STATES[claim.evidence])
    return str(
        _("dikembalikan verifikator") if claim.given.open else _("sudah diputus verifikator")
    )
