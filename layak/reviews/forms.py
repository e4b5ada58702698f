"""What a verifier sends, kept as typed until it is understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal, parse_decimal
from layak.reviews.models import Decision


@dataclass(slots=True)
class DecisionForm:
    """One decision. Not a Django form: a refused one shows every field as it was sent."""

    kind: str = ""
    points: str = ""
    cause: str = ""
    note: str = ""
    seen: str = ""
    version: str = ""
    error: str = ""
    overtaken: bool = False

    @property
    def chosen(self) -> Decision.Kind:
        """What is decided. Raises ``Refusal`` where nothing was chosen."""
        if self.kind not in Decision.Kind.values:
            raise Refusal(_("Pilih Terima, Sesuaikan nilai, atau Kembalikan."))
        return Decision.Kind(self.kind)

    @property
    def given(self) -> Decimal | None:
        """The points typed, for an adjustment or until a repair."""
        if self.kind == Decision.Kind.ACCEPTED or not self.points.strip():
            return None
        return parse_decimal(self.points)

    @property
    def seen_key(self) -> int | None:
        return int(self.seen) if self.seen.isascii() and self.seen.isdecimal() else None


def sent(data: Mapping[str, str]) -> DecisionForm:
    """What arrived with a request."""
    return DecisionForm(
        kind=data.get("kind", ""),
        points=data.get("points", ""),
        cause=data.get("cause", ""),
        note=data.get("note", "").replace("\r\n", "\n").replace("\0", ""),
        seen=data.get("seen", ""),
        version=data.get("version", ""),
    )


def empty(standing: Decision | None, version: str) -> DecisionForm:
    """A form for an answer as it stands; what stands may be decided once more."""
    if standing is None:
        return DecisionForm(version=version)
    accepted = standing.kind == Decision.Kind.ACCEPTED
    return DecisionForm(
        kind=standing.kind,
        points="" if accepted else format_decimal(standing.points),
        cause=standing.cause,
        note=standing.note,
        seen=str(standing.pk),
        version=version,
    )
