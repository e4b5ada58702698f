"""Paths of this app."""

from django.urls import URLPattern, path

from layak.scorecards import views

urlpatterns: list[URLPattern] = [
    path("impor/", views.import_table, name="past-result-import"),
    path("hasil/<int:pk>/", views.change, name="past-result-change"),
    path("hasil/<int:pk>/hapus/", views.remove, name="past-result-remove"),
    path("<int:pk>/", views.history, name="city-history"),
    path("<int:pk>/tambah/", views.add, name="past-result-add"),
]
