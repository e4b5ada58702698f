"""Paths of this app."""

from django.urls import path
from django.views.i18n import set_language

from layak.ui import views

urlpatterns = [
    path("tentang/", views.about, name="about"),
    path("bahasa/", set_language, name="language-set"),
]
