"""What is said of signatures: one sentence for each thing that can be wrong."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from layak.documents.signing import Flaw, Verdict

FLAWS: Mapping[Flaw, Promise] = {
    Flaw.NOT_A_CERTIFICATE: _("Berkas ini bukan sertifikat PKCS#12 (.p12 atau .pfx)."),
    Flaw.WRONG_PASSPHRASE: _("Kata sandi sertifikat salah."),
    Flaw.NO_KEY: _("Sertifikat ini tidak berisi kunci untuk menandatangani."),
    Flaw.EXPIRED: _("Masa berlaku sertifikat ini sudah habis; mintalah yang baru."),
    Flaw.NOT_YET: _("Sertifikat ini belum mulai berlaku."),
    Flaw.REVOKED: _("Sertifikat ini sudah dicabut penerbitnya dan tidak boleh dipakai."),
    Flaw.UNTRUSTED: _("Penerbit sertifikat ini tidak dipercaya di Layak ini."),
    Flaw.NO_TIMESTAMP: _("Layanan penanda waktu tidak menjawab; coba lagi sebentar lagi."),
    Flaw.NOT_A_PDF: _("Berkas ini bukan PDF yang dapat dibaca."),
    Flaw.TOO_LARGE: _("PDF ini lebih besar dari 60 MB."),
    Flaw.FAILED: _("Tanda tangan belum dapat dikerjakan; coba lagi sebentar lagi."),
}

VERDICTS: Mapping[Verdict, Promise] = {
    Verdict.GOOD: _("Sah: isi utuh sejak ditandatangani dan penerbitnya dipercaya."),
    Verdict.UNKNOWN: _("Isi utuh, tetapi penerbit sertifikatnya tidak dikenal di Layak ini."),
    Verdict.EXPIRED: _("Isi utuh, tetapi sertifikatnya sudah habis masa berlakunya."),
    Verdict.REVOKED: _("Isi utuh, tetapi sertifikatnya sudah dicabut penerbitnya."),
    Verdict.CHANGED: _("Dokumen diubah sesudah ditandatangani."),
    Verdict.BROKEN: _("Rusak: isinya tidak lagi cocok dengan tanda tangan."),
}
