"""Paths of this app."""

from django.urls import URLPattern, path

from layak.reports.views import asking, files

urlpatterns: list[URLPattern] = [
    path("", asking.index, name="report-list"),
    path("<int:pk>/", asking.sheet, name="report-sheet"),
    path("<int:pk>/buat/", asking.make, name="report-make"),
    path("provinsi/<int:pk>/", asking.province, name="report-province"),
    path("provinsi/<int:pk>/buat/", asking.make_league, name="report-league"),
    path("berkas/<int:pk>/", files.show, name="rendering"),
    path("berkas/<int:pk>/unduh/", files.download, name="rendering-file"),
    path("berkas/<int:pk>/tandatangan/", files.sign, name="rendering-sign"),
    path("salinan/<int:pk>/", files.signed, name="signed-copy"),
    path("periksa/", files.check, name="signature-check"),
    path("paket/<int:pk>/siapkan/", files.prepare_package, name="package-prepare"),
    path("paket/<int:pk>/", files.hand_over, name="package"),
]
