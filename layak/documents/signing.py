"""Sign PDF and say what the signatures on one are worth. Light: the work is done in a child.

Whoever signs is a ``Signatory``: a certificate at hand (``Pkcs12``), or a service elsewhere such
as the national one, which then is one more class with a ``sign`` of this form.
"""

import json
import pickle
import threading
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from layak.lib import isolated
from layak.lib.errors import Refusal

SECONDS = 60.0
LARGEST = 60 * 1024 * 1024


# Each costs a core for a second: a crowd waits in line.
_LINE = threading.BoundedSemaphore(1)


class Flaw(StrEnum):
    """Why something was not signed or not checked."""

    NOT_A_CERTIFICATE = "not_a_certificate"
    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105 - the name of a flaw
    NO_KEY = "no_key"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    NO_TIMESTAMP = "no_timestamp"
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"
    FAILED = "failed"


class NotSigned(Refusal):
    """Nothing was signed or checked; ``flaw`` says why, the room above says it to people."""

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.detail = detail


class Verdict(StrEnum):
    """What one signature is worth, the gravest first."""

    BROKEN = "broken"
    CHANGED = "changed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom this installation trusts: issuers' certificates and lists of revoked ones (PEM, DER).

    ``timestamp_url``: a service that stamps the time (RFC 3161); empty for none.
    """

    roots: Sequence[bytes] = ()
    revoked: Sequence[bytes] = ()
    timestamp_url: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A signature wanted: the how manieth on the file (from 0), what for, and when.

    ``shown`` draws it in the strip at the foot of the last page, where there is room for three;
    ``zone`` is the name of the zone that ``at`` is written in there.
    """

    number: int
    reason: str
    at: datetime
    shown: bool = True
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed file, and the name that the certificate gives its holder."""

    content: bytes
    signer: str


class Signatory(Protocol):
    """Whoever can sign."""

    def sign(self, content: bytes, wish: Wish) -> Signed:
        """Add a signature to a PDF without touching what is there. Raises ``NotSigned``."""


@dataclass(frozen=True, slots=True)
class Pkcs12:
    """A certificate with its key as a file, opened by a passphrase. Neither is kept anywhere."""

    file: bytes = field(repr=False)
    passphrase: str = field(repr=False)
    trust: Trust = field(default_factory=Trust)

    def sign(self, content: bytes, wish: Wish) -> Signed:
        """See ``Signatory``. Where issuers are trusted, it must come from one of them."""
        found = _ask(("sign", content, self.file, self.passphrase, self.trust, wish))
        try:
            return Signed(b64decode(found["content"], validate=True), str(found["signer"]))
        except (KeyError, TypeError, ValueError) as error:
            raise NotSigned(Flaw.FAILED, f"the desk gave no signed file: {error}") from error


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """One signature on a PDF. ``signed_at`` is what it says itself, or what a stamp proves."""

    signer: str
    issuer: str
    signed_at: datetime | None
    timestamped: bool
    verdict: Verdict
    reason: str = ""


def check_signatures(content: bytes, trust: Trust, *, at: datetime) -> list[SignatureFound]:
    """Say what each signature of a PDF is worth ``at`` an instant; none for an unsigned one.

    Raises ``NotSigned`` when it is no readable PDF.
    """
    if len(content) > LARGEST:
        raise NotSigned(Flaw.TOO_LARGE)
    if b"%PDF-" not in content[:1024]:
        raise NotSigned(Flaw.NOT_A_PDF)
    found = _ask(("check", content, trust, at))
    try:
        return [_told(one) for one in found["found"]]
    except (KeyError, TypeError, ValueError) as error:
        raise NotSigned(Flaw.FAILED, f"the desk gave no list: {error}") from error


def _told(one: Mapping[str, Any]) -> SignatureFound:
    """One signature as the desk tells it, which read a stranger's file: trust no type."""
    at = one["signed_at"]
    return SignatureFound(
        signer=str(one["signer"]),
        issuer=str(one["issuer"]),
        signed_at=None if at is None else datetime.fromisoformat(str(at)),
        timestamped=one["timestamped"] is True,
        verdict=Verdict(one["verdict"]),
        reason=str(one["reason"]),
    )


def _ask(request: object) -> Mapping[str, Any]:
    """Have the desk work; the passphrase goes through a pipe, never over a command line."""
    try:
        with _LINE:
            done = isolated.run(
                "layak.documents.signing_desk", pickle.dumps(request), seconds=SECONDS
            )
    except isolated.NotDone as error:
        raise NotSigned(Flaw.FAILED, str(error)[-400:]) from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
        flaw = Flaw(answer["flaw"]) if "flaw" in answer else None
    except (TypeError, ValueError) as error:
        raise NotSigned(
            Flaw.FAILED, f"the desk said nothing that is understood: {error}"
        ) from error
    if flaw is not None:
        raise NotSigned(flaw)
    return answer
