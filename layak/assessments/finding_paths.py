"""Paths of the pages that say what is wrong with evidence."""

from django.urls import URLPattern, path

from layak.assessments.views import erasing, findings

finding_paths: list[URLPattern] = [
    path("<int:pk>/temuan/", findings.index, name="finding-list"),
    path("<int:pk>/ganda/", findings.doubles, name="double-list"),
    path("data-dukung/<int:pk>/hapus/", erasing.erase, name="evidence-erase"),
    path("temuan/<int:pk>/kesampingkan/", findings.dismiss, name="finding-dismiss"),
    path("temuan/<int:pk>/buka-kembali/", findings.reopen, name="finding-reopen"),
]
