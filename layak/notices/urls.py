"""Paths of this app."""

from django.urls import URLPattern, path

from layak.notices import views

urlpatterns: list[URLPattern] = [
    path("", views.notice_list, name="notice-list"),
    path("dibaca/", views.read_all, name="notice-read-all"),
    path("keluar/", views.outbox, name="notice-outbox"),
    path("<int:pk>/dibaca/", views.read, name="notice-read"),
]
