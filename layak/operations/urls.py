"""Paths of this app."""

from django.urls import path

from layak.operations import views

urlpatterns = [
    path("", views.health, name="health"),
    path("hidup/", views.live, name="health-live"),
]
