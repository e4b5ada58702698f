"""Paths of this app."""

from django.urls import URLPattern, path

from layak.activities import views

urlpatterns: list[URLPattern] = [
    path("tindak-lanjut/", views.follow_up_list, name="follow-up-list"),
    path("tindak-lanjut/<int:pk>/selesai/", views.finish, name="follow-up-finish"),
    path("tindak-lanjut/<int:pk>/buka-kembali/", views.take_up, name="follow-up-take-up"),
]
