"""Paths of evidence."""

from django.urls import path

from layak.evidence import fact_views, masked_views, views

urlpatterns = [
    path("<int:pk>/", views.show, name="evidence"),
    path("<int:pk>/berkas/", views.file, name="evidence-file"),
    path("<int:pk>/salinan-tersamar/", masked_views.show, name="evidence-masked"),
    path("<int:pk>/salinan-tersamar/berkas/", masked_views.file, name="evidence-masked-file"),
    path("<int:pk>/fakta/<str:aspect>/", fact_views.correct, name="evidence-correct"),
    path("<int:pk>/halaman/<int:number>/", views.page, name="evidence-page"),
]
