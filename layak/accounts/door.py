"""Paths before the library's own: sign-in knows the demo; sign-up and new addresses are closed."""

from typing import Any

from allauth.account.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from layak.accounts.demo import sign_ins


class Door(LoginView):  # type: ignore[misc]  # allauth ships no types
    """The library's page; while this runs as a demo it also lists the demo's people."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if rows := sign_ins():
            context["demo_sign_ins"] = rows
        return context


def closed(request: HttpRequest) -> HttpResponse:
    """Answer as if there were nothing: people are invited, and an address is who they are."""
    raise Http404(request.path)


urlpatterns: list[URLPattern] = [
    path("login/", Door.as_view(), name="account_login"),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
]
