"""A forecast as plain values for the command line and for machines."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from layak.forecast.model import CONFIDENCE, Forecast, Range
from layak.forecast.reasons import reasons
from layak.forecast.sentences import cautions, describe_caution, describe_reason
from layak.forecast.stages import Prospect


def as_json_object(
    found: Prospect, *, evidence_known: bool = False, language: str = "id"
) -> dict[str, object]:
    """The contract of ``layak forecast --json``: decimal strings with two digits.

    ``expected``, ``low`` and ``high`` are those of the nearest stage, with its parts below; the
    others stand under ``stages``. No number stands without its interval.
    """
    near = found.next
    told = cautions(found.last, evidence_known=evidence_known)
    return {
        "confidence": f"{CONFIDENCE:.2f}",
        "pairs": found.outlook.pairs,
        **_range(near.total),
        "levels": _levels(near),
        "stages": [
            {"stage": stage, **_range(one.total), "levels": _levels(one), "grounded": one.grounded}
            for stage, one in found.stages.items()
        ],
        "clusters": _ranges(near.blocks),
        "indicators": _ranges(near.rows),
        "items": _ranges(near.items),
        "reasons": [
            {
                "code": one.code,
                "points": two_digits(one.points),
                "items": list(one.items),
                "message": describe_reason(one, language),
            }
            for one in reasons(near, found.shifts)
        ],
        "cautions": [
            {"code": one.code, "message": describe_caution(one, language)} for one in told
        ],
    }


def two_digits(points: float) -> str:
    """Points as machines read them, with two digits."""
    return f"{Decimal(repr(points)):.2f}"


def _range(one: Range) -> dict[str, str]:
    return {
        "self": two_digits(one.claimed),
        "expected": two_digits(one.expected),
        "low": two_digits(one.low),
        "high": two_digits(one.high),
    }


def _ranges(ranges: Mapping[str, Range]) -> dict[str, dict[str, str]]:
    return {code: _range(one) for code, one in ranges.items()}


def _levels(found: Forecast) -> Sequence[Mapping[str, object]]:
    return [
        {"level": name or None, "probability": f"{chance:.3f}"} for name, chance in found.levels
    ]
