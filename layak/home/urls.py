"""Paths of this app."""

from django.urls import URLPattern, path

from layak.home import overseeing, views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("nasional/", overseeing.nation, name="nation"),
    path("provinsi/<int:pk>/", overseeing.province, name="province"),
]
