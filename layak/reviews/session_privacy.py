"""Does a note about children say who they are? Pure: text in, what looks personal out.

What is found: numbers of identity cards, pupils, families and telephones, e-mail addresses and
accounts, birth dates, home addresses, names after a cue ("bernama", "nama saya", "a.n.", "ananda",
"anak dari Ibu"), a name before an age, and a name together with a class and a named school.

Its limits, plainly: it reads patterns, it does not know who people are. A name without any cue
("Rani takut pulang malam"), a nickname, initials, or a story so particular that everyone in the
kelurahan knows who is meant pass unseen; so does a name that was misspelt into an ordinary word.
A harmless text may be refused, for instance a full date of long ago: it is written again, more
generally. The page therefore says what must not be written, and whoever leads can take a note back.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from layak.lib.errors import Refusal


class Sign(StrEnum):
    """What a piece of text looks like."""

    NUMBER = "number"
    PHONE = "phone"
    ACCOUNT = "account"
    BIRTH = "birth"
    ADDRESS = "address"
    NAME = "name"
    PARENT = "parent"
    PUPIL = "pupil"


@dataclass(frozen=True, slots=True)
class Trace:
    """A piece of a note that looks personal."""

    sign: Sign
    text: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BLANKS = re.compile(r"[^\S\n]+")
# A word as names are written: letters, with an apostrophe, hyphen or dot inside.
_WORD = r"[^\W\d_][\w'’.-]*"
_GAP = r"[ \n]+"

# Eight digits in a row, or the sixteen of an identity card however they are divided.
_NUMBER = re.compile(r"(?<!\d)(?:\d(?:[ .\-–]{0,2}\d){15,}|\d{8,})(?!\d)")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[ .\-–]{1,2}(?:19|20)\d\d)*")
_HOURS = re.compile(r"\d{1,2}[.:]\d\d ?[-–] ?\d{1,2}[.:]\d\d")
_PHONE = re.compile(
    r"(?<![\d.,])(?:\+ ?\d{2}|62[ -]?(?=8)|\(?0\d{1,3}\)?)(?:[ .\-–()]{0,2}\d){6,12}(?!\d)"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z_]\w[\w.]+")

_MONTHS = (
    r"jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?"
    r"|agu?s?(?:tus)?|aug|sep(?:t(?:ember)?)?|o[kc]t(?:ober)?|nov(?:ember)?|de[sc](?:ember)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = (
    re.compile(rf"(?<!\d)\d{{1,2}} ?[-/. ] ?\d{{1,2}} ?[-/. ] ?{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"),
    re.compile(rf"(?<!\d)\d{{1,2}}{_GAP}(?:{_MONTHS})\.?{_GAP}{_YEAR}(?!\d)", re.IGNORECASE),
)
_BORN = re.compile(
    rf"\b(?:lahir|kelahiran|ttl|ultah|ulang{_GAP}tahun|born)\b"
    rf"[^.!?\n]{{0,40}}?\d{{1,2}}(?: ?[-/] ?\d{{1,2}}\b|{_GAP}(?:{_MONTHS})\b)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\brt\W{0,3}\d{1,3}\W{0,5}rw\W{0,3}\d{1,3}"
    r"|\b(?:jl|jln|jalan)\.? ?[^.!?\n]{2,50}?\b(?:no|nomor)\.? ?\d+",
    re.IGNORECASE,
)

_LINK = rf"(?:{_GAP}(?:adalah|ialah|itu|yaitu|si))?[ \n]*:?[ \n]*[\"“'(]?"
# After these a name follows, whatever its spelling.
_CUES = re.compile(
    rf"(?<![\w-])(?:bernama|nama{_GAP}(?:saya|aku)|nama[ \n]*:|ananda|a\.? ?n\.|a/n"
    rf"|atas[ \n]+nama){_LINK}(?P<who>{_WORD})",
    re.IGNORECASE,
)
# After these a name follows if it is written as one.
_WEAK_CUES = re.compile(
    rf"(?<![\w-])(?i:namanya|nama{_GAP}(?:dia|anak(?:nya)?|lengkap(?:nya)?|panggilan(?:nya)?)"
    rf"|dipanggil|panggil{_GAP}(?:saya|aku)|panggilannya|inisial(?:nya)?){_LINK}"
    r"(?P<who>[A-Z][\w'’.-]*)"
)
_PARENT = re.compile(
    r"\b(?:anak|putra|putri|cucu|adik|kakak|keponakan)(?:nya)?"
    rf"{_GAP}(?:(?:dari|kandung|angkat|tiri|pertama|kedua|ketiga|bungsu|sulung){_GAP}){{0,2}}"
    r"(?:ibu|bapak|bapa|pak|bu|bpk|mas|mbak|bang|sdr|sdri|h|hj|ust|ustaz|ustadz|kyai|almarhum|alm)"
    rf"\.?{_GAP}(?P<who>{_WORD})",
    re.IGNORECASE,
)
# "Anak dari ibu yang bekerja" names nobody.
_NOBODY = _words(
    "yang bekerja tunggal pekerja buruh guru petani nelayan pedagang hamil muda rumah "
    "kandung tiri angkat asuh dan atau di ke dari dengan tanpa nya mereka kami itu ini "
    "sendiri migran korban penyandang tidak belum sudah akan masih juga saya kita aku lurah "
    "camat bupati walikota wali kepala"
)
# Words that follow a cue without being a name.
_NO_NAME = _words(
    "saya aku dia anak yang forum kegiatan program kelompok komunitas lembaga kota "
    "kabupaten kecamatan kelurahan desa sekolah tidak jangan samaran disamarkan "
    "dirahasiakan rahasia kami mereka semua anak-anak peserta oleh untuk dan atau ke di "
    "guru polisi dalam pada"
)

# A name as it is written inside a sentence: one to four words with a capital.
_CAPITAL = r"[A-Z][a-z'’]+(?: [A-Z][a-z'’]+){0,3}"
_AGE = (
    r"(?:(?:ber)?(?:umur|usia)(?:nya)? ?)?(?:[3-9]|1[0-8]) ?(?:tahun|thn|th)\b"
    r"(?! (?:terakhir|lalu|lagi|sekali|ke depan|kemudian|penjara|berturut))"
)
_NAME_AND_AGE = re.compile(rf"\b(?P<who>{_CAPITAL}) ?[,(–-]? ?(?i:{_AGE})")
_I_AM = re.compile(
    rf"\b(?:[Ss]aya|[Aa]ku)\b,? (?P<who>{_CAPITAL})"
    r"(?=,| (?:dari|kelas|umur|usia|MI|MA)\b| (?:siswa|siswi|murid|SD|SMP|MTs|SMA|SMK))"
)
_CLASS = re.compile(r"\bkelas ?(?:\d{1,2}|[ivx]{1,4})\b(?: ?[a-f]\b)?", re.IGNORECASE)
_SCHOOL = re.compile(
    r"\b(?:sdn?|min?|smpn?|mtsn?|sman?|smkn?|man?|tk|paud|slb|madrasah|pesantren|ponpes)"
    r"(?: (?:negeri|islam|it|swasta))?[ -]?(?:\d+|[A-Z][\w'’-]+)(?: [A-Z][\w'’-]+){0,3}",
)
_SCHOOL_ANY_CASE = re.compile(_SCHOOL.pattern, re.IGNORECASE)
# Capitalised words that are nobody's name.
_COMMON = _words(
    "anak anak-anak beberapa banyak semua sebagian seorang dua tiga siswa siswi murid "
    "pelajar peserta perwakilan wakil menurut kata ada usia umur selama sekitar rata-rata "
    "sudah setelah sejak untuk di dari ke pada dan atau kami mereka saya aku kelas forum "
    "kota kabupaten kecamatan kelurahan desa guru sekolah toilet jalan januari februari "
    "maret april mei juni juli agustus september oktober november desember senin selasa "
    "rabu kamis jumat sabtu minggu puskesmas uptd dinas perempuan laki-laki remaja kelompok"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\S)[^.!?\n]+)*")
_NAMELIKE = re.compile(r"\b[A-Z][a-z'’]{1,}\b")


def traces(text: str, year: int) -> list[Trace]:
    """What in a note looks as if it told who a child is, in the order of the signs.

    ``year`` is that of the session: a full date on which a child of it may have been born counts
    as a birth date. Any text is read; none makes it fail.
    """
    plain = _plain(text)
    found: list[Trace] = []
    seen: set[str] = set()
    for trace in _all(plain, year):
        if trace.text not in seen:
            seen.add(trace.text)
            found.append(trace)
    return found


def refuse_personal(text: str, year: int) -> None:
    """Raise ``Refusal`` with advice when a text looks as if it told who a child is."""
    if found := traces(text, year):
        raise Refusal(advice(found))


def advice(found: list[Trace]) -> str:
    """One sentence about the first trace: what was read, and what to write in its place."""
    return _SENTENCES[found[0].sign]() % {"text": found[0].text}


_SENTENCES = {
    Sign.NUMBER: lambda: _("“%(text)s” tampak seperti nomor pengenal. Hapus nomornya."),
    Sign.PHONE: lambda: _("“%(text)s” tampak seperti nomor telepon. Hapus nomornya."),
    Sign.ACCOUNT: lambda: _("“%(text)s” tampak seperti surel atau akun. Hapus alamatnya."),
    Sign.BIRTH: lambda: _(
        "“%(text)s” tampak seperti tanggal lahir. Tulis kelompok umur saja, misalnya 12–14 tahun; "
        "untuk tanggal kegiatan cukup bulan dan tahun."
    ),
    Sign.ADDRESS: lambda: _("“%(text)s” tampak seperti alamat rumah. Tulis kecamatannya saja."),
    Sign.NAME: lambda: _(
        "“%(text)s” tampak menyebut nama. Tulis “seorang anak” atau “anak perempuan, SMP”."
    ),
    Sign.PARENT: lambda: _(
        "“%(text)s” tampak menyebut orang tua anak. Tulis “seorang anak” tanpa nama keluarganya."
    ),
    Sign.PUPIL: lambda: _(
        "“%(text)s” tampak menyebut nama bersama kelas dan sekolah. "
        "Tulis jenjangnya saja, misalnya “anak SD”."
    ),
}


def _plain(text: str) -> str:
    """The text as it is read: compatible letters made plain, what nobody sees taken out."""
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = _BLANKS.sub(" ", shown.replace("\r\n", "\n").replace("\r", "\n"))
    # Typed with the capitals locked, a name shows only after this.
    return plain.title() if plain.isupper() else plain


_PLAIN_SIGNS = (
    (Sign.NUMBER, _NUMBER),
    (Sign.PHONE, _PHONE),
    (Sign.ACCOUNT, _MAIL),
    (Sign.ACCOUNT, _HANDLE),
    (Sign.BIRTH, _BORN),
    (Sign.ADDRESS, _ADDRESS),
)


def _all(text: str, year: int) -> Iterator[Trace]:
    for sign, pattern in _PLAIN_SIGNS:
        for match in pattern.finditer(text):
            if sign not in {Sign.NUMBER, Sign.PHONE} or not _is_harmless(match.group()):
                yield _trace(sign, match)
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if year - 18 <= int(match["year"]) <= year - 5:
                yield _trace(Sign.BIRTH, match)
    yield from _names(text)


def _names(text: str) -> Iterator[Trace]:
    for cues in (_CUES, _WEAK_CUES):
        for match in cues.finditer(text):
            if match["who"].lower().rstrip(".") not in _NO_NAME:
                yield _trace(Sign.NAME, match)
    for match in _PARENT.finditer(text):
        if match["who"].lower().rstrip(".") not in _NOBODY:
            yield _trace(Sign.PARENT, match)
    for pattern in (_NAME_AND_AGE, _I_AM):
        for match in pattern.finditer(text):
            if any(word.lower() not in _COMMON for word in match["who"].split()):
                yield _trace(Sign.NAME, match)
    for sentence in _SENTENCE.finditer(text):
        yield from _pupils(sentence.group().strip())


def _pupils(sentence: str) -> Iterator[Trace]:
    """A class, a school that is named, and a capitalised word that belongs to neither."""
    if not _CLASS.search(sentence):
        return
    rest, schools = _SCHOOL.subn(" ", sentence)
    if not schools:
        rest, schools = _SCHOOL_ANY_CASE.subn(" ", sentence)
    if schools and any(
        word.group().lower() not in _COMMON for word in _NAMELIKE.finditer(_CLASS.sub(" ", rest))
    ):
        yield Trace(Sign.PUPIL, sentence[:120])


def _is_harmless(digits: str) -> bool:
    """Whether digits are an amount, years, hours, or a date, which is judged by its year."""
    kinds = (_AMOUNT, _YEARS, _HOURS, *_DATES)
    return any(pattern.fullmatch(digits.strip()) for pattern in kinds)


def _trace(sign: Sign, match: re.Match[str]) -> Trace:
    return Trace(sign, " ".join(match.group().split())[:120])
