"""Paths of the calendar, of assigning, and of each office's list."""

from django.urls import URLPattern, path

from layak.assessments.views import (
    assigning,
    conditions,
    deadlines,
    duties,
    learning,
    opening,
    roundtrip,
    worklist,
)

cycle_paths: list[URLPattern] = [
    path("tenggat/", deadlines.index, name="deadline-list"),
    path("tenggat/tambah/", deadlines.add, name="deadline-add"),
    path("tenggat/<int:pk>/", deadlines.change, name="deadline-change"),
    path("tenggat/<int:pk>/hapus/", deadlines.remove, name="deadline-remove"),
    path("siklus/buka/", opening.cycle, name="cycle-add"),
    path("<int:pk>/penugasan/", assigning.show, name="assign"),
    path("<int:pk>/penugasan/usulan/", assigning.propose, name="assign-propose"),
    path("<int:pk>/bagikan/", worklist.hand_out, name="handout"),
    path("<int:pk>/tugas/", worklist.show, name="worklist"),
    path("<int:pk>/tugas/kewajiban/", duties.show, name="duties"),
    path("<int:pk>/tugas/surat/", worklist.letter, name="worklist-letter"),
    path("<int:pk>/tugas/isian/", roundtrip.export, name="worklist-sheet"),
    path("<int:pk>/tugas/masukkan/", roundtrip.bring_back, name="worklist-import"),
    path("<int:pk>/syarat/", conditions.show, name="assessment-conditions"),
    path("<int:pk>/belajar/", learning.show, name="assessment-learning"),
    path("buka/", opening.sheet, name="sheet-open"),
]
