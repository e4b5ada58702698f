"""Take an office's list along as XLSX, and bring it back filled: first shown, then saved."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from layak.accounts.requests import Request
from layak.assessments import importing
from layak.assessments.exporting import write_sheet
from layak.assessments.importing import MOST_BYTES, Outcome, Saved, Verdict
from layak.assessments.models import Assessment
from layak.assessments.receiving import ENVELOPE_BYTES
from layak.assessments.views.worklist import download, file_name, listed_for, office_at
from layak.documents.results import MIB
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What was shown must be decided on within a day; later the file is read anew.
SHOWN_FOR = timedelta(days=1)
_SALT = "layak.assessments.roundtrip"
_KEPT = ("number", "code", "answer", "version", "texts")


@login_required
@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    """The list as a sheet to be filled in without a line."""
    listed = listed_for(request, pk)
    content = write_sheet(listed, at=timezone.now())
    title = _("Lembar isian %(sheet)s") % {"sheet": listed.assessment}
    return download(content, file_name(title, listed.office, "xlsx"), MEDIA_TYPE)


# The length is looked at before the check against forgery reads the body; nothing is done with it
# before ``csrf_protect`` has looked.
@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring_back(request: Request, pk: int) -> HttpResponse:
    """Read a filled sheet and show what it would change; then save what was decided on."""
    assessment, office, _offices = office_at(request, pk)
    if request.method != "POST":
        return _form(request, assessment, office)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + ENVELOPE_BYTES:
        return _form(request, assessment, office, _too_large())
    return _brought(request, assessment, office)


@csrf_protect
def _brought(request: Request, assessment: Assessment, office: Organization) -> HttpResponse:
    try:
        if "isian" in request.POST:
            return _save(request, assessment, office)
        return _preview(request, assessment, office)
    except Refusal as refusal:
        return _form(request, assessment, office, str(refusal))


def _form(
    request: Request, assessment: Assessment, office: Organization, error: str = ""
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "office": office,
        "error": error,
        "megabytes": MOST_BYTES // MIB,
    }
    status = 422 if error else 200
    return render(request, "assessments/worklist_import.html", context, status=status)


def _too_large() -> str:
    return _("Berkas terlalu besar: paling besar %(most)s MB.") % {"most": MOST_BYTES // MIB}


def _preview(request: Request, assessment: Assessment, office: Organization) -> HttpResponse:
    sent = request.FILES.get("berkas")
    if not isinstance(sent, UploadedFile) or not isinstance(sent, TemporaryUploadedFile):
        raise Refusal(_("Pilih dahulu berkasnya."))
    if (sent.size or 0) > MOST_BYTES:
        raise Refusal(_too_large())
    rows = importing.read_sheet(Path(sent.temporary_file_path()), sent.name or "")
    outcomes = importing.preview(rows, assessment, office, user=request.user, at=timezone.now())
    by_verdict = {
        verdict: [one for one in outcomes if one.verdict is verdict] for verdict in Verdict
    }
    offered = [*by_verdict[Verdict.CHANGE], *by_verdict[Verdict.CONFLICT]]
    context = {
        "assessment": assessment,
        "office": office,
        "name": sent.name,
        "changes": by_verdict[Verdict.CHANGE],
        "conflicts": by_verdict[Verdict.CONFLICT],
        "bad": by_verdict[Verdict.BAD],
        "noted": [one for one in by_verdict[Verdict.SAME] if one.notes],
        "same": len(by_verdict[Verdict.SAME]),
        "offered": len(offered),
        "packed": _packed(request, assessment, office, offered),
    }
    return render(request, "assessments/worklist_preview.html", context)


def _packed(
    request: Request, assessment: Assessment, office: Organization, offered: list[Outcome]
) -> str:
    """What is shown, signed: it comes back with the decision, so nothing waits on the server."""
    rows = [
        {name: value for name, value in asdict(one).items() if name in _KEPT}
        | {"asks": one.verdict is Verdict.CONFLICT}
        for one in offered
    ]
    facts = {"of": [request.user.pk, assessment.pk, office.pk], "rows": rows}
    return signing.dumps(facts, salt=_SALT, compress=True)


def _save(request: Request, assessment: Assessment, office: Organization) -> HttpResponse:
    try:
        facts: dict[str, Any] = signing.loads(request.POST["isian"], salt=_SALT, max_age=SHOWN_FOR)
    except signing.BadSignature as error:
        raise Refusal(_("Pratinjau ini sudah tidak berlaku. Masukkan berkasnya lagi.")) from error
    if facts["of"] != [request.user.pk, assessment.pk, office.pk]:
        raise Refusal(_("Pratinjau ini sudah tidak berlaku. Masukkan berkasnya lagi."))
    outcomes = [
        Outcome(**{name: row[name] for name in _KEPT})
        for row in facts["rows"]
        # Somebody else's version stays unless this person says otherwise, answer by answer.
        if not row["asks"] or request.POST.get(f"pilih-{row['answer']}") == "isian"
    ]
    saved = importing.save(outcomes, assessment, office, user=request.user, at=timezone.now())
    _say(request, saved)
    if not saved.refused:
        return redirect(f"{reverse('worklist', args=[assessment.pk])}?opd={office.pk}")
    context = {"assessment": assessment, "office": office, "saved": saved}
    return render(request, "assessments/worklist_saved.html", context)


def _say(request: Request, saved: Saved) -> None:
    said = ngettext("%(n)s jawaban disimpan.", "%(n)s jawaban disimpan.", saved.answers)
    messages.success(request, said % {"n": saved.answers})
