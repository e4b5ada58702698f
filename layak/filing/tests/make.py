"""Builders: a classifier fitted once for all tests, and texts."""

from functools import cache
from pathlib import Path

from layak.filing.model import Classifier
from layak.filing.store import load
from tests import shared

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


def fitted_folder() -> Path:
    """A folder that holds the classifier on the package's corpus, fitted once a test run."""
    return shared.once("classifier", load)


@cache
def fitted() -> Classifier:
    """The classifier on the package's corpus."""
    return load(fitted_folder())
