"""Paths of this app."""

from django.urls import URLPattern, path

from layak.home.views import first, offices, overseeing

urlpatterns: list[URLPattern] = [
    path("", first.home, name="home"),
    path("opd/<int:pk>/", offices.office_board, name="office-board"),
    path("opd/<int:pk>/<int:office>/", offices.office, name="office"),
    path("nasional/", overseeing.nation, name="nation"),
    path("provinsi/<int:pk>/", overseeing.province, name="province"),
]
