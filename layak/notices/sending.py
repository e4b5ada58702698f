"""Send a notice through every channel that is set up, and keep what became of it."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from layak.notices.channels import Channel, configured
from layak.notices.models import Notice, State, Trouble

_log = logging.getLogger("layak.notices")


class NotTaken(Exception):  # noqa: N818 - it asks the worker to come again
    """A channel did not take a notice this time; it is worth another try."""


def send(key: int, *, at: datetime) -> None:
    """Send a notice once. Sent or given up, it is left alone, so twice is the same as once.

    Without a channel it is withheld: it stays to be read in Layak. Raises ``NotTaken`` when it
    should be tried again. A worker killed between a channel's yes and the note of it sends that
    one message again: better twice than never.
    """
    waiting = Notice.objects.in_state(State.WAITING).select_related("recipient")
    notice = waiting.filter(pk=key).first()
    if notice is None:
        return
    channels = configured()
    if not notice.recipient.is_active:
        _give_up(notice, Trouble.DEACTIVATED, at)
    elif not channels:
        _give_up(notice, Trouble.NO_CHANNEL, at)
    elif notice.attempts >= Notice.MOST_ATTEMPTS:  # the worker was killed in the last one
        _give_up(notice, Trouble(notice.error or Trouble.REFUSED), at)
    else:
        # Counted before it is made: an attempt that kills its worker counts too.
        notice.attempts += 1
        notice.save(update_fields=["attempts"])
        _settle(notice, _try(notice, channels), at)


def _try(notice: Notice, channels: Sequence[Channel]) -> set[Trouble]:
    """Hand over to each channel that has not taken it yet; return what was in the way."""
    text = notice.text
    if notice.path and settings.ADDRESS:
        link = f"{settings.ADDRESS}{notice.path}"
        text += "\n\n" + _("Buka di Layak: %(link)s") % {"link": link}
    troubles = set()
    for channel in channels:
        if channel.name in notice.reached:
            continue
        if trouble := channel.deliver(notice.recipient.email, notice.subject, text):
            troubles.add(trouble)
        else:
            notice.reached.append(channel.name)
            notice.save(update_fields=["reached"])
    return troubles


def _settle(notice: Notice, troubles: set[Trouble], at: datetime) -> None:
    if not troubles:
        notice.sent_at, notice.error = at, ""
        notice.save(update_fields=["sent_at", "error"])
        return
    # An address that cannot be read will not be read better later; a server may come back.
    trouble = Trouble.REFUSED if Trouble.REFUSED in troubles else Trouble.UNUSABLE
    if trouble is Trouble.UNUSABLE or notice.attempts >= Notice.MOST_ATTEMPTS:
        _give_up(notice, trouble, at)
        return
    notice.error = trouble
    notice.save(update_fields=["error"])
    _log.info("a notice was not taken", extra={"facts": _facts(notice)})
    raise NotTaken


def _give_up(notice: Notice, trouble: Trouble, at: datetime) -> None:
    notice.failed_at, notice.error = at, trouble
    notice.save(update_fields=["failed_at", "error"])
    if notice.state is State.FAILED:
        _log.warning("a notice could not be sent", extra={"facts": _facts(notice)})


def _facts(notice: Notice) -> dict[str, object]:
    return {"notice": notice.pk, "trouble": notice.error, "attempts": notice.attempts}
