"""Every request gets an id and one log line; every response the strict headers."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from layak.ui.logs import request_id

Handler = Callable[[HttpRequest], HttpResponse]
_log = logging.getLogger("layak.request")
_GIVEN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


class RequestLog:
    """Name the request, time it, and log route and status; never paths, addresses or people."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        name = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(name)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = name
            route = getattr(request.resolver_match, "view_name", None) or "-"
            facts = {
                "route": route,
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            _log.info("request", extra={"facts": facts})
            return response
        finally:
            request_id.reset(token)


class SecurityHeaders:
    """No inline script or style anywhere; a view may set a stricter policy of its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response


class ChosenLanguage:
    """The reader's language is the one chosen in the header; Indonesian until then.

    What a browser announces is not asked: many offices run an English browser and read Indonesian.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
