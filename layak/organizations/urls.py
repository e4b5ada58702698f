"""Paths of this app."""

from django.urls import URLPattern, path

from layak.organizations import views

urlpatterns: list[URLPattern] = [
    path("", views.browse, name="organization-list"),
    path("<int:pk>/", views.organization, name="organization"),
    path("<int:pk>/tambah-opd/", views.add, name="organization-add"),
    path("<int:pk>/nama-lain/", views.add_alias, name="alias-add"),
    path("nama-lain/<int:pk>/hapus/", views.remove_alias, name="alias-remove"),
]
