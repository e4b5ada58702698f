"""What changes a question's table on its page without saving it, and the file to fill in."""

from collections.abc import Callable, Mapping
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments import pasting
from layak.assessments.forms import AnswerForm
from layak.assessments.matrix import MOST_ROWS, columns_of, title_of
from layak.assessments.models import Answer
from layak.assessments.views.sheets import sheet_seen_by
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def names_for(answer: Answer) -> list[str]:
    """The regions that a table asks for one by one."""
    if answer.question.asked_of != "kecamatan" or not answer.question.matrix:
        return []
    return list(
        Organization.objects.filter(parent=answer.assessment.city_id, kind=Kind.DISTRICT)
        .order_by("path")
        .values_list("name", flat=True)
    )


def _add_row(form: AnswerForm, _request: Request) -> None:
    form.grid.grow()


def _paste(form: AnswerForm, _request: Request) -> None:
    """Lay what was pasted into the table. What cannot be read stays in its field."""
    try:
        found = pasting.from_text(form.paste, form.grid.columns)
    except Refusal as refusal:
        form.notes.append(str(refusal))
        return
    _lay_in(form, found)
    form.paste = ""


def _take_file(form: AnswerForm, request: Request) -> None:
    """Lay the rows of an uploaded file into the table. The file itself is not kept."""
    file = request.FILES.get("matrix-file")
    if not isinstance(file, TemporaryUploadedFile):
        form.notes.append(_("Pilih dahulu berkas XLSX atau CSV."))
        return
    try:
        path = Path(file.temporary_file_path())
        found = pasting.from_file(file.name or "", path, form.grid.columns)
    except Refusal as refusal:
        form.notes.append(str(refusal))
    else:
        _lay_in(form, found)


def _lay_in(form: AnswerForm, found: pasting.Pasted) -> None:
    without_room = form.grid.paste(found.rows, form.names)
    laid = len(found.rows) - without_room
    form.notes.append(
        ngettext(
            "%(rows)s baris masuk ke matriks, belum disimpan. Periksa, lalu simpan.",
            "%(rows)s baris masuk ke matriks, belum disimpan. Periksa, lalu simpan.",
            laid,
        )
        % {"rows": laid}
    )
    if without_room:
        form.notes.append(_("Matriks paling panjang %(rows)s baris.") % {"rows": MOST_ROWS})
    form.notes += found.notes


# What a button of the form may do besides saving; each leaves the database as it is.
GRID_ACTS: Mapping[str, Callable[[AnswerForm, Request], None]] = {
    "add-row": _add_row,
    "paste": _paste,
    "import": _take_file,
    "measure": lambda _form, _request: None,
}


@login_required
@require_safe
def template(request: Request, pk: int, code: str) -> HttpResponse:
    """An XLSX file with the headings of a question's table, to be filled in elsewhere."""
    assessment = sheet_seen_by(request, pk)
    answer = get_object_or_404(
        Answer.objects.select_related("question", "assessment"),
        assessment=assessment,
        question__code=code,
    )
    columns = columns_of(answer.question.matrix)
    if not columns:
        raise Http404
    title = f"{code} {title_of(answer.question.matrix)}"
    content = pasting.template(columns, names_for(answer), title)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="matriks-{code}.xlsx"'
    return response
