"""The columns of a file of figures: always Indonesian, whatever the page is."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, the heading that is written, others understood, width and a hint."""

    key: str
    title: str
    others: tuple[str, ...] = ()
    width: int = 16
    hint: str = ""


COLUMNS = (
    Column("measure", "Ukuran", ("Indikator data", "Nama ukuran"), 30, "Nama atau kodenya."),
    Column("code", "Kode wilayah", ("Kode Kemendagri", "Kode"), 16, "Misalnya 36.73.01.1001."),
    Column("district", "Kecamatan", (), 20),
    Column("village", "Kelurahan/Desa", ("Kelurahan", "Desa", "Desa/Kelurahan"), 22),
    Column("period", "Periode", ("Tahun", "Bulan"), 18, "2024, Semester 1 2024, Juni 2024."),
    Column("source", "Sumber", ("Sumber data",), 18, "Survei atau pencatatan, lihat Petunjuk."),
    Column("value", "Nilai", ("Angka", "Jumlah", "Persentase"), 12, "Kosong: dihitung sendiri."),
    Column("numerator", "Pembilang", (), 12),
    Column("denominator", "Penyebut", ("Sasaran",), 12),
    Column("coverage", "Cakupan (%)", ("Cakupan", "Persen masuk"), 12, "Bagian yang sudah masuk."),
    Column("sex", "Jenis kelamin", ("JK",), 14, "Kosong: semua."),
    Column("age", "Kelompok umur", ("Umur", "Usia"), 14, "0-5, 6-12, 13-17, 18+."),
    Column("disability", "Disabilitas", (), 12, "Ya, Tidak, atau kosong."),
    Column("other", "Rincian lain", ("Rincian",), 22, "Misalnya Pendidikan: SD."),
    Column("method", "Metode", (), 22),
    Column("citation", "Rujukan", ("Dokumen sumber", "Tautan"), 28),
    Column("note", "Catatan", ("Keterangan",), 28),
)
REQUIRED = ("measure", "period", "source")
NUMBERS = ("value", "numerator", "denominator", "coverage")
TITLES = {column.key: column.title for column in COLUMNS}


def folded(text: str) -> str:
    """A text as it is compared: without case, dots, dashes and double blanks."""
    return " ".join("".join(one if one.isalnum() else " " for one in text.lower()).split())


KEYS: Mapping[str, str] = {
    folded(title): column.key for column in COLUMNS for title in (column.title, *column.others)
}
