"""Paths of this app."""

from django.urls import URLPattern, path

from layak.home import office_views, overseeing, views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("opd/<int:pk>/", office_views.office_board, name="office-board"),
    path("opd/<int:pk>/<int:office>/", office_views.office, name="office"),
    path("nasional/", overseeing.nation, name="nation"),
    path("provinsi/<int:pk>/", overseeing.province, name="province"),
]
