"""Readers of the first page."""

from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from layak.accounts.models import User


def open_home(user: User, query: str = "", language: str = "id") -> str:
    """The first page as one person reads it."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(user)
    answer = client.get(f"/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    """What a page says, without its markup and in one line."""
    return " ".join(strip_tags(html).split())
