"""The office's head approves what the office answered; approval locks it until reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Answer, Placement
from layak.assessments.services import Overtaken, version_of
from layak.audit.services import record
from layak.lib.errors import Refusal

REASON_LENGTH = 500


@dataclass(slots=True)
class Approved:
    """What became of many answers at once: codes, and a sentence for each that was refused."""

    codes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def approve(answer: Answer, *, version: str, actor: User, at: datetime) -> Answer:
    """Approve an answer as the head saw it; ``version`` names that state."""
    answer = _locked(answer)
    _check_approvable(answer, version, at)
    _approve(answer, actor, at)
    return answer


@transaction.atomic
def approve_many(
    answers: Sequence[Answer], versions: Mapping[int, str], *, actor: User, at: datetime
) -> Approved:
    """Approve each answer that is filled and evidenced; say of every other why not.

    ``versions``: the state that the head saw, by the answer's key.
    """
    done = Approved()
    # Always in the same order, so that two who lock many rows wait instead of blocking each other.
    for one in sorted(answers, key=lambda answer: answer.pk):
        answer = _locked(one)
        try:
            _check_approvable(answer, versions.get(answer.pk, ""), at)
            if not Placement.objects.filter(answer=answer).exists():
                raise Refusal(_("Jawaban %(code)s belum berdata dukung.") % _code(answer))
        except Refusal as refusal:
            done.refused.append(str(refusal))
        else:
            _approve(answer, actor, at)
            done.codes.append(answer.question.code)
    return done


@transaction.atomic
def reopen(answer: Answer, *, reason: str, actor: User, at: datetime) -> Answer:
    """Take an approval back, so that the office can change its answer again."""
    answer = _locked(answer)
    reason = reason.strip()
    if not answer.checked:
        raise Refusal(_("Jawaban %(code)s belum disetujui.") % _code(answer))
    if not answer.is_editable(at):
        raise Refusal(
            _("Jawaban %(code)s sudah diserahkan; verifikator yang membuka masa perbaikannya.")
            % _code(answer)
        )
    if not reason:
        raise Refusal(_("Tulis alasan membuka kembali jawaban ini."))
    if len(reason) > REASON_LENGTH:
        raise Refusal(_("Alasan paling panjang %(length)s karakter.") % {"length": REASON_LENGTH})
    with record("answer.reopened", answer, actor=actor, at=at, reason=reason):
        answer.checked_at = None
        answer.checked_by = None
        answer.save(update_fields=["checked_at", "checked_by"])
    return answer


def _locked(answer: Answer) -> Answer:
    """Read the row again under lock: a save, a submission or another head may be under way."""
    rows = Answer.objects.select_for_update(of=("self",)).select_related("question")
    return rows.get(pk=answer.pk)


def _check_approvable(answer: Answer, version: str, at: datetime) -> None:
    if answer.checked:
        raise Refusal(_("Jawaban %(code)s sudah disetujui.") % _code(answer))
    if not answer.is_editable(at):
        raise Refusal(_("Jawaban %(code)s sudah dikunci, tidak dapat disetujui.") % _code(answer))
    if answer.points is None:
        raise Refusal(_("Jawaban %(code)s belum diisi.") % _code(answer))
    if version != version_of(answer):
        raise Overtaken(
            _("Jawaban %(code)s berubah sesudah Anda membukanya. Baca lagi sebelum menyetujui.")
            % _code(answer)
        )


def _approve(answer: Answer, actor: User, at: datetime) -> None:
    with record("answer.approved", answer, actor=actor, at=at):
        answer.checked_at = at
        answer.checked_by = actor
        answer.save(update_fields=["checked_at", "checked_by"])


def _code(answer: Answer) -> dict[str, str]:
    return {"code": answer.question.code}
