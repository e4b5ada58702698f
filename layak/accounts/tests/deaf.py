"""A mail server that takes no letters."""

from smtplib import SMTPServerDisconnected

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class Backend(BaseEmailBackend):
    """Refuses every connection."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:  # type: ignore[override]  # narrower than the stubs
        raise SMTPServerDisconnected(f"no connection for {len(email_messages)} letters")
