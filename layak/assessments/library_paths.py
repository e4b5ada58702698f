"""Paths of one document in the library."""

from django.urls import URLPattern, path

from layak.assessments.views import library

library_paths: list[URLPattern] = [
    path("dokumen/<int:pk>/", library.use, name="document-use"),
    path("dokumen/<int:pk>/pakai/", library.reuse, name="document-reuse"),
    path("dokumen/<int:pk>/versi/", library.replace, name="document-replace"),
]
