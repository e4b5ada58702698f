"""Paths of evidence."""

from django.urls import path

from layak.evidence import views

urlpatterns = [
    path("<int:pk>/", views.show, name="evidence"),
    path("<int:pk>/berkas/", views.file, name="evidence-file"),
    path("<int:pk>/halaman/<int:number>/", views.page, name="evidence-page"),
]
