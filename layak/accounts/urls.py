"""Paths of this app."""

from django.urls import URLPattern, path

from layak.accounts import views

urlpatterns: list[URLPattern] = [
    path("", views.people, name="person-list"),
    path("profil/", views.profile, name="profile"),
    path("undang/", views.invite, name="person-invite"),
    path("undangan/<int:pk>/batalkan/", views.withdraw, name="invitation-withdraw"),
    path("undangan/<str:secret>/", views.accept, name="invitation-accept"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/nonaktifkan/", views.deactivate, name="person-deactivate"),
    path("<int:pk>/aktifkan/", views.reactivate, name="person-reactivate"),
    path("<int:pk>/peran/", views.grant, name="membership-add"),
    path("peran/<int:pk>/cabut/", views.revoke, name="membership-remove"),
]
