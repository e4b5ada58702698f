"""PDF is signed and checked; the authority is made here."""

from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest

from layak.documents.plain import Paragraph
from layak.documents.report import Report
from layak.documents.report_pdf import write_report_pdf
from layak.documents.signing import (
    Flaw,
    NotSigned,
    Pkcs12,
    Trust,
    Verdict,
    Wish,
    check_signatures,
)
from layak.documents.tests.certificates import NOW, PASSPHRASE, Authority

MAYOR, HEAD = "Wali Kota Contoh", "Ketua Gugus Tugas Contoh"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def paper() -> bytes:
    report = Report("Laporan", "Kota Contoh", date(2023, 5, 29), blocks=[Paragraph("Isi laporan.")])
    return write_report_pdf(report)


@pytest.fixture(scope="module")
def signed(authority: Authority, paper: bytes) -> bytes:
    mayor = Pkcs12(authority.person(MAYOR), PASSPHRASE, authority.trust())
    return mayor.sign(paper, Wish(0, "Pengesahan laporan", NOW)).content


def flaw_of(file: bytes, paper: bytes, trust: Trust, *, passphrase: str = PASSPHRASE) -> Flaw:
    with pytest.raises(NotSigned) as refused:
        Pkcs12(file, passphrase, trust).sign(paper, Wish(0, "", NOW))
    return refused.value.flaw


def test_a_signature_is_good_and_says_who_and_why(authority: Authority, signed: bytes) -> None:
    (found,) = check_signatures(signed, authority.trust(), at=NOW)
    assert (found.signer, found.issuer) == (MAYOR, authority.name)
    assert found.verdict == Verdict.GOOD
    assert found.reason == "Pengesahan laporan"
    assert found.signed_at is not None


def test_a_second_signature_leaves_the_first_as_it_was(authority: Authority, signed: bytes) -> None:
    head = Pkcs12(authority.person(HEAD), PASSPHRASE, authority.trust())
    both = head.sign(signed, Wish(1, "Mengetahui", NOW)).content
    assert both.startswith(signed)
    found = check_signatures(both, authority.trust(), at=NOW)
    assert [one.signer for one in found] == [MAYOR, HEAD]
    assert {one.verdict for one in found} == {Verdict.GOOD}


def test_the_stamp_is_seen_on_the_last_page(signed: bytes, paper: bytes) -> None:
    assert ink(signed) > ink(paper) + 100


def ink(pdf: bytes) -> int:
    """Dark pixels in the strip where stamps stand."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[len(document) - 1]
    picture = page.render(scale=2, may_draw_forms=True).to_pil().convert("L")
    strip = picture.crop((125, 1445, 440, 1550))
    return sum(strip.histogram()[:128])


def test_what_is_changed_afterwards_is_broken(authority: Authority, signed: bytes) -> None:
    at = signed.index(b"/Title")
    changed = signed[:at] + b"/Titel" + signed[at + 6 :]
    (found,) = check_signatures(changed, authority.trust(), at=NOW)
    assert found.verdict == Verdict.BROKEN


def test_a_stranger_s_signature_is_unknown(authority: Authority, paper: bytes) -> None:
    other = Authority("CA Lain")
    signed = Pkcs12(other.person("Orang Lain"), PASSPHRASE).sign(paper, Wish(0, "", NOW)).content
    (found,) = check_signatures(signed, authority.trust(), at=NOW)
    assert found.verdict == Verdict.UNKNOWN
    assert flaw_of(other.person("Orang Lain"), paper, authority.trust()) == Flaw.UNTRUSTED


def test_a_certificate_taken_back_after_signing_shows(paper: bytes) -> None:
    authority = Authority()
    signed = (
        Pkcs12(authority.person(MAYOR, revoked=True), PASSPHRASE)
        .sign(paper, Wish(0, "", NOW))
        .content
    )
    (found,) = check_signatures(signed, authority.trust(), at=NOW)
    assert found.verdict == Verdict.REVOKED


def test_the_time_is_stamped_by_a_service_where_one_is_told(paper: bytes) -> None:
    authority = Authority()
    with authority.clock() as url:
        file = authority.person(MAYOR)
        signatory = Pkcs12(file, PASSPHRASE, authority.trust(timestamp_url=url))
        signed = signatory.sign(paper, Wish(0, "", NOW)).content
    (found,) = check_signatures(signed, authority.trust(), at=NOW)
    assert (found.timestamped, found.verdict) == (True, Verdict.GOOD)


def test_each_refusal_has_its_own_reason(authority: Authority, paper: bytes) -> None:
    good = authority.person(MAYOR)
    trust = authority.trust()
    assert flaw_of(good, paper, trust, passphrase="salah") == Flaw.WRONG_PASSPHRASE
    assert flaw_of(b"bukan sertifikat", paper, trust) == Flaw.NOT_A_CERTIFICATE
    past: dict[str, Any] = {"begins": NOW - timedelta(days=400), "days": 300}
    assert flaw_of(authority.person(MAYOR, **past), paper, trust) == Flaw.EXPIRED
    coming: dict[str, Any] = {"begins": NOW + timedelta(days=5), "days": 300}
    assert flaw_of(authority.person(MAYOR, **coming), paper, trust) == Flaw.NOT_YET
    revoked = authority.person(MAYOR, revoked=True)
    assert flaw_of(revoked, paper, authority.trust()) == Flaw.REVOKED
    silent = authority.trust(timestamp_url="http://127.0.0.1:9/")
    assert flaw_of(good, paper, silent) == Flaw.NO_TIMESTAMP
    assert flaw_of(good, b"%PDF-1.7 rusak", trust) == Flaw.FAILED


def test_no_signature_and_no_pdf(authority: Authority, paper: bytes) -> None:
    assert check_signatures(paper, authority.trust(), at=NOW) == []
    with pytest.raises(NotSigned, match=Flaw.NOT_A_PDF):
        check_signatures(b"PK bukan pdf", authority.trust(), at=NOW)
    with pytest.raises(NotSigned):
        check_signatures(b"%PDF-1.7\n" + b"\0" * 500, authority.trust(), at=NOW)


def test_a_passphrase_shows_nowhere(authority: Authority) -> None:
    assert PASSPHRASE not in repr(Pkcs12(authority.person(MAYOR), PASSPHRASE))
