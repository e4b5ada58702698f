"""Reasons and cautions in words: Indonesian, and English for its readers."""

from collections.abc import Mapping
from dataclasses import dataclass

from layak.forecast.model import Forecast
from layak.forecast.reasons import Reason

# Sheets with fewer answered points than this share of the whole say little yet.
LITTLE = 0.25

_REASONS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "usual": "yang biasanya dikurangi verifikator",
        "partial": "{items} butir belum lengkap buktinya",
        "reused": "{items} butir memakai dokumen yang juga dipakai jawaban lain",
        "unclear": "{items} butir buktinya tidak terbaca jelas",
        "unsigned": "{items} butir buktinya belum ditandatangani",
        "wrong_kind": "{items} butir buktinya bukan jenis yang diminta",
        "misplaced": "{items} butir buktinya salah tempat",
        "wrong_year": "{items} butir buktinya dari tahun yang salah",
        "circular": "{items} butir kebijakan hanya bersandar pada surat edaran",
        "missing": "{items} butir belum ada buktinya",
        "returned": "{items} butir dikembalikan dan belum tentu kembali seluruhnya",
        "decided": "{items} butir sudah dikurangi verifikator",
        "later": "yang mungkin masih dikurangi pada tahap berikutnya",
    },
    "en": {
        "usual": "what verifiers usually take",
        "partial": "{items} items lack some of their evidence",
        "reused": "{items} items rest on a document that other answers use too",
        "unclear": "{items} items rest on evidence that is hard to read",
        "unsigned": "{items} items rest on evidence that is not signed",
        "wrong_kind": "{items} items rest on evidence of another kind than asked",
        "misplaced": "{items} items have evidence in the wrong place",
        "wrong_year": "{items} items rest on evidence of the wrong year",
        "circular": "{items} policy items rest on a circular only",
        "missing": "{items} items have no evidence",
        "returned": "{items} items were sent back and may not all come back",
        "decided": "{items} items were cut by a verifier",
        "later": "what later stages may still take",
    },
}
_CAUTIONS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "few_pairs": "Baru {pairs} pasangan nilai nyata (mandiri dan sesudah verifikasi) yang "
        "diketahui, karena itu selangnya lebar.",
        "no_own": "Belum ada hasil verifikasi kota ini sendiri yang diketahui.",
        "unknown_evidence": "Keadaan data dukung tidak diketahui; dihitung seperti rata-rata kota.",
        "little": "Baru {items} dari {all} butir terisi; perkiraan hanya untuk yang sudah terisi.",
        "assumed_stages": "Sesudah verifikasi administrasi belum ada pasangan nilai nyata: selang "
        "tahap berikutnya hanya dilebarkan dengan anggapan.",
    },
    "en": {
        "few_pairs": "Only {pairs} real pairs of scores (self and after verification) are known, "
        "so the interval is wide.",
        "no_own": "No verified result of this city itself is known yet.",
        "unknown_evidence": "The state of the evidence is not known; it is taken as that of an "
        "average city.",
        "little": "Only {items} of {all} items are answered; the forecast is for these alone.",
        "assumed_stages": "No real pairs are known beyond the administrative verification: the "
        "intervals of later stages are only widened by assumption.",
    },
}
_TOO_LITTLE = {
    "id": "Belum dapat diperkirakan: baru {pairs} pasangan nilai nyata diketahui, perlu 3.",
    "en": "No forecast yet: only {pairs} real pairs of scores are known, 3 are needed.",
}
MANY_PAIRS = 30


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the reader must know before trusting a forecast."""

    code: str
    facts: Mapping[str, int]


def describe_reason(reason: Reason, language: str = "id") -> str:
    """One reason in words, without its points."""
    return _REASONS[language][reason.code].format(items=len(reason.items))


def describe_caution(caution: Caution, language: str = "id") -> str:
    """One caution as a sentence."""
    return _CAUTIONS[language][caution.code].format(**caution.facts)


def too_little(pairs: int, language: str = "id") -> str:
    """Why there is no forecast at all."""
    return _TOO_LITTLE[language].format(pairs=pairs)


def cautions(found: Forecast, *, evidence_known: bool) -> list[Caution]:
    """What limits a forecast, the weightiest first."""
    told = []
    claims = found.sheet.claims
    answered = [claim for claim in claims if claim.claimed is not None]
    whole = sum(claim.maximum for claim in claims)
    if sum(claim.maximum for claim in answered) < LITTLE * whole:
        told.append(Caution("little", {"items": len(answered), "all": len(claims)}))
    if found.outlook.pairs < MANY_PAIRS:
        told.append(Caution("few_pairs", {"pairs": found.outlook.pairs}))
    if not found.outlook.own:
        told.append(Caution("no_own", {}))
    if not evidence_known:
        told.append(Caution("unknown_evidence", {}))
    if not found.grounded:
        told.append(Caution("assumed_stages", {}))
    return told
