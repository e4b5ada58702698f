"""Paths of this app."""

from django.urls import URLPattern, path

from layak.measures.views import changing, imports, listing, owing

urlpatterns: list[URLPattern] = [
    path("", listing.index, name="measure-list"),
    path("belum/", owing.index, name="measure-due"),
    path("unduh/", imports.export, name="measure-export"),
    path("impor/", imports.send, name="measure-import"),
    path("impor/templat/", imports.template, name="measure-template"),
    path("impor/<int:pk>/", imports.file, name="measure-import-file"),
    path("angka/<int:pk>/", listing.figure, name="observation"),
    path("angka/<int:pk>/ubah/", changing.change, name="observation-change"),
    path("angka/<int:pk>/kesampingkan/<slug:rule>/", changing.dismiss, name="observation-dismiss"),
    path("<slug:code>/", listing.show, name="measure"),
    path("<slug:code>/kantor/", owing.office, name="measure-office"),
    path("<slug:code>/tambah/", changing.add, name="observation-add"),
]
