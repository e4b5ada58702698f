"""The columns of a registry file and the words in them: always Indonesian, whatever the page is."""

from collections.abc import Mapping
from dataclasses import dataclass

from layak.facilities.mentions import same_words
from layak.facilities.models import FacilityKind

YES, NO = "Ya", "Tidak"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, the heading that is written, others that are understood, and a hint."""

    key: str
    title: str
    others: tuple[str, ...] = ()
    width: int = 18
    hint: str = ""


COLUMNS = (
    Column("kind", "Jenis", ("Jenis fasilitas",), 18, "SRA, PRAP, RBRA ... lihat lembar Petunjuk."),
    Column("name", "Nama", ("Nama fasilitas", "Nama lembaga"), 34, "Nama resmi."),
    Column("aliases", "Nama lain", ("Alias", "Sebutan lain"), 24, "Pisahkan dengan titik koma."),
    Column("district", "Kecamatan", (), 18, "Kosong: melayani seluruh kota."),
    Column("village", "Kelurahan/Desa", ("Kelurahan", "Desa", "Desa/Kelurahan"), 20),
    Column(
        "operator",
        "Dijalankan oleh",
        ("OPD", "Pengelola", "Pelaksana", "Instansi"),
        24,
        "Nama atau singkatan OPD seperti terdaftar.",
    ),
    Column("contact", "Kontak kantor", ("Kontak", "Telepon"), 22, "Bukan kontak pribadi."),
    Column("standard_met", "Memenuhi standar", ("Standar", "Terstandar"), 18, "Ya atau Tidak."),
    Column("standard_on", "Ditetapkan pada", ("Tanggal SK", "Tanggal sertifikat"), 18),
    Column("certificate", "Nomor SK atau sertifikat", ("Nomor SK", "Nomor sertifikat", "SK"), 26),
    Column("valid_until", "Berlaku sampai", ("Masa berlaku", "Berlaku hingga"), 18),
    Column("used", "Dipakai", ("Digunakan", "Berfungsi"), 12, "Ya, Tidak, atau kosong."),
    Column("note", "Catatan", ("Keterangan",), 28),
)
REQUIRED = ("kind", "name")
TITLES = {column.key: column.title for column in COLUMNS}
KEYS: Mapping[str, str] = {
    same_words(title): column.key for column in COLUMNS for title in (column.title, *column.others)
}

# The first word is written; all of them are understood.
_KIND_WORDS: Mapping[FacilityKind, tuple[str, ...]] = {
    FacilityKind.SRA: ("SRA", "Sekolah ramah anak", "Satuan pendidikan ramah anak"),
    FacilityKind.PRAP: ("PRAP", "Puskesmas ramah anak", "Pelayanan ramah anak di puskesmas"),
    FacilityKind.RBRA: ("RBRA", "Ruang bermain ramah anak"),
    FacilityKind.RASS: ("RASS", "Rute aman selamat sekolah", "Rute aman selamat ke sekolah"),
    FacilityKind.PISA: ("PISA", "Pusat informasi sahabat anak"),
    FacilityKind.PUSPAGA: ("PUSPAGA", "Pusat pembelajaran keluarga"),
    FacilityKind.PKA: ("PKA", "Pusat kreativitas anak"),
    FacilityKind.RIRA: ("RIRA", "Rumah ibadah ramah anak"),
    FacilityKind.LKSA: ("LKSA", "Lembaga kesejahteraan sosial anak", "Panti asuhan"),
    FacilityKind.PATBM: ("PATBM", "Perlindungan anak terpadu berbasis masyarakat"),
    FacilityKind.SAFE_SCHOOL: (
        "Sekolah/madrasah aman",
        "Sekolah aman",
        "Madrasah aman",
        "Sekolah aman bencana",
        "Sekolah/madrasah aman bencana",
        "SPAB",
    ),
    FacilityKind.CHILDREN_FORUM: ("Forum Anak",),
    FacilityKind.LPKRA: ("LPKRA", "Lembaga perlindungan khusus ramah anak"),
    FacilityKind.CHANNEL: ("Saluran pengaduan", "Kanal pengaduan", "Layanan pengaduan"),
}
KIND_WORD = {kind: words[0] for kind, words in _KIND_WORDS.items()}
KIND_BY_WORD: Mapping[str, FacilityKind] = {
    same_words(word): kind for kind, words in _KIND_WORDS.items() for word in words
}
KIND_TITLES = {kind: words[1] if len(words) > 1 else "" for kind, words in _KIND_WORDS.items()}
YES_OR_NO: Mapping[str, bool] = {
    **dict.fromkeys(("ya", "y", "sudah", "true", "benar", "1"), True),
    **dict.fromkeys(("tidak", "t", "tdk", "belum", "false", "salah", "0"), False),
}
