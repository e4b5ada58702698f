"""Builders: a classifier fitted once for all tests, and what a scanner does to a text."""

import hashlib
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from layak.filing.model import Classifier
from layak.filing.store import load

CONFUSED = {"m": "rn", "i": "l", "o": "0", "a": "o", "e": "c", "u": "n", "s": "5", "h": "b"}

POSYANDU = (
    "Laporan operasi timbang Februari 2024. Kader posyandu mengukur panjang dan berat balita. "
    "Dari 412 balita, 31 tergolong pendek dan 9 gizi kurang; semuanya dilaporkan melalui e-PPGBM "
    "dan dibahas tim percepatan penurunan stunting kecamatan bersama ahli gizi puskesmas."
)
FORUM = (
    "Berita acara musrenbang kelurahan. Wakil Forum Anak membacakan usulan mereka: lampu jalan di "
    "depan sekolah dan ruang berkumpul. Pendamping forum anak mencatat usul yang diterima."
)
DIVERSI = (
    "Musyawarah diversi di Polres dihadiri pembimbing kemasyarakatan Bapas, orang tua anak pelaku, "
    "korban, dan pekerja sosial. Kesepakatan: ganti rugi dan pendampingan tiga bulan."
)


@cache
def fitted() -> Classifier:
    """The classifier on the package's corpus, fitted once a test run."""
    return load(Path(mkdtemp(prefix="layak-filing-")))


def scanned(text: str, share: float = 0.06) -> str:
    """The text as a poor scan; the same letters are misread every time."""
    letters = []
    for place, letter in enumerate(text):
        chance = hashlib.sha256(f"{place}{letter}".encode()).digest()[0] / 256
        letters.append(CONFUSED[letter] if letter in CONFUSED and chance < share else letter)
    return "".join(letters)
