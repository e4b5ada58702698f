"""Paths of this app."""

from django.urls import URLPattern, path

from layak.home import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
]
