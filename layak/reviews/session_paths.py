"""Paths of the field session."""

from django.urls import URLPattern, path

from layak.reviews.views import (
    session_checks,
    session_children,
    session_presence,
    session_questions,
    sessions,
)

urlpatterns: list[URLPattern] = [
    path("lembar/<int:pk>/sesi/", sessions.index, name="session-list"),
    path("lembar/<int:pk>/sesi/baru/", sessions.add, name="session-add"),
    path("sesi/<int:pk>/", sessions.show, name="session"),
    path("sesi/<int:pk>/ubah/", sessions.change, name="session-change"),
    path("sesi/<int:pk>/hapus/", sessions.remove, name="session-remove"),
    path("sesi/<int:pk>/agenda/blok/", sessions.propose, name="session-agenda-propose"),
    path("sesi/<int:pk>/agenda/<int:item>/hapus/", sessions.strike, name="session-agenda-remove"),
    path("sesi/<int:pk>/lampiran.pdf", sessions.summary, name="session-summary"),
    path("sesi/<int:pk>/kehadiran/", session_presence.show, name="session-presence"),
    path("sesi/<int:pk>/kehadiran/tempel/", session_presence.paste, name="session-presence-paste"),
    path(
        "sesi/<int:pk>/kehadiran/<int:attendance>/hapus/",
        session_presence.remove,
        name="session-presence-remove",
    ),
    path("sesi/<int:pk>/pertanyaan/", session_questions.index, name="session-questions"),
    path(
        "sesi/<int:pk>/pertanyaan/<int:question>/",
        session_questions.show,
        name="session-question",
    ),
    path(
        "sesi/<int:pk>/pertanyaan/<int:question>/tarik/",
        session_questions.withdraw,
        name="session-question-withdraw",
    ),
    path("sesi/<int:pk>/pemeriksaan/", session_checks.index, name="session-checks"),
    path("sesi/<int:pk>/pemeriksaan/baru/", session_checks.add, name="session-check-add"),
    path("sesi/<int:pk>/pemeriksaan/<int:check>/", session_checks.show, name="session-check"),
    path(
        "sesi/<int:pk>/pemeriksaan/<int:check>/hapus/",
        session_checks.remove,
        name="session-check-remove",
    ),
    path("sesi/<int:pk>/foto/<int:photo>/", session_checks.picture, name="session-photo"),
    path(
        "sesi/<int:pk>/foto/<int:photo>/berkas/",
        session_checks.original,
        name="session-photo-file",
    ),
    path(
        "sesi/<int:pk>/foto/<int:photo>/hapus/",
        session_checks.remove_photo,
        name="session-photo-remove",
    ),
    path("sesi/<int:pk>/anak/", session_children.show, name="session-children"),
    path("sesi/<int:pk>/anak/catatan/", session_children.add_note, name="session-note-add"),
    path(
        "sesi/<int:pk>/anak/catatan/<int:note>/tarik/",
        session_children.withdraw_note,
        name="session-note-withdraw",
    ),
]
