"""The list of one office on screen and as a letter, and the handing out of all lists."""

import logging
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from layak.accounts.requests import Request
from layak.assessments import handing_out
from layak.assessments.deadlines import next_for
from layak.assessments.handing_out import NAMED_CODES, Told
from layak.assessments.letters import write_letter
from layak.assessments.models import Assessment
from layak.assessments.views.assigning import kept_sheet
from layak.assessments.views.sheets import Choice, sheet_seen_by
from layak.assessments.worklist import Worklist, offices_for, worklist
from layak.documents.printing import NotPrinted, print_letter
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

_LOG = logging.getLogger("layak.assessments")
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def office_at(request: Request, pk: int) -> tuple[Assessment, Organization, list[Organization]]:
    """The sheet, the office whose list is asked for, and those this person may read.

    Whoever keeps the sheet picks any office, others their own; 404 for everybody else.
    """
    assessment = sheet_seen_by(request, pk)
    keeps = bool(getattr(assessment, "kept", False))
    offices = offices_for(assessment, request.user, keeps=keeps)
    wanted = request.GET.get("opd", "")
    office = next((one for one in offices if str(one.pk) == wanted), None)
    if office is None and not wanted and offices:
        office = offices[0]
    if office is None and not (keeps and not wanted):
        raise Http404
    return assessment, office or assessment.city, offices


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """What an office is asked, why, for how many points, by when, and what is next."""
    assessment, office, offices = office_at(request, pk)
    listed = worklist(assessment, office, at=timezone.now())
    owed = request.GET.get("perlu", "1" if listed.owed else "") == "1"
    shown = [item for item in listed.items if item.owed or not owed]
    context = {
        "assessment": assessment,
        "office": office,
        "offices": offices,
        "listed": listed,
        "led": [item for item in shown if item.leads],
        "contributed": [item for item in shown if not item.leads],
        "views": [
            Choice(
                _("Perlu dikerjakan (%(n)s)") % {"n": listed.owed},
                f"?opd={office.pk}&perlu=1",
                owed,
            ),
            Choice(
                _("Semua (%(n)s)") % {"n": len(listed.items)},
                f"?opd={office.pk}&perlu=0",
                not owed,
            ),
        ],
    }
    return render(request, "assessments/worklist.html", context)


@login_required
@require_safe
def letter(request: Request, pk: int) -> HttpResponse:
    """The list as a letter to be signed; with ``?bentuk=docx`` to edit."""
    wanted = "docx" if request.GET.get("bentuk") == "docx" else "pdf"
    assessment, office, _offices = office_at(request, pk)
    now = timezone.now()
    document = write_letter(worklist(assessment, office, at=now), at=now)
    try:
        content = print_letter(document, wanted)
    except NotPrinted:
        _LOG.exception("letter not printed")
        messages.error(request, _("Surat belum dapat dibuat. Coba lagi sebentar lagi."))
        return redirect(f"{reverse('worklist', args=[pk])}?opd={office.pk}")
    return download(content, file_name(document.title, office, wanted), _MEDIA_TYPES[wanted])


def file_name(title: str, office: Organization, suffix: str) -> str:
    """A name that says what it is where it is kept later."""
    return f"{title} - {office}.{suffix}"


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Send bytes to be kept under a name."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": disposition}
    )


def listed_for(request: Request, pk: int) -> Worklist:
    """The list that a request asks for."""
    assessment, office, _offices = office_at(request, pk)
    return worklist(assessment, office, at=timezone.now())


@login_required
@require_http_methods(["GET", "POST"])
def hand_out(request: Request, pk: int) -> HttpResponse:
    """Show what each office would be told, then tell it."""
    assessment = kept_sheet(request, pk)
    error = ""
    if request.method == "POST":
        try:
            told = handing_out.give_out(assessment, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, _said(told))
            return redirect("handout", pk=pk)
    shares = handing_out.shares(assessment)
    context = {
        "assessment": assessment,
        "shares": shares,
        "changed": any(share.changed for share in shares),
        "unowned": assessment.answers.exclude(assignments__part="lead")
        .exclude(question__applies_when__in=assessment.unmet)
        .count(),
        "due": next_for(assessment, timezone.now()),
        "named": NAMED_CODES,
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "assessments/worklist_handout.html", context, status=status)


def _said(told: Told) -> str:
    said = ngettext(
        "Tugas dibagikan; %(n)s orang diberi tahu.",
        "Tugas dibagikan; %(n)s orang diberi tahu.",
        told.people,
    ) % {"n": told.people}
    if told.unreached:
        names = ", ".join(str(office) for office in told.unreached)
        said += " " + _("Belum ada orang di %(offices)s.") % {"offices": names}
    return said
