"""Say in the reader's language what the plain rooms below say of files.

They know no Django, so their sentences are Indonesian, and so are the rows that keep them. A page
that shows one passes it through ``in_readers_language``.
"""

import re
from functools import cache

from django.utils.translation import gettext, gettext_noop

SENTENCES = (
    gettext_noop("Arsip 7z tidak diterima. Kirim isinya, atau pakai ZIP."),
    gettext_noop("Arsip BZ2 tidak diterima. Kirim isinya, atau pakai ZIP."),
    gettext_noop("Arsip GZ tidak diterima. Kirim isinya, atau pakai ZIP."),
    gettext_noop("Arsip RAR tidak diterima. Kirim isinya, atau pakai ZIP."),
    gettext_noop(
        "Arsip ZIP tidak dibaca sebagai dokumen. Unggah isinya, atau unggah ZIP itu tersendiri."
    ),
    gettext_noop("Arsip di dalam ZIP tidak dibuka. Keluarkan isinya, lalu unggah lagi."),
    gettext_noop("Berkas berukuran %(size)s MB; paling besar %(most)s."),
    gettext_noop("Berkas di dalam ZIP dilindungi kata sandi."),
    gettext_noop("Berkas di dalam ZIP tidak bernama."),
    gettext_noop("Berkas dilindungi kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi."),
    gettext_noop("Berkas hilang dari tempat tunggu. Serahkan sekali lagi."),
    gettext_noop("Berkas ini menghentikan program pembaca sehingga tidak dapat dibaca."),
    gettext_noop("Berkas ini sebuah program, bukan dokumen, sehingga ditolak."),
    gettext_noop("Berkas kosong (0 bita)."),
    gettext_noop("Berkas lebih besar dari %(most)s, batas yang diterima."),
    gettext_noop("Berkas membutuhkan terlalu banyak memori untuk dibaca."),
    gettext_noop("Berkas mengembang berlebihan saat dibuka, seperti bom ZIP."),
    gettext_noop(
        "Berkas rusak atau terpotong sehingga tidak dapat dibaca. Unggah ulang berkas aslinya."
    ),
    gettext_noop("Berkas rusak di dalam ZIP."),
    gettext_noop("Berkas terlalu besar untuk dibaca."),
    gettext_noop("Berkas terlalu lama dibaca sehingga pembacaannya dihentikan."),
    gettext_noop("Berkas tidak dapat dibuka."),
    gettext_noop("Bukan berkas biasa (perangkat atau pipa)."),
    gettext_noop("Bukan berkas biasa."),
    gettext_noop("Cara pemampatan di dalam ZIP tidak dikenal."),
    gettext_noop("Dokumen OpenDocument tidak diterima. Simpan ulang sebagai DOCX, XLSX atau PDF."),
    gettext_noop("Dokumen RTF tidak diterima. Simpan ulang sebagai DOCX atau PDF."),
    gettext_noop(
        "Dokumen berisi makro. Simpan ulang tanpa makro sebagai DOCX atau XLSX biasa, lalu "
        "unggah lagi."
    ),
    gettext_noop(
        "Folder berisi terlalu banyak berkas; paling banyak %(most)s. Bagi menjadi beberapa bagian."
    ),
    gettext_noop("Folder tidak dapat dibuka."),
    gettext_noop(
        "Format Office lama (DOC, XLS, PPT) tidak diterima. Simpan ulang jadi DOCX atau XLSX."
    ),
    gettext_noop("Foto HEIC tidak diterima. Simpan ulang sebagai JPG."),
    gettext_noop("Gambar BMP tidak diterima. Simpan ulang sebagai JPG atau PNG."),
    gettext_noop("Gambar GIF tidak diterima. Simpan ulang sebagai JPG atau PNG."),
    gettext_noop("Gambar berukuran %(size)s piksel; paling besar %(most)s juta piksel."),
    gettext_noop("Halaman %(number)s tidak ada."),
    gettext_noop("Halaman web atau XML tidak diterima. Simpan sebagai PDF."),
    gettext_noop("Isi ZIP menjadi %(total)s MB setelah dibuka; paling besar %(most)s MB."),
    gettext_noop("Jenis berkas ini tidak dikenal. Kirim PDF, DOCX, XLSX, JPG, PNG atau teks."),
    gettext_noop("Jenis berkas ini tidak diterima."),
    gettext_noop("Kirim lembar XLSX atau CSV."),
    gettext_noop("Kirim lembar XLSX."),
    gettext_noop("Lebih dari 200.000 baris. Bagi menjadi beberapa berkas."),
    gettext_noop("Lembar XLSB tidak diterima. Simpan ulang jadi XLSX."),
    gettext_noop(
        "Nama berkas berakhiran %(extension)s, tetapi isinya bukan itu. Unggah berkas aslinya."
    ),
    gettext_noop("Nama berkas berakhiran %(extension)s, tetapi isinya %(kind)s."),
    gettext_noop("Namanya menunjuk ke luar ZIP (jalur mutlak atau “..”)."),
    gettext_noop("PDF berisi %(pages)s halaman; paling banyak %(most)s."),
    gettext_noop("PDF terpotong: akhir berkasnya tidak ada. Unggah ulang berkas aslinya."),
    gettext_noop("PDF tidak berisi halaman."),
    gettext_noop("Pemindai virus tidak menjawab; berkas menunggu sampai dapat diperiksa."),
    gettext_noop("Pertanyaan %(code)s sudah dikunci; berkas disimpan tanpa ditempatkan."),
    gettext_noop("Tautan ke berkas lain tidak dibuka; hanya nilai tersimpan dibaca."),
    gettext_noop("Tautan simbolik atau berkas khusus tidak diikuti."),
    gettext_noop("Tautan simbolik tidak diikuti."),
    gettext_noop("Terlalu banyak sel yang digabung."),
    gettext_noop("Tidak ada teks yang dapat dibaca; berkas ini mungkin hasil pindaian."),
    gettext_noop("Video tidak diterima. Kirim foto atau dokumen."),
    gettext_noop(
        "ZIP berisi terlalu banyak berkas; paling banyak %(most)s. Bagi menjadi beberapa bagian."
    ),
    gettext_noop("ZIP mengembang %(times)s kali lipat saat dibuka, seperti bom ZIP."),
    gettext_noop("ZIP rusak atau terpotong."),
    # What the tasks say in the language of the installation, which no reader chose.
    gettext_noop("Berkas berubah selagi dibaca. Serahkan sekali lagi."),
    gettext_noop(
        "Berkas mengandung virus (%(virus)s) dan dikarantina. Bersihkan komputer asalnya."
    ),
    gettext_noop(
        "Ruang penyimpanan server penuh. Berkas belum diterima; coba lagi setelah ruang ditambah."
    ),
    gettext_noop(
        "Ruang penyimpanan server penuh. Berkas belum disimpan; coba lagi setelah ruang ditambah."
    ),
)
# What a file really is, as it stands inside a sentence.
KINDS = (
    gettext_noop("dokumen PDF"),
    gettext_noop("dokumen Word (DOCX)"),
    gettext_noop("foto JPEG"),
    gettext_noop("gambar PNG"),
    gettext_noop("gambar TIFF"),
    gettext_noop("gambar WEBP"),
    gettext_noop("lembar Excel (XLSX)"),
    gettext_noop("paparan PowerPoint (PPTX)"),
    gettext_noop("tabel CSV"),
    gettext_noop("teks"),
)


def in_readers_language(said: str) -> str:
    """Translate one or several known sentences; whatever else is said stays as it is."""
    pieces, rest = [], said
    while rest:
        known = next((one for one in _patterns() if one[1].match(rest)), None)
        if known is None or (found := known[1].match(rest)) is None:
            return said
        given = {name: _kind(value) for name, value in found.groupdict().items()}
        pieces.append(gettext(known[0]) % given)
        rest = rest[found.end() :]
    return " ".join(pieces)


def _kind(value: str) -> str:
    return gettext(value) if value in KINDS else value


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, _pattern(sentence)) for sentence in SENTENCES)


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", sentence)
    for at in range(0, len(pieces), 2):
        pieces[at] = re.escape(pieces[at])
    for at in range(1, len(pieces), 2):
        pieces[at] = f"(?P<{pieces[at]}>.+?)"
    return re.compile("".join(pieces) + r"(?: |$)")
