"""The desk where PDF is signed and checked: a process of its own, with bounded time and memory."""

import asyncio
import io
import json
import logging
import pickle
import resource
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from asn1crypto import crl as asn1_crl  # type: ignore[import-untyped]  # no types there
from asn1crypto import pem, x509
from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

from layak.documents.plain import date_text
from layak.documents.signing import Flaw, SignatureFound, Signed, Trust, Verdict, Wish

_CM = 72 / 2.54
# The strip that ``report.typ`` keeps free: three stamps beside each other above the lower margin.
_LEFT, _FOOT, _WIDE, _HIGH, _STEP = 2.3, 2.32, 5.4, 1.95, 5.6
_SHOWN = 3
_MEMORY = 2 * 1024**3
_CPU_SECONDS = 50
_STAMP = Path(__file__).with_name("stamp.typ")


class _Flawed(Exception):  # noqa: N818 - an answer, sent home as its flaw
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


def main() -> None:
    """Do one piece of work and end."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    logging.disable(logging.CRITICAL)
    # What comes in was packed by ``signing`` in our own process a moment ago.
    what, *rest = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - see above
    answer: dict[str, object]
    try:
        answer = _said(sign(*rest)) if what == "sign" else {"found": _listed(check(*rest))}
    except _Flawed as flawed:
        answer = {"flaw": flawed.flaw}
    sys.stdout.write(json.dumps(answer))


def _said(signed: Signed) -> dict[str, object]:
    return {"content": b64encode(signed.content).decode(), "signer": signed.signer}


def _listed(found: Iterable[SignatureFound]) -> list[dict[str, object]]:
    return [
        asdict(one) | {"signed_at": one.signed_at.isoformat() if one.signed_at else None}
        for one in found
    ]


def sign(content: bytes, file: bytes, passphrase: str, trust: Trust, wish: Wish) -> Signed:
    """Add a PAdES signature as an incremental update; what was signed before stays valid."""
    signer = _open(file, passphrase)
    certificate = signer.signing_cert
    if certificate is None:
        raise _Flawed(Flaw.NO_KEY)
    _require_valid(certificate, signer, trust, wish.at)
    name = _common_name(certificate.subject)
    stamper = HTTPTimeStamper(trust.timestamp_url, timeout=20) if trust.timestamp_url else None
    facts = PdfSignatureMetadata(
        field_name=f"Layak{wish.number + 1}",
        reason=wish.reason or None,
        name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
    )
    shown = wish.shown and wish.number < _SHOWN
    try:
        with tempfile.TemporaryDirectory() as folder:
            made = PdfSigner(
                facts,
                signer=signer,
                timestamper=stamper,
                stamp_style=_stamp(name, wish, folder) if shown else None,
                new_field_spec=_field(wish.number, shown=shown),
            ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)))
    except TimestampRequestError as error:
        raise _Flawed(Flaw.NO_TIMESTAMP) from error
    except OSError as error:
        # Nothing but the time stamp goes over the network.
        raise _Flawed(Flaw.NO_TIMESTAMP if stamper else Flaw.FAILED) from error
    except (PdfError, SigningError, ValueError) as error:
        raise _Flawed(Flaw.FAILED) from error
    return Signed(made.getvalue(), name)


def _open(file: bytes, passphrase: str) -> SimpleSigner:
    try:
        asn1_pkcs12.Pfx.load(file).native  # noqa: B018 - parsed lazily: this reads all of it
    except (ValueError, TypeError) as error:
        raise _Flawed(Flaw.NOT_A_CERTIFICATE) from error
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(file, passphrase.encode())
    except ValueError as error:
        raise _Flawed(Flaw.WRONG_PASSPHRASE) from error
    if key is None or certificate is None:
        raise _Flawed(Flaw.NO_KEY)
    signer = SimpleSigner.load_pkcs12_data(file, other_certs=(), passphrase=passphrase.encode())
    if signer is None:
        raise _Flawed(Flaw.NOT_A_CERTIFICATE)
    return signer  # type: ignore[no-any-return]  # no types there


def _require_valid(
    certificate: x509.Certificate, signer: SimpleSigner, trust: Trust, at: datetime
) -> None:
    if at > certificate.not_valid_after:
        raise _Flawed(Flaw.EXPIRED)
    if at < certificate.not_valid_before:
        raise _Flawed(Flaw.NOT_YET)
    if _taken_back(certificate, trust) is not None:
        raise _Flawed(Flaw.REVOKED)
    if not trust.roots:
        return
    context = _context(trust, at)
    others = [one for one in signer.cert_registry if one.dump() != certificate.dump()]
    validator = CertificateValidator(certificate, others, validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage(set()))  # type: ignore[no-untyped-call]  # theirs
    except RevokedError as error:
        raise _Flawed(Flaw.REVOKED) from error
    except (PathError, ValidationError) as error:
        raise _Flawed(Flaw.UNTRUSTED) from error


def _context(trust: Trust, at: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in _der(trust.roots)],
        crls=[asn1_crl.CertificateList.load(one) for one in _der(trust.revoked)],
        allow_fetching=False,
        moment=at,
        revocation_mode="soft-fail",
    )


def _taken_back(certificate: x509.Certificate, trust: Trust) -> datetime | None:
    """When a certificate was taken back, as the lists of its issuer tell; None if it was not.

    Looked up here, since the library asks only where a certificate names a list itself.
    """
    for one in _der(trust.revoked):
        found = asn1_crl.CertificateList.load(one)
        if found.issuer != certificate.issuer:
            continue
        for row in found["tbs_cert_list"]["revoked_certificates"]:
            if row["user_certificate"].native == certificate.serial_number:
                taken: datetime = row["revocation_date"].native
                return taken
    return None


def _der(files: Iterable[bytes]) -> Iterable[bytes]:
    for one in files:
        if pem.detect(one):
            yield from (der for _kind, _headers, der in pem.unarmor(one, multiple=True))
        else:
            yield one


def _field(number: int, *, shown: bool) -> SigFieldSpec:
    if not shown:
        return SigFieldSpec(f"Layak{number + 1}", on_page=-1)
    left = _LEFT + number * _STEP
    edges = (left, _FOOT, left + _WIDE, _FOOT + _HIGH)
    a, b, c, d = (round(edge * _CM) for edge in edges)
    return SigFieldSpec(f"Layak{number + 1}", on_page=-1, box=(a, b, c, d))


def _stamp(name: str, wish: Wish, folder: str) -> StaticStampStyle:
    """What is seen of a signature, set like the report itself so that its fonts come along."""
    when = f"{date_text(wish.at.date())} pukul {wish.at:%H.%M} {wish.zone}".strip()
    made = typst.compile(
        _STAMP.read_bytes(),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={
            "stamp": json.dumps(
                {
                    "name": name,
                    "when": when,
                    "reason": wish.reason,
                    "width": _WIDE,
                    "height": _HIGH,
                }
            )
        },
        pdf_tags=False,
    )
    # It is read from its file while the signature is drawn; it goes with its folder.
    page = Path(folder) / "stamp.pdf"
    page.write_bytes(made)
    return StaticStampStyle(
        background=ImportedPdfPage(str(page)),  # type: ignore[no-untyped-call]  # theirs
        background_layout=SimpleBoxLayoutRule(
            AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(0, 0, 0, 0)
        ),
        border_width=0,
        background_opacity=1,
    )


def check(content: bytes, trust: Trust, at: datetime) -> list[SignatureFound]:
    """Look at every signature of a PDF."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        return [_judge(one, trust, at) for one in reader.embedded_signatures]
    except (PdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _Flawed(Flaw.NOT_A_PDF) from error


def _judge(found: EmbeddedPdfSignature, trust: Trust, at: datetime) -> SignatureFound:
    certificate = found.signer_cert
    stamped = False
    said = found.self_reported_timestamp
    try:
        status = validate_pdf_signature(found, _context(trust, at))
        if status.timestamp_validity is not None:
            stamped = status.timestamp_validity.valid
            said = status.timestamp_validity.timestamp
        verdict = _verdict(status, certificate, trust, said or at, stamped=stamped)
    except SignatureValidationError:
        verdict = Verdict.BROKEN
    reason = found.sig_object.get("/Reason")
    return SignatureFound(
        signer=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        signed_at=said,
        timestamped=stamped,
        verdict=verdict,
        reason=str(reason) if reason else "",
    )


def _verdict(
    status: Any,
    certificate: x509.Certificate,
    trust: Trust,
    signed_at: datetime,
    *,
    stamped: bool,
) -> Verdict:
    if not (status.intact and status.valid):
        return Verdict.BROKEN
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not whole and not status.docmdp_ok:
        return Verdict.CHANGED
    taken = _taken_back(certificate, trust)
    # Only a stamped time proves that a signature is older than the taking back.
    if status.revoked or (taken is not None and not (stamped and signed_at < taken)):
        return Verdict.REVOKED
    if signed_at > certificate.not_valid_after:
        return Verdict.EXPIRED
    return Verdict.GOOD if trust.roots and status.trusted else Verdict.UNKNOWN


def _common_name(name: x509.Name) -> str:
    facts = name.native
    common = facts.get("common_name") or facts.get("organization_name") or name.human_friendly
    return common if isinstance(common, str) else ", ".join(common)
