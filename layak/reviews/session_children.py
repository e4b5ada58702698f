"""The session with Forum Anak: how many children were there, and what they said without saying who.

A refused note is stored nowhere: it goes back to its writer's page and is not logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.audit.services import record
from layak.instruments.models import Cluster
from layak.lib.errors import Refusal
from layak.reviews.session_models import ChildrenCount, ChildrenNote, FieldSession
from layak.reviews.session_privacy import refuse_personal
from layak.reviews.sessions import hold, year_of

LONGEST = 4_000
MOST_CHILDREN = 2_000
Band = ChildrenCount.Band


@dataclass(frozen=True, slots=True)
class Heads:
    """Girls and boys of one age."""

    girls: int
    boys: int

    @property
    def total(self) -> int:
        return self.girls + self.boys


def counted(session: FieldSession) -> dict[Band, Heads]:
    """How many children of each age were there; nobody where nothing was counted."""
    rows = {row.band: Heads(row.girls, row.boys) for row in session.counts.all()}
    return {band: rows.get(band, Heads(0, 0)) for band in Band}


def version_of(counts: Mapping[Band, Heads]) -> str:
    """The counts as one short text, to notice that somebody else changed them."""
    return ".".join(f"{counts[band].girls}-{counts[band].boys}" for band in Band)


@transaction.atomic
def count(
    session: FieldSession,
    counts: Mapping[Band, Heads],
    *,
    seen: str,
    actor: User,
    at: datetime,
) -> None:
    """Set how many children were there. ``seen`` is the version that the writer changed."""
    _ensure_children(session)
    hold(session)
    # The session stands for its counts, of which there may be no row yet to lock.
    FieldSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    now = counted(session)
    if version_of(now) != seen:
        raise Refusal(
            _("Jumlah ini diubah orang lain menjadi %(total)s anak. Periksa lalu simpan lagi.")
            % {"total": sum(heads.total for heads in now.values())}
        )
    if any(not 0 <= n <= MOST_CHILDREN for one in counts.values() for n in (one.girls, one.boys)):
        raise Refusal(_("Jumlah anak antara 0 dan %(most)s.") % {"most": MOST_CHILDREN})
    with record("session.children_counted", session, actor=actor, at=at):
        for band in Band:
            heads = counts[band]
            ChildrenCount.objects.update_or_create(
                session=session,
                band=band,
                defaults={
                    "girls": heads.girls,
                    "boys": heads.boys,
                    "counted_by": actor,
                    "counted_at": at,
                },
            )


@transaction.atomic
def add_note(
    session: FieldSession, text: str, *, cluster: Cluster | None, actor: User, at: datetime
) -> ChildrenNote:
    """Write down what children said. What looks as if it named one is refused with advice."""
    _ensure_children(session)
    hold(session)
    said = text.replace("\0", "").strip()
    if not said:
        raise Refusal(_("Tulis catatannya."))
    if len(said) > LONGEST:
        raise Refusal(_("Catatan paling panjang %(most)s karakter.") % {"most": LONGEST})
    refuse_personal(said, year_of(session))
    note = ChildrenNote(session=session, cluster=cluster, text=said, added_by=actor, added_at=at)
    with record("session.note_added", session, actor=actor, at=at) as detail:
        note.save()
        detail["note"] = note.pk
    return note


@transaction.atomic
def withdraw(note: ChildrenNote, *, actor: User, at: datetime) -> None:
    """Take a note back: its text is gone for good, that there was one stays.

    At any stage: a child's name must not wait for anything.
    """
    row = ChildrenNote.objects.select_for_update().get(pk=note.pk)
    if row.withdrawn_at is not None:
        return
    with record("session.note_withdrawn", row.session, actor=actor, at=at, detail={"note": row.pk}):
        row.text, row.withdrawn_by, row.withdrawn_at = "", actor, at
        row.save(update_fields=["text", "withdrawn_by", "withdrawn_at"])


def _ensure_children(session: FieldSession) -> None:
    if not session.with_children:
        raise Refusal(_("Ini bukan sesi Forum Anak."))
