"""Paths of this app."""

from django.urls import URLPattern, path

from layak.facilities.views import changing, imports, listing

urlpatterns: list[URLPattern] = [
    path("", listing.index, name="facility-list"),
    path("unduh/", listing.export, name="facility-export"),
    path("cakupan/", listing.coverage, name="facility-coverage"),
    path("tambah/", changing.add, name="facility-add"),
    path("impor/", imports.take, name="facility-import"),
    path("impor/templat/", imports.template, name="facility-template"),
    path("<int:pk>/", listing.show, name="facility"),
    path("<int:pk>/ubah/", changing.change, name="facility-change"),
    path("<int:pk>/tutup/", changing.close, name="facility-close"),
]
