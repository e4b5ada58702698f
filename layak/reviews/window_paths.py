"""Paths of the window for repair."""

from django.urls import URLPattern, path

from layak.reviews.views import windows

urlpatterns: list[URLPattern] = [
    path("lembar/<int:pk>/masa-perbaikan/", windows.open_window, name="window-open"),
    path("masa-perbaikan/<int:pk>/", windows.show, name="window"),
    path("masa-perbaikan/<int:pk>/perpanjang/", windows.extend, name="window-extend"),
    path(
        "masa-perbaikan/<int:pk>/pemilik/<int:returned>/", windows.give_owner, name="window-owner"
    ),
]
