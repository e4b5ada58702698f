"""Paths of this app."""

from django.urls import path

from layak.search import views

urlpatterns = [path("", views.index, name="search")]
