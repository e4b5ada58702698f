"""Verifiers ask about an item, the city answers. Replies are rows: none overwrites another."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from layak.accounts.models import HANDS, KEEPERS, Membership, User
from layak.assessments.models import Answer, Assignment
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from layak.reviews.session_models import FieldSession, RaisedQuestion, Reply
from layak.reviews.sessions import hold

LONGEST = 4_000


@transaction.atomic
def ask(
    session: FieldSession, answer: Answer, text: str, *, actor: User, at: datetime
) -> RaisedQuestion:
    """Ask about one answer of the session's sheet."""
    if session.with_children:
        raise Refusal(
            _("Sesi Forum Anak tidak memuat pertanyaan per butir; tulis sebagai catatan.")
        )
    hold(session)
    if answer.assessment_id != session.assessment_id:
        raise Refusal(_("Butir ini bukan bagian dari lembar yang diverifikasi."))
    asked = RaisedQuestion(
        session=session,
        answer=answer,
        text=_worded(text, _("Tulis pertanyaannya.")),
        asked_by=actor,
        asked_at=at,
    )
    with record("session.question_asked", answer, actor=actor, at=at) as detail:
        asked.save()
        detail.update(session=session.pk, question=asked.pk)
    return asked


@transaction.atomic
def reply(question: RaisedQuestion, text: str, *, actor: User, at: datetime) -> Reply:
    """Answer a question for the own office; a further reply stands beside the first."""
    hold(question.session)
    # A question that is withdrawn at this moment cannot be answered.
    if not RaisedQuestion.objects.select_for_update(no_key=True).filter(pk=question.pk).exists():
        raise Refusal(_("Pertanyaan ini sudah ditarik."))
    made = Reply(
        question=question,
        text=_worded(text, _("Tulis jawabannya.")),
        organization=_office(question, actor),
        replied_by=actor,
        replied_at=at,
    )
    with record("session.question_replied", question.answer, actor=actor, at=at) as detail:
        made.save()
        detail.update(session=question.session_id, question=question.pk)
    return made


@transaction.atomic
def withdraw(question: RaisedQuestion, *, actor: User, at: datetime) -> None:
    """Take back a question nobody has answered yet; the history keeps it."""
    hold(question.session)
    row = RaisedQuestion.objects.select_for_update().filter(pk=question.pk).first()
    if row is None:
        return
    if row.replies.exists():
        raise Refusal(_("Pertanyaan yang sudah dijawab tidak dapat ditarik."))
    detail = {"session": row.session_id, "question": row.pk}
    with record("session.question_withdrawn", row.answer, actor=actor, at=at, detail=detail):
        row.delete()


def _worded(text: str, missing: str) -> str:
    said = text.replace("\0", "").strip()
    if not said:
        raise Refusal(missing)
    if len(said) > LONGEST:
        raise Refusal(_("Paling panjang %(most)s karakter.") % {"most": LONGEST})
    return said


def _office(question: RaisedQuestion, actor: User) -> Organization:
    """For whom a person answers: the own office if the item is theirs, else the city."""
    city = question.session.assessment.city
    own = Organization.objects.filter(
        pk__in=Membership.objects.filter(user=actor, role__in=HANDS).values("organization")
    )
    assigned = Assignment.objects.filter(answer=question.answer_id).values("organization")
    office = own.filter(pk__in=assigned).first()
    if office is not None:
        return office
    keeps = Q(user=actor, role__in=KEEPERS, organization__path__above=city.path)
    if not Membership.objects.filter(keeps).exists():
        raise Refusal(_("Butir ini bukan tugas kantor Anda."))
    return city
