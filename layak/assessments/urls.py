"""Paths of this app."""

from django.urls import URLPattern, path

from layak.assessments.evidence_paths import evidence_paths
from layak.assessments.views import answers, gaps, placing, sheets

_sheets: list[URLPattern] = [
    path("", sheets.index, name="assessment-list"),
    path("<int:pk>/", sheets.show, name="assessment"),
    path("<int:pk>/indikator/<str:code>/", sheets.indicator, name="assessment-indicator"),
    path("<int:pk>/sasaran/", sheets.target, name="assessment-target"),
    path("<int:pk>/kekurangan/", gaps.gap_list, name="gap-list"),
]

_answers: list[URLPattern] = [
    path("<int:pk>/pertanyaan/<str:code>/", answers.show, name="answer"),
    path("<int:pk>/pertanyaan/<str:code>/data-dukung/", placing.place, name="answer-place"),
    path(
        "<int:pk>/pertanyaan/<str:code>/data-dukung/<int:placement>/keluarkan/",
        placing.take_away,
        name="answer-take-away",
    ),
]

urlpatterns: list[URLPattern] = [
    *_sheets,
    *_answers,
    *evidence_paths,
]
