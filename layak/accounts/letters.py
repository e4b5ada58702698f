"""Letters to people. A letter that cannot be sent never undoes what it tells of."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from layak.accounts.models import Invitation

_log = logging.getLogger("layak.accounts")


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send the link to the person invited; say whether the mail server took the letter."""
    text = render_to_string(
        "accounts/invitation_letter.txt", {"invitation": invitation, "link": link}
    )
    try:
        send_mail(_("Undangan ke Layak"), text, None, [invitation.email])
    except (OSError, SMTPException) as error:
        # The error's own text may hold the address: only its kind is logged.
        _log.warning("an invitation could not be sent: %s", type(error).__name__)
        return False
    return True
