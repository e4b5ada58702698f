"""The history of decisions and of windows for repair: who, when, from what to what, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layak.activities.models import FollowUp
from layak.assessments.models import Answer, Stage
from layak.assessments.trail import NOTHING, OF_ANSWERS, Act, Acts, Fact
from layak.audit.models import Entry
from layak.audit.services import subject_of
from layak.audit.trail import Change, changes
from layak.lib.numbers import format_decimal
from layak.notices.models import Notice
from layak.organizations.models import Organization
from layak.reviews.models import Decision, Extension, RemedialWindow, ReturnedAnswer
from layak.reviews.windows import REMINDERS
from layak.ui.templatetags.layak import moment


def decision_trail(answer: Answer) -> list[Act]:
    """Every decision on an answer with what it replaced, newest first."""
    found = changes(Decision, Q(answer_id=answer.pk), made=("decided_at", "decided_by_id"))
    states = {change.row: change.after or change.before or {} for change in found}
    acts = Acts()
    for change in found:
        acts.add(change, _decision_facts(change, states))
    sheet = Q(subject=subject_of(answer.assessment), verb__in=OF_ANSWERS)
    own = Q(subject=subject_of(answer))
    entries = Entry.objects.filter(sheet | own, at__in=acts.instants())
    for entry in entries.order_by("-pk"):
        if (entry.at, entry.actor_id) in acts:
            acts.enter(entry)
    return acts.newest_first()


def _decision_facts(change: Change, states: Mapping[int, Mapping[str, Any]]) -> Iterable[Fact]:
    state = change.after or change.before or {}
    label = _("Keputusan %(stage)s") % {"stage": Stage(state["stage"]).label}
    if change.after is None:
        yield Fact(label, _decided(state), _("dihapus"))
        return
    replaced = states.get(state["replaces_id"] or 0)
    yield Fact(label, _decided(replaced) if replaced else _("belum diputuskan"), _decided(state))
    if state["cause"]:
        yield Fact(_("Sebab"), after=str(FollowUp.Cause(state["cause"]).label))
    if state["note"]:
        yield Fact(_("Catatan"), after=state["note"])


def _decided(state: Mapping[str, Any]) -> str:
    said = {
        "kind": Decision.Kind(state["kind"]).label,
        "points": format_decimal(state["points"]),
    }
    return _("%(kind)s, nilai %(points)s") % said


@dataclass(frozen=True, slots=True)
class _Names:
    """What the keys of a window's rows are called."""

    zone: str
    codes: Mapping[int, str]  # by the key of the answer
    follow_ups: Mapping[int, str]  # code of the question, by the key of the follow-up
    offices: Mapping[int, str]

    def office(self, key: int | None) -> str:
        return self.offices.get(key or 0, "") or _("belum ada pemilik")


def window_trail(window: RemedialWindow, at: datetime) -> list[Act]:
    """Opened, owners given, extended, reminded, repaired, closed: newest first, up to ``at``."""
    windows = changes(RemedialWindow, Q(id=window.pk), made=("opened_at", "opened_by_id"))
    returned = changes(ReturnedAnswer, Q(window_id=window.pk))
    keys = {state["follow_up_id"] for change in returned if (state := change.after)}
    follow_ups = changes(FollowUp, Q(id__in=keys), made=("created_at", "created_by_id"))
    names = _names_of(window, returned)
    acts = Acts()
    for change in windows:
        acts.add(change, _window_facts(change, names))
        if change.before is None:
            acts.add(change, _given_facts(returned, names))
    for change in returned:
        if facts := list(_owner_facts(change, names)):
            acts.add(change, facts)
    for change in follow_ups:
        if facts := list(_repair_facts(change, names)):
            acts.add(change, facts)
    _enter(acts, window, keys)
    _tell(acts, window, names, windows)
    if window.closes_at <= at:
        acts.say(window.closes_at, _("Masa perbaikan berakhir dengan sendirinya"))
    return acts.newest_first()


def _names_of(window: RemedialWindow, returned: Sequence[Change]) -> _Names:
    rows = list(
        ReturnedAnswer.objects.filter(window=window).values_list(
            "answer_id", "follow_up_id", "answer__question__code"
        )
    )
    states = [side for one in returned for side in (one.before, one.after) if side]
    offices = Organization.objects.filter(pk__in={one["owner_id"] for one in states} - {None})
    return _Names(
        zone=window.assessment.city.timezone,
        codes={answer: code for answer, _follow_up, code in rows},
        follow_ups={follow_up: code for _answer, follow_up, code in rows},
        offices={office.pk: str(office) for office in offices},
    )


def _window_facts(change: Change, names: _Names) -> Iterable[Fact]:
    before, after = change.before or {}, change.after or {}
    if after and before.get("closes_at") != after["closes_at"]:
        was = moment(before["closes_at"], names.zone) if before else NOTHING
        yield Fact(_("Ditutup pada"), was, moment(after["closes_at"], names.zone))


def _given_facts(returned: Iterable[Change], names: _Names) -> Iterable[Fact]:
    """Which answers were returned to which office when the window opened."""
    given: dict[str, list[str]] = {}
    for change in returned:
        if change.before is None and change.after is not None:
            office = names.office(change.after["owner_id"])
            given.setdefault(office, []).append(names.codes.get(change.after["answer_id"], ""))
    for office, codes in given.items():
        yield Fact(_("Dikembalikan kepada %(office)s") % {"office": office}, after=", ".join(codes))


def _owner_facts(change: Change, names: _Names) -> Iterable[Fact]:
    before, after = change.before or {}, change.after or {}
    said = {"code": names.codes.get((after or before)["answer_id"], "")}
    if before and after and before["owner_id"] != after["owner_id"]:
        yield Fact(
            _("Pemilik perbaikan %(code)s") % said,
            names.office(before["owner_id"]),
            names.office(after["owner_id"]),
        )


def _repair_facts(change: Change, names: _Names) -> Iterable[Fact]:
    before, after = change.before or {}, change.after or {}
    if not before or not after or before["done_at"] == after["done_at"]:
        return
    code = names.follow_ups.get(change.row, "")
    was, now = (
        _("selesai: %(result)s") % {"result": one["result"]}
        if one["done_at"]
        else _("belum selesai")
        for one in (before, after)
    )
    yield Fact(_("Perbaikan %(code)s") % {"code": code}, was, now)


def _enter(acts: Acts, window: RemedialWindow, follow_ups: Iterable[int]) -> None:
    own = subject_of(window)
    around = {subject_of(window.assessment), own}
    around |= {f"{FollowUp._meta.label_lower}:{key}" for key in follow_ups}
    given = dict(Extension.objects.filter(window=window).values_list("extended_at", "reason"))
    entries = Entry.objects.filter(Q(subject=own) | Q(subject__in=around, at__in=acts.instants()))
    for entry in entries.order_by("-pk"):
        if entry.subject == own or (entry.at, entry.actor_id) in acts:
            entry.reason = entry.reason or given.get(entry.at, "")
            acts.enter(entry)


def _tell(acts: Acts, window: RemedialWindow, names: _Names, windows: Sequence[Change]) -> None:
    """Letters about the window: how many people were told, and to how many it went out."""
    ends = {state["closes_at"].isoformat() for one in windows if (state := one.after)}
    told = {"opened", *(f"extended-{end}" for end in ends)}
    told |= {f"{hours}h-{end}" for hours in REMINDERS for end in ends}
    told |= {f"owner-{office}" for office in names.offices}
    letters = (
        Notice.objects.filter(key__in=[f"window-{window.pk}-{name}" for name in told])
        .values("key", "created_at", "subject")
        .annotate(people=Count("pk"), sent=Count("sent_at"))
        .order_by("created_at")
    )
    for letter in letters:
        said = {"people": letter["people"], "sent": letter["sent"]}
        after = (
            ngettext(
                "%(people)s orang diberi tahu, %(sent)s terkirim ke luar",
                "%(people)s orang diberi tahu, %(sent)s terkirim ke luar",
                letter["people"],
            )
            % said
        )
        acts.say(
            letter["created_at"], _("Mengirim pengingat"), [Fact(letter["subject"], after=after)]
        )
