"""The typed request: its user is known to be signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from layak.accounts.models import User


class Request(HttpRequest):
    """A request behind ``login_required``."""

    user: User
    htmx: HtmxDetails
