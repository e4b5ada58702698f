"""Paths of the calendar."""

from django.urls import URLPattern, path

from layak.assessments.views import conditions, deadlines, opening

cycle_paths: list[URLPattern] = [
    path("tenggat/", deadlines.index, name="deadline-list"),
    path("tenggat/tambah/", deadlines.add, name="deadline-add"),
    path("tenggat/<int:pk>/", deadlines.change, name="deadline-change"),
    path("tenggat/<int:pk>/hapus/", deadlines.remove, name="deadline-remove"),
    path("siklus/buka/", opening.cycle, name="cycle-add"),
    path("<int:pk>/syarat/", conditions.show, name="assessment-conditions"),
    path("buka/", opening.sheet, name="sheet-open"),
]
