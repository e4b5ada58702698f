"""The map of the site: Indonesian paths, English names."""

from django.urls import include, path

urlpatterns = [
    path("", include("layak.home.urls")),
    path("penilaian/", include("layak.assessments.urls")),
    path("data-dukung/", include("layak.evidence.urls")),
    path("cari/", include("layak.search.urls")),
    path("fasilitas/", include("layak.facilities.urls")),
    path("ukuran/", include("layak.measures.urls")),
    path("organisasi/", include("layak.organizations.urls")),
    path("instrumen/", include("layak.instruments.urls")),
    path("pengguna/", include("layak.accounts.urls")),
    path("pemberitahuan/", include("layak.notices.urls")),
    path("verifikasi/", include("layak.reviews.urls")),
    path("verifikasi/", include("layak.reviews.window_paths")),
    path("verifikasi/", include("layak.reviews.session_paths")),
    path("verifikasi/", include("layak.reviews.trail_paths")),
    path("", include("layak.activities.urls")),
    path("riwayat/", include("layak.scorecards.urls")),
    path("penilaian/", include("layak.scorecards.prospect_paths")),
    path("laporan/", include("layak.reports.urls")),
    path("kesehatan/", include("layak.operations.urls")),
    path("", include("layak.ui.urls")),
    path("akun/", include("layak.accounts.door")),
    path("akun/", include("allauth.account.urls")),
    path("akun/2fa/", include("allauth.mfa.urls")),
]

handler400 = "layak.ui.errors.bad_request"
handler403 = "layak.ui.errors.forbidden"
handler404 = "layak.ui.errors.not_found"
handler429 = "layak.ui.errors.too_many"
handler500 = "layak.ui.errors.failed"
