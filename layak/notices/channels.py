"""The ways out of the house, by apprise. Only tasks import this module: it loads the network."""

from dataclasses import dataclass
from urllib.parse import quote

import apprise
from django.conf import settings
from django.utils.crypto import salted_hmac

from layak.notices.models import Trouble

# Stands in an address for the recipient's own.
EMAIL = "{email}"
_SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True, slots=True)
class Channel:
    """One address of ``LAYAK_NOTICE_URLS``; it may hold a password and is never shown."""

    template: str

    @property
    def name(self) -> str:
        """Tell channels apart without telling what is in them: ``"mailtos-3f2a91c0"``."""
        digest = salted_hmac("layak.notices.channel", self.template, algorithm="sha256")
        return f"{self.template.partition(':')[0][:20]}-{digest.hexdigest()[:8]}"

    def deliver(self, email: str, subject: str, text: str) -> Trouble | None:
        """Hand a message over for a person; say what was in the way, or nothing.

        It is given in plain text. apprise turns every failure of a service into a false answer.
        """
        way = apprise.Apprise(asset=_signed())
        if not way.add(self.template.replace(EMAIL, quote(email, safe=""))):
            return Trouble.UNUSABLE
        taken = way.notify(body=text, title=subject, body_format=apprise.NotifyFormat.TEXT)
        return None if taken else Trouble.REFUSED


def configured() -> list[Channel]:
    """The channels of this installation: those that were set, else its mail server, else none."""
    return [Channel(template) for template in settings.NOTICE_URLS or _own_mail()]


def _own_mail() -> list[str]:
    """The mail server that invitations go through, as apprise writes it."""
    if settings.EMAIL_BACKEND != _SMTP:
        return []
    scheme, mode = ("mailtos", "starttls") if settings.EMAIL_USE_TLS else ("mailto", "insecure")
    signed_in = ""
    if settings.EMAIL_HOST_USER:
        password = quote(settings.EMAIL_HOST_PASSWORD, safe="")
        signed_in = f"{quote(settings.EMAIL_HOST_USER, safe='')}:{password}@"
    host = settings.EMAIL_HOST
    sender = quote(settings.DEFAULT_FROM_EMAIL, safe="")
    server = f"{scheme}://{signed_in}{host}:{settings.EMAIL_PORT}/"
    return [f"{server}?smtp={host}&mode={mode}&from={sender}&to={EMAIL}"]


def _signed() -> apprise.AppriseAsset:
    """Messages come from Layak, and load no picture from anywhere."""
    return apprise.AppriseAsset(
        app_id="Layak",
        app_desc="Layak",
        app_url=settings.ADDRESS,
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
    )
