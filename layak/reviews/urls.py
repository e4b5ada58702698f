"""Paths of this app."""

from django.urls import URLPattern, path

from layak.reviews.views import answers, bulk, ledger, sheets, snapshots, stages

urlpatterns: list[URLPattern] = [
    path("", sheets.index, name="review-list"),
    path("lembar/<int:pk>/", sheets.show, name="review"),
    path("lembar/<int:pk>/pertanyaan/<str:code>/", answers.show, name="review-answer"),
    path("lembar/<int:pk>/terima/", bulk.accept, name="review-accept"),
    path("lembar/<int:pk>/selesaikan/", stages.finish, name="review-finish"),
    path("lembar/<int:pk>/serahkan/", stages.submit, name="submit"),
    path("lembar/<int:pk>/riwayat/", ledger.show, name="ledger"),
    path("potret/<int:pk>/", snapshots.show, name="snapshot"),
    path("potret/<int:pk>/isi/", snapshots.file, name="snapshot-file"),
    path("potret/<int:pk>/surat/<str:kind>/", snapshots.letter, name="snapshot-letter"),
]
