"""Paths of the pages where evidence comes in and is put right."""

from django.urls import URLPattern, path

from layak.assessments.views import deliveries, evidence_list, misplacements, proving, quarantine

evidence_paths: list[URLPattern] = [
    path("<int:pk>/serahkan/", deliveries.add, name="delivery-add"),
    path("<int:pk>/serahan/", deliveries.index, name="delivery-list"),
    path("serahan/<int:pk>/", deliveries.show, name="delivery"),
    path("serahan/<int:pk>/berkas/", deliveries.receive, name="delivery-receive"),
    path("<int:pk>/karantina/", quarantine.index, name="quarantine-list"),
    path("<int:pk>/data-dukung/", evidence_list.index, name="evidence-list"),
    path("<int:pk>/data-dukung/<int:evidence>/", evidence_list.add, name="placement-add"),
    path("penempatan/<int:pk>/benar/", evidence_list.confirm, name="placement-confirm"),
    path("<int:pk>/salah-tempat/", misplacements.index, name="misplacement-list"),
    path("salah-tempat/<int:pk>/pindah/", misplacements.move, name="misplacement-move"),
    path("salah-tempat/<int:pk>/biarkan/", misplacements.leave, name="misplacement-leave"),
    path("salah-tempat/<int:pk>/tanya/", misplacements.ask, name="misplacement-ask"),
    path("salah-tempat/<int:pk>/batal/", misplacements.reopen, name="misplacement-reopen"),
    path("fasilitas/<int:pk>/bukti/", proving.show, name="facility-evidence"),
    path("fasilitas/bukti/<int:pk>/lepas/", proving.remove, name="facility-evidence-remove"),
]
