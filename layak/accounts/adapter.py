"""The door of Layak: nobody signs up by themselves, people are invited."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

# To an address without an account: it would only tell a stranger to sign up, and anybody could
# make this installation write to anybody.
_NEVER_SENT = frozenset({"account/email/unknown_account"})


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts come from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix not in _NEVER_SENT:
            super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject: str) -> str:
        """Keep the subject as it is written: it names Layak, not a host."""
        return subject
