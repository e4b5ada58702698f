"""A certificate authority for tests, with people who can sign."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys, tsp  # type: ignore[import-untyped]  # no types there
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from layak.documents.signing import Trust

PASSPHRASE = "rahasia-uji"
# The signing library asks the real clock for the time of signing.
NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Authority:
    """Issues certificates and takes them back."""

    name: str = "CA Uji Layak"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    taken_back: list[int] = field(default_factory=list)

    @property
    def root(self) -> x509.Certificate:
        builder = _builder(self.name, self.name, self.key.public_key(), 1, NOW, 3650)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        usage = _usage(signing=False)
        return builder.add_extension(usage, True).sign(self.key, hashes.SHA256())

    def issue(
        self,
        name: str,
        *,
        begins: datetime = NOW - timedelta(days=10),
        days: int = 365,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None,
    ) -> tuple[rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, x509.Certificate]:
        """A key and its certificate; one given with an RSA key stamps the time."""
        own = key or ec.generate_private_key(ec.SECP256R1())
        builder = _builder(
            name, self.name, own.public_key(), x509.random_serial_number(), begins, days
        ).add_extension(_usage(signing=True), True)
        if isinstance(own, rsa.RSAPrivateKey):
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, True)
        return own, builder.sign(self.key, hashes.SHA256())

    @contextmanager
    def clock(self) -> Iterator[str]:
        """A time-stamping service on this machine; the address it is asked at."""
        key, certificate = self.issue(
            "Penanda Waktu Uji", key=rsa.generate_private_key(public_exponent=65537, key_size=2048)
        )
        stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
            keys.PrivateKeyInfo.load(
                key.private_bytes(
                    serialization.Encoding.DER,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            ),
        )

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                reply = stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_said: object) -> None:
                """Stay quiet."""

        server = HTTPServer(("127.0.0.1", 0), Answering)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()

    def person(self, name: str, *, revoked: bool = False, **facts: object) -> bytes:
        """A PKCS#12 file of a person, opened by ``PASSPHRASE``."""
        key, certificate = self.issue(name, **facts)  # type: ignore[arg-type]  # facts of several types
        if revoked:
            self.taken_back.append(certificate.serial_number)
        return pkcs12.serialize_key_and_certificates(
            name.encode(),
            key,
            certificate,
            [self.root],
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )

    def trust(self, *, timestamp_url: str = "") -> Trust:
        """What an installation that trusts this authority keeps."""
        return Trust(
            [self.root.public_bytes(serialization.Encoding.PEM)],
            [self.revocations().public_bytes(serialization.Encoding.DER)],
            timestamp_url,
        )

    def revocations(self) -> x509.CertificateRevocationList:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_name(self.name))
            .last_update(NOW - timedelta(days=1))
            .next_update(NOW + timedelta(days=30))
        )
        for serial in self.taken_back:
            taken = x509.RevokedCertificateBuilder().serial_number(serial)
            builder = builder.add_revoked_certificate(
                taken.revocation_date(NOW - timedelta(days=2)).build()
            )
        return builder.sign(self.key, hashes.SHA256())


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(  # noqa: PLR0917 - what a certificate says
    name: str,
    issuer: str,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    serial: int,
    begins: datetime,
    days: int,
) -> x509.CertificateBuilder:
    begun = begins - timedelta(days=30) if serial == 1 else begins
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(begun)
        .not_valid_after(begins + timedelta(days=days))
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signing,
        crl_sign=not signing,
        encipher_only=False,
        decipher_only=False,
    )
