"""Paths of this app."""

from django.urls import URLPattern, path

from layak.scorecards.views import comparing, past, past_items

urlpatterns: list[URLPattern] = [
    path("impor/", past.import_table, name="past-result-import"),
    path("hasil/<int:pk>/", past.change, name="past-result-change"),
    path("hasil/<int:pk>/hapus/", past.remove, name="past-result-remove"),
    path("<int:pk>/", past.history, name="city-history"),
    path("<int:pk>/banding/", comparing.show, name="year-compare"),
    path("<int:pk>/banding.xlsx", comparing.download, name="year-compare-book"),
    path("<int:pk>/butir/", past_items.add, name="past-items-add"),
    path("<int:pk>/butir/<int:form>.csv", past_items.blank, name="past-items-blank"),
    path("butir/<int:pk>/hapus/", past_items.remove, name="past-items-remove"),
    path("<int:pk>/tambah/", past.add, name="past-result-add"),
]
