"""Which item inside an indicator a text proves, from the words of the items' questions."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from layak.filing.text import STOPWORDS, excerpt, stem

SHARPNESS = 1.5
TITLE_CHARACTERS = 160
TITLE_FACTOR = 1.6
MEANT_WEIGHT = 0.3

_WORD = re.compile(r"[^\W\d_]{2,}")
_APART_FROM = re.compile(r"\bselain\b[^,:;.?]*")
_MEANT = {
    "sdm": "petugas guru kader tenaga pegawai pendidik pelatihan bimtek sertifikat peserta",
    "kha": "konvensi hak anak pelatihan sertifikat bimtek peserta materi narasumber",
    "terlatih": "pelatihan latih sertifikat bimtek workshop diklat peserta materi narasumber",
    "dilatih": "pelatihan latih sertifikat bimtek workshop diklat peserta",
    "kapasitas": "pelatihan latih bimtek jambore peserta",
    "kemitraan": "mitra kerja sama mou pks nota kesepahaman csr perusahaan perguruan matriks",
    "mitra": "kemitraan kerja sama mou pks perusahaan",
    "inovasi": "inovatif terobosan aplikasi gerakan gagasan baru pertama unik juara",
    "persentase": "persen jumlah tabel data rekap cakupan capaian angka",
    "persen": "persentase jumlah tabel data rekap cakupan capaian angka",
    "jumlah": "tabel daftar rekap data total orang unit",
    "data": "tabel rekap angka statistik",
    "tabel": "data rekap",
    "perbandingan": "banding naik turun tahun lalu",
    "mekanisme": "sop alur prosedur langkah tata cara",
    "sop": "prosedur alur langkah standar operasional mekanisme",
    "sk": "keputusan menetapkan susunan ditetapkan surat",
    "terstandar": "standar sertifikat akreditasi penilaian mandiri audit nilai",
    "standar": "sertifikat akreditasi penilaian mandiri audit",
    "monev": "pemantauan evaluasi monitoring supervisi",
    "dipantau": "pemantauan evaluasi monitoring monev",
    "promosi": "publikasi leaflet baliho media sosial kampanye radio",
    "kie": "publikasi leaflet baliho videotron media sosial poster banner",
    "publikasi": "leaflet baliho media sosial siaran poster",
    "anggaran": "belanja apbd dpa rka pagu rupiah realisasi kegiatan",
    "kebijakan": "peraturan keputusan perwali perbup instruksi edaran perda menimbang menetapkan",
    "perda": "peraturan daerah raperda rancangan dprd paripurna pansus lembaran naskah akademik",
    "aturan": "peraturan perda pasal",
    "sanksi": "denda kurungan teguran pidana",
    "fasilitas": "sarana gedung ruang tempat",
    "sarana": "mobil rumah aman telepon ruang gedung",
    "pengawasan": "awas sidak inspeksi pemeriksaan",
    "pengaduan": "lapor adu nomor kotak",
    "kla": "kota kabupaten layak",
    "ats": "anak tidak sekolah putus",
    "ampk": "perlindungan khusus disabilitas panti jalanan",
    "faskes": "puskesmas rumah sakit klinik",
    "rbra": "taman ayunan perosotan ruang bermain ramah",
    "rass": "rute aman selamat sekolah zebra zona rambu penyeberangan",
    "pka": "sanggar seni kreativitas pusat",
    "rira": "masjid gereja ibadah pura takmir",
    "ktr": "rokok kawasan",
    "iplt": "lumpur tinja sedot tangki septik",
    "asi": "menyusui laktasi menyusu air susu",
    "pmba": "makan bayi mp pendamping",
    "abh": "anak berhadapan hukum pelaku perkara",
    "psm": "perilaku menyimpang kenakalan tawuran",
    "bpta": "pekerjaan terburuk pekerja bekerja",
    "adopsi": "pengangkatan angkat orang tua calon",
    "rad": "rencana aksi daerah",
    "profil": "terpilah data statistik",
}


def suggest_items(text: str, candidates: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
    """The items with the probability that the text proves each, best first; the order of equal ones
    is theirs.

    ``candidates``: the items of one indicator, each (code, words). The probabilities add up to one;
    a text that says nothing about any of them leaves them all alike.
    """
    if not candidates:
        return []
    said = _said(text)
    wanted = [_wanted(words) for _, words in candidates]
    spread = Counter(word for words in wanted for word in words)
    scores = []
    for words in wanted:
        told = 0.0
        length = 0.0
        for word, weight in words.items():
            rarity = math.log(1 + len(candidates) / spread[word])
            told += weight * rarity * said.get(word, 0.0)
            length += (weight * rarity) ** 2 if weight == 1.0 else 0.0
        scores.append(told / math.sqrt(length) if length else 0.0)
    raised = [math.exp(SHARPNESS * (score - max(scores))) for score in scores]
    total = sum(raised)
    ranked = sorted(range(len(candidates)), key=lambda place: -raised[place])
    return [(candidates[place][0], raised[place] / total) for place in ranked]


def _said(text: str) -> dict[str, float]:
    """How loudly a text says each stem: its beginning counts more, repetition little."""
    read = excerpt(text).lower()
    counts = Counter(stem(word) for word in _WORD.findall(read))
    title = {stem(word) for word in _WORD.findall(read[:TITLE_CHARACTERS])}
    return {w: (1 + math.log(n)) * (TITLE_FACTOR if w in title else 1.0) for w, n in counts.items()}


def _wanted(question: str) -> dict[str, float]:
    """The stems that a question asks for; what its words usually stand for counts less."""
    asked = _APART_FROM.sub(" ", question.lower())
    words = [word for word in _WORD.findall(asked) if word not in STOPWORDS]
    wanted = {stem(word): 1.0 for word in words}
    for word in words:
        for meant in _MEANT.get(word, "").split():
            wanted.setdefault(stem(meant), MEANT_WEIGHT)
    return wanted
