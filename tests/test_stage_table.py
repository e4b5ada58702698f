"""Who may do what at which stage: one table, every cell of it driven through the pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import constants, get_messages
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Stage
from layak.assessments.services import version_of
from layak.assessments.tests.make import answer_of, fill, make_evidence, make_sheet, put
from layak.evidence.models import Evidence
from layak.instruments.models import AwardLevel
from layak.reviews import windows
from layak.reviews.deciding import decide
from layak.reviews.models import Decision, RemedialWindow
from layak.reviews.stages import finish, submit_self
from layak.reviews.tests.make import CODES, accept, give_back, make_national_verifier
from tests.world import World, make_world

# A administrator, S secretariat, O officer and H head of the office that leads the question,
# K operator of a kelurahan, P verifier of the province, N of the ministry, L leader, U auditor, X
# secretariat of another city. + does it, . finds no such page, a letter is refused with a sentence.
TABLE = """
                self       administrative field      final      finished
                ASOHKPNLUX ASOHKPNLUX     ASOHKPNLUX ASOHKPNLUX ASOHKPNLUX
save            ++++...... llll......     llll...... llll...... llll......
repair          ++++...... ++++......     ++++...... ++++...... llll......
place           ++++...... eeee......     eeee...... eeee...... eeee......
approve         ...+...... ...a......     ...a...... ...a...... ...a......
reopen          ++.+...... rr.r......     rr.r...... rr.r...... rr.r......
submit          ++........ ss........     ss........ ss........ ss........
accept          .....nn... .....++...     .....m+... .....q+... .....qf...
adjust          .....nn... .....++...     .....m+... .....q+... .....qf...
return          .....nn... .....++...     .....m+... .....q+... .....qf...
bulk            .....nn... .....++...     .....m+... .....q+... .....qf...
open            .....nn... .....++...     .....m+... .....q+... .....qf...
extend          .......... .....++...     .....m+... .....q+... .....qf...
owner           .......... ++........     ++........ ++........ ff........
finish          .....nn... .....++...     .....m+... .....q+... .....qf...
handout         ++........ ++........     ++........ ++........ ++........
target          ++........ ++........     ++........ ++........ ++........
deadline        ++.......x ++.......x     ++.......x ++.......x ++.......x
conditions      ++........ cc........     cc........ cc........ cc........
"""
SENTENCES = {
    "l": "Jawaban ini sudah dikunci. Yang Anda ketik belum disimpan.",
    "e": "Jawaban 4.1 sudah dikunci; data dukungnya tidak dapat diubah.",
    "a": "Jawaban 4.1 sudah dikunci, tidak dapat disetujui.",
    "r": "Jawaban 4.1 sudah diserahkan; verifikator yang membuka masa perbaikannya.",
    "s": "Penilaian mandiri ini sudah diserahkan.",
    "n": "Penilaian mandiri belum diserahkan; belum ada yang dapat diverifikasi.",
    "m": "Tahap Verifikasi lapangan diputuskan verifikator kementerian.",
    "q": "Tahap Final diputuskan verifikator kementerian.",
    "f": "Tahap Final sudah diselesaikan.",
    "c": "Lembar ini sudah diserahkan; syaratnya tidak dapat diubah lagi.",
    "x": "Masukkan pilihan yang valid. … bukan salah satu dari pilihan yang tersedia.",
}
ROLES = {
    "A": "administrator",
    "S": "secretariat",
    "O": "officer",
    "H": "head of the office",
    "K": "operator",
    "P": "verifier of the province",
    "N": "verifier of the ministry",
    "L": "leader",
    "U": "auditor",
    "X": "secretariat of another city",
}
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FINISHED = "finished"
STAGES = (*Stage.values, FINISHED)
STAGE_WORDS = {
    "self": "self-assessment",
    "administrative": "administrative verification",
    "field": "field verification",
    "final": "final",
    "finished": "after the end",
}
DOCUMENT = Path(__file__).parents[1] / "docs" / "roles.md"


@dataclass(slots=True)
class Scene:
    """A sheet at a stage. 4.1 is answered and locked by its stage, 4.2 was returned and its window
    is open (at the end: closed), 12.1 waits for its decision."""

    world: World
    sheet: Assessment
    people: dict[str, User]
    paper: Evidence
    returned: Decision | None = None
    window: RemedialWindow | None = None

    @property
    def verifier(self) -> User:
        return self.people["P" if self.sheet.stage == Stage.ADMINISTRATIVE else "N"]


def reach(stage: str) -> Scene:
    """Bring a new sheet to a stage through the services."""
    world = make_world()
    roles = zip("ASOHKPLUX", world.people, strict=True)
    people = {letter: world.people[role] for letter, role in roles}
    people["N"] = make_national_verifier(world)
    sheet = make_sheet(world)
    at = timezone.now() - 10 * DAY
    for code in CODES:
        put(fill(sheet, code, actor=world.officer, at=at), make_evidence(world, f"{code}.pdf"))
    scene = Scene(world, sheet, people, make_evidence(world, "Baru.pdf"))
    if stage == Stage.SELF:
        return scene
    submit_self(sheet, actor=world.secretariat, at=at + DAY)
    sheet.refresh_from_db()
    while sheet.stage != (Stage.FINAL if stage == FINISHED else stage):
        for code in CODES:
            accept(answer_of(sheet, code), scene.verifier, stage=Stage(sheet.stage), at=at + DAY)
        finish(sheet, actor=scene.verifier, at=at + 2 * DAY)
        sheet.refresh_from_db()
    _return(scene)
    if stage == FINISHED:
        decide_the_rest(scene)
        finish(sheet, actor=scene.verifier, at=timezone.now())
    return scene


def _return(scene: Scene) -> None:
    """Return 4.2 and open its window."""
    at = timezone.now() - 3 * HOUR
    answer, stage = answer_of(scene.sheet, "4.2"), Stage(scene.sheet.stage)
    scene.returned = give_back(answer, scene.verifier, stage=stage, at=at)
    scene.window = windows.open_window(
        scene.sheet, [scene.returned.pk], reason="SK belum ada.", actor=scene.verifier, at=at
    )


def decide_the_rest(scene: Scene) -> None:
    """Decide everything, so that nothing but the rule itself keeps the stage from ending."""
    if scene.returned is None:
        return
    stage, at = Stage(scene.sheet.stage), timezone.now() - HOUR
    for code in ("4.1", "12.1"):
        if not answer_of(scene.sheet, code).marks.filter(stage=stage).exists():
            accept(answer_of(scene.sheet, code), scene.verifier, stage=stage, at=at)
    decide(
        answer_of(scene.sheet, "4.2"),
        stage,
        Decision.Kind.ACCEPTED,
        seen=scene.returned.pk,
        actor=scene.verifier,
        at=at,
    )


def end_window(scene: Scene) -> None:
    RemedialWindow.objects.update(closes_at=timezone.now() - HOUR)


def approve_first(scene: Scene) -> None:
    answer = Answer.objects.filter(pk=answer_of(scene.sheet, "4.1").pk)
    answer.update(checked_at=timezone.now(), checked_by=scene.people["H"])


def settle(scene: Scene) -> None:
    if scene.returned and not hasattr(scene.returned, "replaced_by"):
        decide_the_rest(scene)


Sent = tuple[str, dict[str, object], dict[str, str]]  # name of the URL, its arguments, the fields


def question(scene: Scene, name: str, code: str, **fields: str) -> Sent:
    return name, {"pk": scene.sheet.pk, "code": code}, fields


def on_sheet(scene: Scene, name: str, **fields: str) -> Sent:
    return name, {"pk": scene.sheet.pk}, fields


def save(scene: Scene, code: str) -> Sent:
    answer = answer_of(scene.sheet, code)
    return question(
        scene,
        "answer",
        code,
        do="save",
        option=str(answer.option_id),
        note="Diperbaiki.",
        version=version_of(answer),
    )


def decision(scene: Scene, kind: Decision.Kind) -> Sent:
    answer = answer_of(scene.sheet, "12.1")
    extra = {} if kind == Decision.Kind.ACCEPTED else {"note": "SK?", "cause": "missing"}
    points = {"points": "1"} if kind == Decision.Kind.ADJUSTED else {}
    seen = Decision.objects.standing().filter(answer=answer, stage=scene.sheet.stage).first()
    return question(
        scene,
        "review-answer",
        "12.1",
        kind=kind,
        version=version_of(answer),
        seen=str(seen.pk) if seen else "",
        **points,
        **extra,
    )


def on_window(scene: Scene, name: str, **fields: str) -> Sent:
    arguments: dict[str, object] = {"pk": scene.window.pk if scene.window else 0}
    if name == "window-owner":
        arguments["returned"] = scene.window.returned.get().pk if scene.window else 0
    return name, arguments, fields


def extension(scene: Scene) -> Sent:
    later = timezone.localtime(timezone.now() + 3 * DAY)
    return on_window(scene, "window-extend", until=f"{later:%Y-%m-%dT%H:%M}", reason="Listrik.")


def bulk(scene: Scene) -> Sent:
    answer = answer_of(scene.sheet, "12.1")
    return on_sheet(scene, "review-accept", answer=f"{answer.pk}:{answer.points}")


def deadline(scene: Scene) -> Sent:
    fields = {
        "organization": str(scene.world.city.pk),
        "stage": "field",
        "closes_on": "2023-03-31",
        "closes_time": "22:59",
        "zone": "Asia/Jakarta",
        "source": "Surat",
    }
    return "deadline-add", {}, fields


def target(scene: Scene) -> Sent:
    level = AwardLevel.objects.filter(instrument=scene.sheet.instrument_id).first()
    return on_sheet(scene, "assessment-target", target=str(level.pk if level else ""))


def approval(scene: Scene) -> Sent:
    version = version_of(answer_of(scene.sheet, "4.1"))
    return question(scene, "answer-approve", "4.1", version=version)


def opening(scene: Scene) -> Sent:
    key = str(scene.returned.pk) if scene.returned else "0"
    return on_sheet(scene, "window-open", decision=key, reason="SK belum ada.")


def nothing(scene: Scene) -> None:
    """What the scene holds is enough."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to try: in words, what has to be so before, and the request."""

    words: str
    send: Callable[[Scene], Sent]
    prepare: Callable[[Scene], None] = nothing


ACTIONS = {
    "save": Action("save an answer", lambda scene: save(scene, "4.1")),
    "repair": Action("save the answer that was returned", lambda scene: save(scene, "4.2")),
    "place": Action(
        "place evidence",
        lambda scene: question(scene, "answer-place", "4.1", evidence=str(scene.paper.pk)),
    ),
    "approve": Action("approve an answer", approval),
    "reopen": Action(
        "reopen an approved answer",
        lambda scene: question(scene, "answer-reopen", "4.1", reason="Angka lama."),
        approve_first,
    ),
    "submit": Action("hand the sheet over", lambda scene: on_sheet(scene, "submit")),
    "accept": Action("accept an answer", lambda scene: decision(scene, Decision.Kind.ACCEPTED)),
    "adjust": Action(
        "adjust the points of an answer", lambda scene: decision(scene, Decision.Kind.ADJUSTED)
    ),
    "return": Action("return an answer", lambda scene: decision(scene, Decision.Kind.RETURNED)),
    "bulk": Action("accept many answers at once", bulk),
    "open": Action("open a window for repair", opening, end_window),
    "extend": Action("give a window more time", extension),
    "owner": Action(
        "give a repair to another office",
        lambda scene: on_window(scene, "window-owner", office=str(scene.world.health.pk)),
    ),
    "finish": Action("finish the stage", lambda scene: on_sheet(scene, "review-finish"), settle),
    "handout": Action("hand questions out to offices", lambda scene: on_sheet(scene, "handout")),
    "target": Action("set the level aimed for", target),
    "deadline": Action("set a deadline", deadline),
    "conditions": Action(
        "change the conditions that the city meets",
        lambda scene: on_sheet(scene, "assessment-conditions", reason="SK 1"),
    ),
}


def outcome(scene: Scene, action: Action, who: str) -> str:
    """Try it: ``+`` done, ``.`` not found, else the sentence that refuses."""
    client = Client()
    client.force_login(scene.people[who])
    name, arguments, fields = action.send(scene)
    response = client.post(reverse(name, kwargs=arguments), fields)
    if response.status_code == 404:
        return "."
    if response.status_code == 422:
        return _sentence(response.context)
    assert response.status_code in {200, 302}, response.status_code
    refused = [
        str(message)
        for message in get_messages(response.wsgi_request)
        if message.level >= constants.ERROR
    ]
    return refused[0] if refused else "+"


def _sentence(context: Any) -> str:
    form = context.get("form")
    said = context.get("error") or getattr(form, "error", "")
    if said:
        return str(said)
    errors = getattr(form, "errors", {})
    found = next(str(one) for lines in errors.values() for one in lines)
    return re.sub(r" \d+ ", " … ", found)  # the key of a row, another one each time


Cells = dict[str, dict[str, str]]


def cells() -> Cells:
    """The table by action and stage: ten letters, one for each role."""
    head, roles, *rows = [line.split() for line in TABLE.strip().splitlines()]
    assert tuple(head) == STAGES
    assert roles == ["".join(ROLES)] * len(STAGES)
    return {name: dict(zip(STAGES, found, strict=True)) for name, *found in rows}


def test_no_cell_is_forgotten() -> None:
    table = cells()
    assert table.keys() == ACTIONS.keys()
    for name, row in table.items():
        for stage, found in row.items():
            assert len(found) == len(ROLES), (name, stage)
            assert set(found) <= {"+", "."} | SENTENCES.keys(), (name, stage)
    used = {letter for row in table.values() for found in row.values() for letter in found}
    assert used == {"+", "."} | SENTENCES.keys(), "sentences that no cell says"


@pytest.mark.django_db
@pytest.mark.parametrize("stage", STAGES)
def test_every_role_may_at_each_stage_what_the_table_says(stage: str) -> None:
    scene, table, wrong = reach(stage), cells(), []
    for name, action in ACTIONS.items():
        with transaction.atomic():
            action.prepare(scene)
            for who, letter in zip(ROLES, table[name][stage], strict=True):
                with transaction.atomic():
                    found = outcome(scene, action, who)
                    transaction.set_rollback(True)
                if found != SENTENCES.get(letter, letter):
                    wrong.append(f"{name} as {ROLES[who]}: {found}, not {letter}")
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def as_text() -> str:
    """The table in words, as ``docs/roles.md`` prints it."""
    lines: list[str] = []
    for name, row in cells().items():
        lines += [
            f"### {ACTIONS[name].words.capitalize()}",
            "",
            "| stage | who does it | refused |",
        ]
        lines.append("|---|---|---|")
        for stage, found in row.items():
            may = [ROLES[who] for who, letter in zip(ROLES, found, strict=True) if letter == "+"]
            said = "; ".join(_refusals(found)) or "–"
            lines.append(f"| {STAGE_WORDS[stage]} | {', '.join(may) or 'nobody'} | {said} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _refusals(found: str) -> Iterator[str]:
    for letter, sentence in SENTENCES.items():
        if who := [ROLES[role] for role, one in zip(ROLES, found, strict=True) if one == letter]:
            yield f"{', '.join(who)}: “{sentence}”"


def test_the_document_prints_the_same_table() -> None:
    _before, mark, printed = DOCUMENT.read_text(encoding="utf-8").partition("## The table\n\n")
    assert mark, "docs/roles.md lost its table"
    assert printed == as_text(), "print as_text() into docs/roles.md"
