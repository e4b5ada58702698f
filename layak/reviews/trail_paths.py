"""Paths of what happened."""

from django.urls import URLPattern, path

from layak.reviews.views import trail

urlpatterns: list[URLPattern] = [
    path(
        "lembar/<int:pk>/pertanyaan/<str:code>/riwayat/",
        trail.decision_history,
        name="decision-history",
    ),
    path("masa-perbaikan/<int:pk>/riwayat/", trail.window_history, name="window-history"),
    path("lembar/<int:pk>/jejak/", trail.search, name="trail-search"),
    path("lembar/<int:pk>/jejak.csv", trail.export, name="trail-export"),
]
