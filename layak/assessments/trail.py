"""The history of one answer: every change, when, by whom, from what to what, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layak.accounts.models import User
from layak.assessments.difference import Piece, table_changes, text_pieces
from layak.assessments.matrix import Column, columns_of
from layak.assessments.models import Answer, Mark, MeasuredValue, Misplacement, Placement, Stage
from layak.audit.models import Entry
from layak.audit.services import subject_of
from layak.audit.trail import Change, changes
from layak.audit.verbs import words
from layak.evidence.models import Evidence
from layak.instruments.models import Option
from layak.lib.numbers import format_decimal
from layak.ui.templatetags.layak import moment

NOTHING = "–"
# What is done with a whole sheet and changes its answers.
OF_ANSWERS = (
    *("assessment.submitted", "answers.accepted", "answers.opened", "answers.end_moved"),
    *("window.opened",),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that changed; an empty side was nothing. A text says so in ``pieces``."""

    label: str
    before: str = ""
    after: str = ""
    pieces: Sequence[Piece] = ()
    unseen: bool = False  # a document that this reader may not open

    @property
    def plain(self) -> bool:
        """Whether there is nothing to compare: a sentence, not a change."""
        return not self.before and not self.after and not self.pieces


@dataclass(slots=True)
class Act:
    """What one person did at one instant. ``at`` None: before anything was written down."""

    at: datetime | None
    actor: int | None
    who: str = ""
    logged: list[str] = field(default_factory=list)  # verbs of the log, the outermost first
    inner: list[str] = field(default_factory=list)  # verbs beside the former states of rows
    facts: list[Fact] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    known: bool = True
    said: str = ""  # a title for what no verb names

    @property
    def verbs(self) -> list[str]:
        return list(dict.fromkeys([*self.logged, *self.inner]))

    @property
    def title(self) -> str:
        if self.said or self.verbs:
            return self.said or words(self.verbs[0])
        return self.facts[0].label if self.facts else _("Perubahan")

    @property
    def also(self) -> list[str]:
        """What was done along with it."""
        return [words(verb) for verb in self.verbs[1:]]


class Acts:
    """Collects what was done, one act for each person and instant."""

    def __init__(self) -> None:
        self._found: dict[tuple[datetime | None, int | None], Act] = {}

    def __contains__(self, key: tuple[datetime | None, int | None]) -> bool:
        return key in self._found

    def instants(self) -> list[datetime]:
        return [at for at, _actor in self._found if at is not None]

    def add(self, change: Change, facts: Iterable[Fact]) -> None:
        """Put what a row's change means into its act."""
        act = self._act(change.at, change.actor)
        act.facts += facts
        act.known = act.known and change.known
        act.inner += filter(None, [change.verb])
        self._explain(act, change.reason)

    def enter(self, entry: Entry, facts: Iterable[Fact] = ()) -> None:
        """Put an entry of the log into its act; the outermost has to come first."""
        act = self._act(entry.at, entry.actor_id)
        act.facts += facts
        act.logged.append(entry.verb)
        self._explain(act, entry.reason)

    def say(self, at: datetime, title: str, facts: Iterable[Fact] = ()) -> None:
        """Put what Layak did by itself into the act of that instant, or into one of its own."""
        same = [act for act in self._found.values() if act.at == at]
        act = same[0] if same else self._act(at, None)
        act.facts += facts
        if not same:
            act.said = title

    def newest_first(self) -> list[Act]:
        """All acts, with the names of those who did them. One query."""
        people = dict(
            User.objects.filter(pk__in={actor for _at, actor in self._found if actor}).values_list(
                "pk", "name"
            )
        )
        for act in self._found.values():
            act.who = people.get(act.actor or 0, "")
            # A note that stands as the reason is not told twice.
            act.facts = _counted([one for one in act.facts if one.after not in act.reasons])
        oldest = sorted(self._found.values(), key=lambda act: act.at.timestamp() if act.at else 0.0)
        return oldest[::-1]

    def _act(self, at: datetime | None, actor: int | None) -> Act:
        return self._found.setdefault((at, actor), Act(at, actor))

    @staticmethod
    def _explain(act: Act, reason: str) -> None:
        if reason and reason not in act.reasons:
            act.reasons.append(reason)


def _counted(facts: Sequence[Fact]) -> list[Fact]:
    """Documents that the reader may not open are counted, not named."""
    unseen: dict[str, int] = {}
    for fact in facts:
        if fact.unseen:
            unseen[fact.label] = unseen.get(fact.label, 0) + 1
    said = [
        Fact(
            label,
            after=ngettext(
                "%(count)s dokumen yang tidak dapat Anda lihat",
                "%(count)s dokumen yang tidak dapat Anda lihat",
                count,
            )
            % {"count": count},
        )
        for label, count in unseen.items()
    ]
    return [*(fact for fact in facts if not fact.unseen), *said]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the columns of an answer's rows mean to a reader."""

    zone: str
    columns: Sequence[Column]
    options: Mapping[int, str]
    documents: Mapping[int, str]  # only those the reader may open
    codes: Mapping[int, str]  # of answers of the sheet


_Rows = dict[type[Any], list[Change]]


def answer_trail(answer: Answer, user: User) -> list[Act]:
    """Everything that happened to an answer, newest first, in a constant number of queries."""
    rows: _Rows = {
        Answer: changes(Answer, Q(id=answer.pk)),
        MeasuredValue: changes(MeasuredValue, Q(answer_id=answer.pk)),
        Mark: changes(Mark, Q(answer_id=answer.pk), made=("marked_at", "marked_by_id")),
        Placement: changes(Placement, Q(answer_id=answer.pk), made=("placed_at", "placed_by_id")),
        Misplacement: changes(Misplacement, Q(filed_id=answer.pk), made=("noticed_at", "")),
    }
    reading = _read(answer, user, rows)
    acts = Acts()
    for change in rows[Answer]:
        # The row is there since its sheet was opened; that is no change of the answer.
        if change.before is not None:
            acts.add(change, _answer_facts(change, reading))
    for model, say in _SAYING.items():
        for change in rows[model]:
            if facts := list(say(change, reading)):
                acts.add(change, facts)
    _enter(acts, answer, rows, reading)
    return acts.newest_first()


def _read(answer: Answer, user: User, rows: _Rows) -> _Reading:
    def values(model: type[Any], name: str) -> set[int]:
        states = [side for one in rows[model] for side in (one.before, one.after) if side]
        return {state[name] for state in states if state[name] is not None}

    documents = values(Placement, "evidence_id") | values(Misplacement, "evidence_id")
    seen = Evidence.objects.visible_to(user).filter(pk__in=documents)
    codes = Answer.objects.filter(pk__in=values(Misplacement, "suggested_id"))
    options = Option.objects.filter(pk__in=values(Answer, "option_id"))
    return _Reading(
        zone=answer.assessment.city.timezone,
        columns=columns_of(answer.question.matrix),
        options={option.pk: str(option) for option in options},
        documents=dict(seen.values_list("pk", "name")),
        codes=dict(codes.values_list("pk", "question__code")),
    )


def _points(value: Any) -> str:
    return format_decimal(value) if isinstance(value, Decimal) else ""


def _figure(value: Any) -> str:
    """A number as typed: without the zeros that only the table keeps."""
    if not isinstance(value, Decimal):
        return ""
    exponent = value.normalize().as_tuple().exponent
    return format_decimal(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def _answer_facts(change: Change, reading: _Reading) -> Iterable[Fact]:
    before, after = change.before or {}, change.after or {}
    said: Mapping[str, tuple[str, Callable[[Any], str]]] = {
        "option_id": (_("Pilihan"), lambda key: reading.options.get(key, "")),
        "points": (_("Nilai mandiri"), _points),
        "submitted_points": (_("Nilai saat diserahkan"), _points),
        "checked_at": (
            _("Persetujuan kepala OPD"),
            lambda at: _("disetujui") if at else _("belum disetujui"),
        ),
        "editable_from": (_("Dapat diubah sejak"), _instant(reading)),
        "editable_until": (_("Dapat diubah sampai"), _instant(reading)),
    }
    for name in change.names():
        was, now = before.get(name), after.get(name)
        if name == "note":
            yield Fact(_("Narasi"), pieces=text_pieces(was or "", now or ""))
        elif name == "matrix":
            for cell in table_changes(reading.columns, was or [], now or []):
                yield Fact(cell.label, cell.before, cell.after)
        elif name in said:
            label, write = said[name]
            yield Fact(label, write(was) or NOTHING, write(now) or NOTHING)


def _instant(reading: _Reading) -> Callable[[Any], str]:
    return lambda at: moment(at, reading.zone) if at else _("tidak dibatasi")


def _measured_facts(change: Change) -> Iterable[Fact]:
    labels: Mapping[str, tuple[str, Callable[[Any], str]]] = {
        "value": (_("Nilai ukur"), _figure),
        "numerator": (_("Pembilang"), _figure),
        "denominator": (_("Penyebut"), _figure),
        "source": (_("Sumber"), str),
        "period": (_("Periode"), str),
    }
    return _columns(change, labels)


def _mark_facts(change: Change, _reading: _Reading) -> Iterable[Fact]:
    stage = Stage((change.after or change.before or {})["stage"]).label
    labels: Mapping[str, tuple[str, Callable[[Any], str]]] = {
        "points": (_("Nilai %(stage)s") % {"stage": stage}, _points),
        "returned": (
            _("Keadaan di %(stage)s") % {"stage": stage},
            lambda yes: _("dikembalikan") if yes else _("tidak dikembalikan"),
        ),
        "note": (_("Catatan %(stage)s") % {"stage": stage}, str),
    }
    return _columns(change, labels)


def _columns(
    change: Change, labels: Mapping[str, tuple[str, Callable[[Any], str]]]
) -> Iterable[Fact]:
    before, after = change.before or {}, change.after or {}
    for name in change.names():
        # What a new row denies is no news.
        if name in labels and (before or after[name] is not False):
            label, write = labels[name]
            was = write(before[name]) if before.get(name) is not None else ""
            now = write(after[name]) if after.get(name) is not None else ""
            if was or now:
                yield Fact(label, was or NOTHING, now or NOTHING)


def _placement_facts(change: Change, reading: _Reading) -> Iterable[Fact]:
    before, after = change.before or {}, change.after or {}
    document = (after or before)["evidence_id"]
    name = reading.documents.get(document, "")
    unseen = document not in reading.documents
    if not before:
        yield Fact(_("Dokumen ditempatkan"), after=_paged(name, after), unseen=unseen)
    elif not after:
        yield Fact(_("Dokumen dikeluarkan"), before=_paged(name, before), unseen=unseen)
    elif unseen:
        yield Fact(_("Penempatan diubah"), unseen=True)
    else:
        for key, label in (("page", _("Halaman yang dikutip")), ("source", _("Asal penempatan"))):
            if before[key] != after[key]:
                write = _page if key == "page" else _source
                yield Fact(f"{label}, {name}", write(before[key]), write(after[key]))


def _paged(name: str, state: Mapping[str, Any]) -> str:
    if state["page"] is None:
        return name
    return _("%(name)s, halaman %(page)s") % {"name": name, "page": state["page"]}


def _page(number: int | None) -> str:
    return str(number) if number else NOTHING


def _source(value: str) -> str:
    return str(Placement.Source(value).label)


def _misplacement_facts(change: Change, reading: _Reading) -> Iterable[Fact]:
    before, after = change.before or {}, change.after or {}
    state = after or before
    if state["evidence_id"] not in reading.documents:
        return
    name = reading.documents[state["evidence_id"]]
    if not before:
        said = {"name": name, "code": reading.codes.get(after["suggested_id"], "")}
        yield Fact(_("Dugaan salah tempat"), after=_("%(name)s, cocok untuk %(code)s") % said)
    elif after and before["status"] != after["status"]:
        was, now = (str(Misplacement.Status(one["status"]).label) for one in (before, after))
        yield Fact(_("Dugaan salah tempat, %(name)s") % {"name": name}, was, now)


_SAYING: Mapping[type[Any], Callable[[Change, _Reading], Iterable[Fact]]] = {
    Mark: _mark_facts,
    Placement: _placement_facts,
    Misplacement: _misplacement_facts,
}


def _enter(acts: Acts, answer: Answer, rows: _Rows, reading: _Reading) -> None:
    """Name the acts by the log: the answer's own entries, and what was done around it."""
    sheet, city = subject_of(answer.assessment), subject_of(answer.assessment.city)
    papers = {f"{Evidence._meta.label_lower}:{key}" for key in reading.documents}
    own, code = subject_of(answer), answer.question.code
    assigned = Q(verb="assessment.assigned", detail__before__has_key=code)
    entries = Entry.objects.filter(
        Q(subject=own)
        | Q(subject=sheet, verb__in=OF_ANSWERS, at__in=acts.instants())
        | Q(subject__in={*papers, city}, verb__startswith="evidence.", at__in=acts.instants())
        | Q(assigned, subject=sheet)
    ).order_by("-pk")
    first_figures = [one for one in rows[MeasuredValue] if one.before is None]
    for entry in entries:
        facts: list[Fact] = []
        if entry.verb == "assessment.assigned":
            facts = [assignment_fact(entry)]
        elif entry.detail.get("measured") == "first" and first_figures:
            facts = list(_measured_facts(first_figures.pop()))
        elif entry.subject != own and (entry.at, entry.actor_id) not in acts:
            continue
        acts.enter(entry, facts)
    for change in rows[MeasuredValue]:
        if change.before is not None or change in first_figures:
            acts.add(change, _measured_facts(change))


def assignment_fact(entry: Entry) -> Fact:
    """What an entry says about the office of its questions."""
    changed = {
        "lead": _("menjadi penanggung jawab"),
        "contribute": _("menjadi pendukung"),
        "remove": _("tidak lagi ditugasi"),
    }
    said = changed.get(entry.detail.get("change", ""), "")
    return Fact(_("Penugasan"), after=f"{entry.detail.get('office', '')} {said}".strip())
