"""Who may open what. Every URL of ours has a row; ``test_permissions.py`` drives it as each role.

To add a page: write a ``Row`` under its app's heading; if its path has arguments, add a builder to
``ARGUMENTS`` that takes the ``World`` and returns them (it may create the rows it needs: each check
is rolled back). Whoever is not named in ``may`` gets 404; the anonymous visitor is sent to sign in.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from PIL import Image

from layak.accounts.invitations import invite
from layak.accounts.models import Invitation, Role
from layak.assessments.deadlines import set_deadline
from layak.assessments.delivering import begin
from layak.assessments.models import Finding, Misplacement, Placement, Stage
from layak.assessments.proving import link
from layak.assessments.tests.make import answer_of, make_cycle, make_evidence, make_sheet, put
from layak.evidence.masked import place as masking_place
from layak.evidence.models import Evidence
from layak.evidence.services import ReadFile, take_in
from layak.evidence.storage import keep
from layak.facilities.tests.make import make_facility
from layak.measures.importing import read as read_figures
from layak.measures.importing import receive
from layak.measures.tests.make import make_measure, make_observation
from layak.notices.models import NoticeKind
from layak.notices.services import tell
from layak.reports.tests.make import make_copy, make_rendering
from layak.reviews.snapshots import freeze
from layak.reviews.tests.returned import make_window
from layak.reviews.tests.session_make import (
    CHILDREN,
    agenda_keys,
    attendance_keys,
    check_keys,
    note_keys,
    photo_keys,
    question_keys,
    session_keys,
    sheet_keys,
)
from layak.scorecards.noting import PastYear, note_past_sheet
from layak.scorecards.services import add_past_result
from layak.scorecards.statements import Statement
from layak.scorecards.tests.make import make_plan
from tests.world import PEOPLE, ROLES, World

EVERYONE = frozenset(ROLES)
SIGNED_IN = frozenset(PEOPLE)
OF_THE_CITY = SIGNED_IN - {"stranger"}
OVERSEERS = frozenset({"administrator", "secretariat", "verifier", "leader", "auditor"})
KEEPERS = frozenset({"administrator", "secretariat"})
# The office that handed in the document and has the question of these tests.
DISDUKCAPIL = frozenset({"officer", "head"})
# Kelurahan read only what they handed in themselves.
READERS = OF_THE_CITY - {"operator"}


@dataclass(frozen=True, slots=True)
class Row:
    """One URL: who may open it, by which method and with what fields."""

    name: str
    may: frozenset[str]
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)


ROWS = [
    # ui
    Row("about", EVERYONE),
    Row("language-set", EVERYONE, method="post", data={"language": "en"}),
    # accounts
    Row("person-list", SIGNED_IN),
    Row("profile", SIGNED_IN),
    Row("person", OVERSEERS | {"officer", "head"}),
    Row("person-invite", KEEPERS | {"stranger"}),
    Row("person-deactivate", KEEPERS, method="post"),
    Row("person-reactivate", KEEPERS, method="post"),
    Row("membership-add", KEEPERS, method="post"),
    Row("membership-remove", KEEPERS, method="post"),
    Row("invitation-accept", EVERYONE),
    Row("invitation-withdraw", KEEPERS, method="post"),
    # notices
    Row("notice-list", SIGNED_IN),
    Row("notice-read", frozenset({"officer"}), method="post"),
    Row("notice-read-all", SIGNED_IN, method="post"),
    Row("notice-outbox", KEEPERS | {"auditor", "stranger"}),
    # organizations
    Row("organization-list", SIGNED_IN),
    Row("organization", OF_THE_CITY),
    Row("organization-add", KEEPERS),
    Row("alias-add", KEEPERS, method="post", data={"name": "Capil"}),
    Row("alias-remove", KEEPERS, method="post"),
    # instruments
    # evidence
    Row("evidence", READERS),
    Row("evidence-file", READERS),
    Row("evidence-page", READERS),
    Row("evidence-correct", KEEPERS | DISDUKCAPIL),
    # facilities
    Row("facility-list", SIGNED_IN),
    Row("facility-coverage", SIGNED_IN),
    Row("facility-export", SIGNED_IN),
    Row("facility", OF_THE_CITY),
    Row("facility-add", KEEPERS | DISDUKCAPIL | {"operator", "stranger"}),
    Row("facility-import", KEEPERS | DISDUKCAPIL | {"operator", "stranger"}),
    Row("facility-template", KEEPERS | DISDUKCAPIL | {"operator", "stranger"}),
    Row("facility-change", KEEPERS | DISDUKCAPIL),
    Row("facility-close", KEEPERS | DISDUKCAPIL),
    Row("facility-evidence", OF_THE_CITY),
    Row("facility-evidence-remove", KEEPERS | DISDUKCAPIL, method="post"),
    # measures
    Row("measure-list", SIGNED_IN),
    Row("measure", SIGNED_IN),
    Row("measure-due", SIGNED_IN),
    Row("measure-office", KEEPERS | {"stranger"}),
    Row("measure-export", SIGNED_IN),
    Row("measure-import", KEEPERS | DISDUKCAPIL | {"operator", "stranger"}),
    Row("measure-import-file", frozenset({"secretariat"})),
    Row("measure-template", KEEPERS | DISDUKCAPIL | {"operator", "stranger"}),
    Row("observation", OF_THE_CITY),
    Row("observation-add", KEEPERS | DISDUKCAPIL | {"operator", "stranger"}),
    Row("observation-change", KEEPERS | DISDUKCAPIL),
    Row("observation-dismiss", KEEPERS | DISDUKCAPIL),
    # assessments
    Row("assessment-list", SIGNED_IN),
    Row("assessment", OF_THE_CITY),
    Row("assessment-indicator", OF_THE_CITY),
    Row("assessment-target", KEEPERS),
    Row("gap-list", OF_THE_CITY),
    Row("deadline-list", SIGNED_IN),
    Row("deadline-add", KEEPERS | {"stranger"}),
    Row("deadline-change", KEEPERS),
    Row("deadline-remove", KEEPERS, method="post"),
    Row("cycle-add", frozenset()),
    Row("assessment-conditions", KEEPERS),
    Row("assessment-learning", KEEPERS),
    Row("assign", KEEPERS),
    Row("assign-propose", KEEPERS, method="post"),
    Row("handout", KEEPERS),
    Row("worklist", KEEPERS | DISDUKCAPIL),
    Row("worklist-sheet", KEEPERS | DISDUKCAPIL),
    Row("worklist-import", KEEPERS | DISDUKCAPIL),
    Row("worklist-letter", KEEPERS | DISDUKCAPIL),
    Row("duties", KEEPERS | DISDUKCAPIL),
    Row("sheet-open", KEEPERS | {"stranger"}),
    Row("answer", OF_THE_CITY),
    Row("answer-history", OF_THE_CITY),
    Row("answer-draft", KEEPERS | DISDUKCAPIL, method="post"),
    Row("answer-approve", frozenset({"head"}), method="post"),
    Row("answer-reopen", KEEPERS | {"head"}, method="post"),
    Row("answer-matrix-template", OF_THE_CITY),
    Row("approval-list", frozenset({"head"})),
    Row("answer-place", KEEPERS | DISDUKCAPIL),
    Row("answer-take-away", KEEPERS | DISDUKCAPIL, method="post"),
    Row("delivery-add", KEEPERS | DISDUKCAPIL | {"operator"}),
    Row("delivery-list", OF_THE_CITY),
    Row("delivery", KEEPERS | DISDUKCAPIL),
    Row("delivery-receive", frozenset({"officer"}), method="post"),
    Row("evidence-list", OF_THE_CITY),
    Row("document-use", READERS),
    Row(
        "document-reuse",
        KEEPERS | DISDUKCAPIL,
        method="post",
        data={"to": "4.2", "knowingly": "1"},
    ),
    Row("document-replace", KEEPERS | DISDUKCAPIL, method="post"),
    Row("placement-add", KEEPERS | DISDUKCAPIL, method="post", data={"to": "4.1"}),
    Row("placement-confirm", KEEPERS | DISDUKCAPIL, method="post"),
    Row("misplacement-list", OF_THE_CITY),
    Row("misplacement-move", KEEPERS | DISDUKCAPIL, method="post"),
    Row("misplacement-leave", KEEPERS | DISDUKCAPIL, method="post"),
    Row("misplacement-ask", KEEPERS | DISDUKCAPIL, method="post"),
    Row("misplacement-reopen", KEEPERS | DISDUKCAPIL, method="post"),
    Row("finding-list", OF_THE_CITY),
    Row("quarantine-list", KEEPERS),
    Row("evidence-masked", READERS),
    Row("evidence-masked-file", READERS),
    Row("evidence-erase", KEEPERS),
    Row("double-list", OF_THE_CITY),
    Row("finding-dismiss", KEEPERS | DISDUKCAPIL, method="post"),
    Row("finding-reopen", KEEPERS | DISDUKCAPIL, method="post"),
    # activities
    Row("follow-up-list", SIGNED_IN),
    Row("follow-up-finish", KEEPERS | DISDUKCAPIL),
    Row("follow-up-take-up", KEEPERS | DISDUKCAPIL),
    # reviews
    Row("window-open", frozenset({"verifier"})),
    Row("window", OF_THE_CITY),
    Row("window-extend", frozenset({"verifier"}), method="post"),
    Row("window-owner", KEEPERS, method="post"),
    # scorecards
    Row("prospect", OF_THE_CITY),
    Row("prospect-suggest", OF_THE_CITY, method="post", data={"goal": "try"}),
    Row("plan-save", KEEPERS, method="post"),
    Row("prospect-items", OF_THE_CITY),
    Row("step-hours", KEEPERS),
    Row("plan", OF_THE_CITY),
    Row("plan-hand-over", KEEPERS, method="post"),
    Row("plan-remove", KEEPERS, method="post"),
    Row("city-history", OF_THE_CITY),
    Row("year-compare", OF_THE_CITY),
    Row("year-compare-book", OF_THE_CITY),
    Row("past-result-add", KEEPERS),
    Row("past-result-change", KEEPERS),
    Row("past-result-remove", KEEPERS, method="post"),
    Row("past-result-import", KEEPERS | {"stranger"}),
    Row("past-items-add", KEEPERS),
    Row("past-items-blank", KEEPERS),
    Row("past-items-remove", KEEPERS, method="post"),
    # reviews: what verifiers decide
    Row("review-list", frozenset({"verifier"})),
    Row("review", frozenset({"verifier"})),
    Row("review-answer", frozenset({"verifier"})),
    Row("review-accept", frozenset({"verifier"})),
    Row("review-finish", frozenset({"verifier"})),
    Row("submit", KEEPERS),
    Row("ledger", OF_THE_CITY),
    Row("decision-history", OF_THE_CITY),
    Row("window-history", OF_THE_CITY),
    Row("trail-search", OVERSEERS),
    Row("trail-export", OVERSEERS),
    Row("snapshot", OF_THE_CITY),
    Row("snapshot-file", OF_THE_CITY),
    Row("snapshot-letter", OF_THE_CITY),
    # reviews: field sessions. Nobody in the world of these tests verifies in the field.
    Row("session-list", OF_THE_CITY),
    Row("session-add", frozenset()),
    Row("session", OF_THE_CITY),
    Row("session-change", frozenset()),
    Row("session-remove", frozenset(), method="post"),
    Row("session-agenda-propose", frozenset(), method="post"),
    Row("session-agenda-remove", frozenset(), method="post"),
    Row("session-summary", OF_THE_CITY),
    Row("session-presence", OF_THE_CITY),
    Row("session-presence-paste", KEEPERS),
    Row("session-presence-remove", KEEPERS, method="post"),
    Row("session-questions", OF_THE_CITY),
    Row("session-question", OF_THE_CITY),
    Row("session-question-withdraw", frozenset(), method="post"),
    Row("session-checks", OF_THE_CITY),
    Row("session-check-add", frozenset()),
    Row("session-check", OF_THE_CITY),
    Row("session-check-remove", frozenset(), method="post"),
    Row("session-photo", OF_THE_CITY),
    Row("session-photo-file", OF_THE_CITY),
    Row("session-photo-remove", frozenset(), method="post"),
    Row("session-children", OVERSEERS),
    Row("session-note-add", frozenset(), method="post"),
    Row("session-note-withdraw", frozenset(), method="post"),
    # home
    Row("home", SIGNED_IN),
    Row("office-board", OVERSEERS),
    Row("office", OVERSEERS | DISDUKCAPIL),
    Row("province", frozenset({"verifier"})),
    # Nobody in the world of these tests oversees the nation.
    Row("nation", frozenset()),
    # search: everybody may look; what they find is theirs to see
    Row("search", SIGNED_IN),
    # reports: they show every office's work
    Row("report-list", SIGNED_IN),
    Row("report-sheet", OVERSEERS),
    Row("report-make", OVERSEERS, method="post", data={"make": "kla-pdf"}),
    Row("report-province", frozenset({"verifier"})),
    Row("report-league", frozenset({"verifier"}), method="post", data={"make": "pdf"}),
    Row("rendering", OVERSEERS),
    Row("rendering-file", OVERSEERS),
    Row("rendering-sign", OVERSEERS),
    Row("signed-copy", OVERSEERS),
    Row("signature-check", SIGNED_IN),
    Row("package-prepare", KEEPERS, method="post"),
    Row("package", KEEPERS),
    # operations
    Row("health", frozenset({"administrator"})),
    Row("health-live", EVERYONE),
]

# Paths that come with a library: one named page of each stands for all below its prefix.
THIRD_PARTY = {
    "akun/": Row("account_login", EVERYONE),
    "akun/2fa/": Row("mfa_index", SIGNED_IN),
}

Arguments = Callable[[World], dict[str, object]]


def notice_key(world: World) -> dict[str, object]:
    """Tell the officer something."""
    told = tell(
        [world.officer],
        kind=NoticeKind.ASSIGNED,
        subject="Anda ditugasi",
        text="Pertanyaan 4.1 menunggu jawaban Disdukcapil.",
        key="permission",
        at=timezone.now(),
    )
    return {"pk": told[0].pk}


def invite_newcomer(world: World) -> tuple[Invitation, str]:
    """Invite somebody unknown to Disdukcapil; return the invitation and its secret."""
    return invite(
        "baru@example.id", Role.OFFICER, world.civil, actor=world.secretariat, at=timezone.now()
    )


def make_document(world: World) -> Evidence:
    """Hand in a small picture of Disdukcapil, bytes and all."""
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    source = Path(settings.DATA_DIR) / "document-of-a-test.png"
    source.write_bytes(drawn.getvalue())
    digest = hashlib.sha256(drawn.getvalue()).hexdigest()
    keep(source, digest)
    read = ReadFile(digest, len(drawn.getvalue()), "Foto.png", "image/png", [""], 1)
    rows, _new = take_in(
        [read], city=world.city, organization=world.civil, actor=world.officer, at=timezone.now()
    )
    return rows[digest]


def make_placement(world: World) -> Placement:
    """Lay the picture under question 4.1, which Disdukcapil answers."""
    return put(answer_of(make_sheet(world), "4.1"), make_document(world))


def make_misplacement(world: World) -> Misplacement:
    """Notice that the picture under question 4.1 speaks for question 12.1."""
    placement = make_placement(world)
    sheet = placement.answer.assessment
    return Misplacement.objects.create(
        assessment=sheet,
        evidence=placement.evidence,
        filed=placement.answer,
        suggested=answer_of(sheet, "12.1"),
        probability=Decimal("0.9"),
        noticed_at=timezone.now(),
    )


def sheet_key(world: World) -> dict[str, object]:
    return {"pk": make_sheet(world).pk}


def question_key(world: World) -> dict[str, object]:
    return {**sheet_key(world), "code": "4.1"}


def placement_key(world: World) -> dict[str, object]:
    placement = make_placement(world)
    return {"pk": placement.answer.assessment_id, "code": "4.1", "placement": placement.pk}


def document_key(world: World) -> dict[str, object]:
    """The picture under question 4.1."""
    return {"pk": make_placement(world).evidence_id}


def misplacement_key(world: World) -> dict[str, object]:
    return {"pk": make_misplacement(world).pk}


def facility_key(world: World) -> dict[str, object]:
    """A facility that serves the whole city and is run by Disdukcapil."""
    return {"pk": make_facility(world, world.city, operator=world.civil).pk}


def proof_key(world: World) -> dict[str, object]:
    """A document beside a facility that Disdukcapil runs."""
    facility = make_facility(world, world.city, operator=world.civil)
    document = make_document(world)
    return {"pk": link(facility, document, actor=world.secretariat, at=timezone.now()).pk}


def measure_key(world: World) -> dict[str, object]:
    """Birth certificates, which Disdukcapil is responsible for."""
    return {"code": make_measure().code}


def observation_key(world: World) -> dict[str, object]:
    """A figure on birth certificates in Kota Serang."""
    return {"pk": make_observation(world).pk}


def doubt_key(world: World) -> dict[str, object]:
    """A figure that is doubted because little had been entered."""
    return {"pk": make_observation(world, coverage=Decimal(50)).pk, "rule": "coverage"}


def imported_file_key(world: World) -> dict[str, object]:
    """A file that the secretariat sent."""
    sent = receive(
        world.city,
        "angka.csv",
        BytesIO(b"Ukuran;Periode;Sumber\n"),
        actor=world.secretariat,
        at=timezone.now(),
    )
    read_figures(sent)
    return {"pk": sent.pk}


def past_result_key(world: World) -> dict[str, object]:
    """Note an award of Kota Serang."""
    said = Statement(2022, "final", None, "Pratama", "SK 1")
    noted = add_past_result(world.city, said, actor=world.secretariat, at=timezone.now())
    return {"pk": noted.pk}


def past_items_key(world: World) -> dict[str, object]:
    """Note the points of an earlier year of Kota Serang."""
    told = PastYear(2019, "Berita acara", edition="kla-2011", totals={"self": "700"})
    at = timezone.now()
    return {"pk": note_past_sheet(world.city, told, actor=world.secretariat, at=at).pk}


def delivery_key(world: World) -> dict[str, object]:
    return {"pk": begin(make_sheet(world), actor=world.officer, at=timezone.now()).pk}


def deadline_key(world: World) -> dict[str, object]:
    """Set when the self-assessment of Kota Serang ends."""
    now = timezone.now()
    row = set_deadline(
        world.city,
        make_cycle(now.year),
        Stage.SELF,
        closes_at=now,
        source="Surat",
        actor=None,
        at=now,
    )
    return {"pk": row.pk}


def window_key(world: World) -> dict[str, object]:
    return {"pk": make_window(world, timezone.now()).pk}


def returned_key(world: World) -> dict[str, object]:
    window = make_window(world, timezone.now())
    return {"pk": window.pk, "returned": window.returned.get().pk}


def follow_up_key(world: World) -> dict[str, object]:
    return {"pk": make_window(world, timezone.now()).returned.get().follow_up_id}


def snapshot_key(world: World) -> dict[str, object]:
    """Freeze a sheet whose administrative verification has ended."""
    sheet = make_sheet(world)
    sheet.stage = Stage.ADMINISTRATIVE
    return {"pk": freeze(sheet, Stage.ADMINISTRATIVE, actor=None, at=timezone.now()).pk}


def rendering_key(world: World) -> dict[str, object]:
    return {"pk": make_rendering(make_sheet(world)).pk}


def copy_key(world: World) -> dict[str, object]:
    return {"pk": make_copy(make_rendering(make_sheet(world))).pk}


def masked_key(world: World) -> dict[str, object]:
    """A document whose masked copy is ready."""
    evidence = make_document(world)
    place = masking_place(evidence.file_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"%PDF-1.7")
    return {"pk": evidence.pk}


def finding_key(world: World) -> dict[str, object]:
    """A document that Disdukcapil gave, of the wrong year."""
    sheet = make_sheet(world)
    evidence = make_evidence(world)
    put(answer_of(sheet, "4.1"), evidence)
    finding = Finding.objects.create(
        assessment=sheet,
        evidence=evidence,
        answer=answer_of(sheet, "4.1"),
        kind=Finding.Kind.YEAR,
        facts={"said": [2019, 2019], "asked": [2021, 2022], "by": "period"},
        noticed_at=timezone.now(),
    )
    return {"pk": finding.pk}


ARGUMENTS: dict[str, Arguments] = {
    "finding-list": sheet_key,
    "quarantine-list": sheet_key,
    "evidence-masked": lambda world: {"pk": make_document(world).pk},
    "evidence-masked-file": masked_key,
    "evidence-erase": lambda world: {"pk": make_document(world).pk},
    "double-list": sheet_key,
    "finding-dismiss": finding_key,
    "finding-reopen": finding_key,
    "report-sheet": sheet_key,
    "report-make": sheet_key,
    "report-province": lambda world: {"pk": world.province.pk},
    "report-league": lambda world: {"pk": world.province.pk},
    "rendering": rendering_key,
    "rendering-file": rendering_key,
    "rendering-sign": rendering_key,
    "signed-copy": copy_key,
    "package-prepare": snapshot_key,
    "package": snapshot_key,
    "review": sheet_key,
    "review-answer": question_key,
    "review-accept": sheet_key,
    "review-finish": sheet_key,
    "submit": sheet_key,
    "ledger": sheet_key,
    "decision-history": question_key,
    "window-history": window_key,
    "trail-search": sheet_key,
    "trail-export": sheet_key,
    "snapshot": snapshot_key,
    "snapshot-file": snapshot_key,
    "snapshot-letter": lambda world: {**snapshot_key(world), "kind": "berita-acara"},
    "follow-up-finish": follow_up_key,
    "follow-up-take-up": follow_up_key,
    "window": window_key,
    "window-extend": window_key,
    "window-open": sheet_key,
    "window-owner": returned_key,
    "session-list": sheet_keys,
    "session-add": sheet_keys,
    "session": session_keys(),
    "session-change": session_keys(),
    "session-remove": session_keys(),
    "session-agenda-propose": session_keys(),
    "session-agenda-remove": agenda_keys,
    "session-summary": session_keys(),
    "session-presence": session_keys(),
    "session-presence-paste": session_keys(),
    "session-presence-remove": attendance_keys,
    "session-questions": session_keys(),
    "session-question": question_keys,
    "session-question-withdraw": question_keys,
    "session-checks": session_keys(),
    "session-check-add": session_keys(),
    "session-check": check_keys,
    "session-check-remove": check_keys,
    "session-photo": photo_keys(make_document),
    "session-photo-file": photo_keys(make_document),
    "session-photo-remove": photo_keys(make_document),
    "session-children": session_keys(CHILDREN),
    "session-note-add": session_keys(CHILDREN),
    "session-note-withdraw": note_keys,
    "deadline-change": deadline_key,
    "deadline-remove": deadline_key,
    "evidence": lambda world: {"pk": make_document(world).pk},
    "evidence-file": lambda world: {"pk": make_document(world).pk},
    "evidence-page": lambda world: {"pk": make_document(world).pk, "number": 1},
    "evidence-correct": lambda world: {"pk": make_document(world).pk, "aspect": "kind"},
    "facility": facility_key,
    "facility-change": facility_key,
    "facility-close": facility_key,
    "facility-evidence": facility_key,
    "facility-evidence-remove": proof_key,
    "measure": measure_key,
    "measure-office": measure_key,
    "measure-import-file": imported_file_key,
    "observation": observation_key,
    "observation-add": measure_key,
    "observation-change": observation_key,
    "observation-dismiss": doubt_key,
    "assessment": sheet_key,
    "assessment-indicator": lambda world: {**sheet_key(world), "code": "4"},
    "assessment-target": sheet_key,
    "assessment-conditions": sheet_key,
    "assessment-learning": sheet_key,
    "assign": sheet_key,
    "assign-propose": sheet_key,
    "handout": sheet_key,
    "worklist": sheet_key,
    "worklist-letter": sheet_key,
    "duties": sheet_key,
    "worklist-sheet": sheet_key,
    "worklist-import": sheet_key,
    "gap-list": sheet_key,
    "answer": question_key,
    "answer-history": question_key,
    "answer-draft": question_key,
    "answer-approve": question_key,
    "answer-reopen": question_key,
    "answer-matrix-template": question_key,
    "approval-list": sheet_key,
    "answer-place": question_key,
    "answer-take-away": placement_key,
    "delivery-add": sheet_key,
    "delivery-list": sheet_key,
    "delivery": delivery_key,
    "delivery-receive": delivery_key,
    "evidence-list": sheet_key,
    "document-use": document_key,
    "document-reuse": document_key,
    "document-replace": document_key,
    "placement-add": lambda world: {**sheet_key(world), "evidence": make_document(world).pk},
    "placement-confirm": lambda world: {"pk": make_placement(world).pk},
    "misplacement-list": sheet_key,
    "misplacement-move": misplacement_key,
    "misplacement-leave": misplacement_key,
    "misplacement-ask": misplacement_key,
    "misplacement-reopen": misplacement_key,
    "office-board": sheet_key,
    "office": lambda world: {**sheet_key(world), "office": world.civil.pk},
    "province": lambda world: {"pk": world.province.pk},
    "prospect": sheet_key,
    "prospect-suggest": sheet_key,
    "plan-save": sheet_key,
    "prospect-items": sheet_key,
    "step-hours": sheet_key,
    "plan": lambda world: {"pk": make_plan(world).pk},
    "plan-hand-over": lambda world: {"pk": make_plan(world).pk},
    "plan-remove": lambda world: {"pk": make_plan(world).pk},
    "city-history": lambda world: {"pk": world.city.pk},
    "year-compare": lambda world: {"pk": world.city.pk},
    "year-compare-book": lambda world: {"pk": world.city.pk},
    "past-result-add": lambda world: {"pk": world.city.pk},
    "past-result-change": past_result_key,
    "past-result-remove": past_result_key,
    "past-items-add": lambda world: {"pk": world.city.pk},
    "past-items-blank": lambda world: {
        "pk": world.city.pk,
        "form": make_sheet(world).instrument_id,
    },
    "past-items-remove": past_items_key,
    "person": lambda world: {"pk": world.officer.pk},
    "person-deactivate": lambda world: {"pk": world.officer.pk},
    "person-reactivate": lambda world: {"pk": world.officer.pk},
    "membership-add": lambda world: {"pk": world.officer.pk},
    "membership-remove": lambda world: {"pk": world.officer.memberships.get().pk},
    "invitation-accept": lambda world: {"secret": invite_newcomer(world)[1]},
    "invitation-withdraw": lambda world: {"pk": invite_newcomer(world)[0].pk},
    "notice-read": notice_key,
    "organization": lambda world: {"pk": world.civil.pk},
    "organization-add": lambda world: {"pk": world.city.pk},
    "alias-add": lambda world: {"pk": world.civil.pk},
    "alias-remove": lambda world: {"pk": world.civil.aliases.get(name="Disdukcapil").pk},
}
