"""Paths of this app."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from layak.assessments.cycle_paths import cycle_paths
from layak.assessments.evidence_paths import evidence_paths
from layak.assessments.finding_paths import finding_paths
from layak.assessments.library_paths import library_paths
from layak.assessments.views import (
    answers,
    approvals,
    drafts,
    gaps,
    matrices,
    placing,
    sheets,
    trail,
)


class CodeConverter(StringConverter):
    """A code of an instrument, such as ``21A`` or ``21A.4a``."""

    regex = "[0-9A-Za-z._-]{1,16}"


register_converter(CodeConverter, "code")

_sheets: list[URLPattern] = [
    path("", sheets.index, name="assessment-list"),
    path("<int:pk>/", sheets.show, name="assessment"),
    path("<int:pk>/indikator/<code:code>/", sheets.indicator, name="assessment-indicator"),
    path("<int:pk>/sasaran/", sheets.target, name="assessment-target"),
    path("<int:pk>/kekurangan/", gaps.gap_list, name="gap-list"),
]

_answers: list[URLPattern] = [
    path("<int:pk>/pertanyaan/<code:code>/", answers.show, name="answer"),
    path("<int:pk>/pertanyaan/<code:code>/draf/", drafts.draft, name="answer-draft"),
    path("<int:pk>/pertanyaan/<code:code>/riwayat/", trail.answer_history, name="answer-history"),
    path("<int:pk>/pertanyaan/<code:code>/setujui/", approvals.approve, name="answer-approve"),
    path("<int:pk>/pertanyaan/<code:code>/buka-kembali/", approvals.reopen, name="answer-reopen"),
    path(
        "<int:pk>/pertanyaan/<code:code>/matriks.xlsx",
        matrices.template,
        name="answer-matrix-template",
    ),
    path("<int:pk>/persetujuan/", approvals.index, name="approval-list"),
    path("<int:pk>/pertanyaan/<code:code>/data-dukung/", placing.place, name="answer-place"),
    path(
        "<int:pk>/pertanyaan/<code:code>/data-dukung/<int:placement>/keluarkan/",
        placing.take_away,
        name="answer-take-away",
    ),
]

urlpatterns: list[URLPattern] = [
    *_sheets,
    *_answers,
    *evidence_paths,
    *finding_paths,
    *cycle_paths,
    *library_paths,
]
