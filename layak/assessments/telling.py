"""Say a finding in the reader's words: what is wrong, where, and what to do about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from layak.assessments.models import Finding
from layak.evidence.models import DocumentKind
from layak.evidence.queries import flaws_text, listed, personal_text

Kind = Finding.Kind

ICONS: Mapping[str, str] = {
    Kind.YEAR: "calendar-x",
    Kind.KIND: "file-earmark-break",
    Kind.CITY: "geo-alt",
    Kind.OFFICE: "building",
    Kind.UNSIGNED: "pen",
    Kind.UNCLEAR: "eye-slash",
    Kind.SAME_FILE: "files",
    Kind.SAME_TEXT: "files",
    Kind.SAME_PHOTO: "images",
    Kind.PERSONAL: "shield-lock",
    Kind.FACES: "person-bounding-box",
}
TODO: Mapping[str, Promise] = {
    Kind.YEAR: gettext_lazy("Ganti dengan dokumen dari tahun yang diminta."),
    Kind.KIND: gettext_lazy("Lampirkan dokumen yang diminta, atau pindahkan yang ini."),
    Kind.CITY: gettext_lazy("Ganti dengan dokumen daerah sendiri."),
    Kind.OFFICE: gettext_lazy("Pastikan dokumen ini memang membuktikan pertanyaan ini."),
    Kind.UNSIGNED: gettext_lazy("Unggah salinan yang sudah ditandatangani."),
    Kind.UNCLEAR: gettext_lazy("Pindai atau potret ulang: lurus, terang, dan tajam."),
    Kind.SAME_FILE: gettext_lazy("Beri tiap jawaban buktinya sendiri, atau nyatakan sengaja."),
    Kind.SAME_TEXT: gettext_lazy("Simpan satu dan tautkan sisanya."),
    Kind.SAME_PHOTO: gettext_lazy("Pakai foto lain untuk salah satunya, atau nyatakan sengaja."),
    Kind.PERSONAL: gettext_lazy("Bagikan salinan tersamar, bukan aslinya."),
    Kind.FACES: gettext_lazy(
        "Sebelum dokumen ini keluar, pakai salinan tersamar (wajahnya dikaburkan) atau ganti "
        "fotonya; kalau tidak ada wajah anak, nyatakan sudah diperiksa."
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words; ``icon`` by name, ``doubled`` when it is about two documents."""

    icon: str
    title: str
    what: str
    todo: str
    doubled: bool


def tell(finding: Finding) -> Told:
    """Put a finding into words; its ``evidence`` and ``twin`` are read."""
    kind = Kind(finding.kind)
    return Told(
        icon=ICONS[kind],
        title=str(kind.label),
        what=_SAYINGS[kind](finding),
        todo=_todo(finding),
        doubled=kind in {Kind.SAME_FILE, Kind.SAME_TEXT, Kind.SAME_PHOTO},
    )


def _years(span: list[int]) -> str:
    first, last = span
    if first == last:
        return str(first)
    if last == first + 1:
        return _("%(first)s dan %(last)s") % {"first": first, "last": last}
    return _("%(first)s sampai %(last)s") % {"first": first, "last": last}


def _year(finding: Finding) -> str:
    facts = {"said": _years(finding.facts["said"]), "asked": _years(finding.facts["asked"])}
    if finding.facts["by"] == "dated":
        return _("Bertanggal %(said)s; yang diminta %(asked)s.") % facts
    return _("Berisi tahun %(said)s; yang diminta %(asked)s.") % facts


def _kind(finding: Finding) -> str:
    named = str(DocumentKind(finding.facts["is"]).label)
    return _("Ini %(is)s; yang diminta: %(asked)s.") % {
        "is": named if named[:2].isupper() else named[:1].lower() + named[1:],
        "asked": "; ".join(finding.facts["asked"]),
    }


def _city(finding: Finding) -> str:
    return _("Dokumen ini tentang %(city)s.") % {"city": finding.facts["named"]}


def _office(finding: Finding) -> str:
    return _("Diterbitkan %(office)s, yang tidak ditugasi pertanyaan ini.") % {
        "office": finding.facts["issuer"]
    }


def _unsigned(finding: Finding) -> str:
    if finding.facts.get("broken"):
        return _("Tanda tangan elektroniknya rusak: isi berubah setelah ditandatangani.")
    asked = {"asked": finding.facts["asked"]}
    if finding.facts.get("doubtful"):
        return _("Hanya tertulis tempat tanda tangan; yang diminta: %(asked)s.") % asked
    return _("Tidak ada tanda tangan; yang diminta: %(asked)s.") % asked


def _unclear(finding: Finding) -> str:
    pages = finding.facts["pages"]
    if flaws := finding.facts.get("flaws"):
        told = {"pages": listed(pages), "flaws": flaws_text(flaws)}
        return (
            ngettext(
                "Halaman %(pages)s sulit dibaca: %(flaws)s.",
                "Halaman %(pages)s sulit dibaca: %(flaws)s.",
                len(pages),
            )
            % told
        )
    return ngettext(
        "Halaman %(pages)s sulit dibaca.", "Halaman %(pages)s sulit dibaca.", len(pages)
    ) % {"pages": listed(pages)}


def _same_file(finding: Finding) -> str:
    others = finding.facts["uses"] - 1
    return ngettext(
        "Berkas ini juga dipakai untuk %(others)s jawaban lain.",
        "Berkas ini juga dipakai untuk %(others)s jawaban lain.",
        others,
    ) % {"others": others}


def _same_text(finding: Finding) -> str:
    return _("%(share)s%% isinya sama dengan “%(twin)s”.") % {
        "share": finding.facts["share"],
        "twin": finding.twin,
    }


def _same_photo(finding: Finding) -> str:
    if finding.twin_page:
        return _("Foto yang sama ada di “%(twin)s”, halaman %(page)s.") % {
            "twin": finding.twin,
            "page": finding.twin_page,
        }
    return _("Foto yang sama ada di “%(twin)s”.") % {"twin": finding.twin}


def _personal(finding: Finding) -> str:
    return personal_text(finding.facts, finding.facts["pages"])


def _faces(finding: Finding) -> str:
    """Faces found, or that none were; before they are counted, the photographs."""
    facts = finding.facts
    faces = facts.get("faces")
    if faces:
        told = ngettext("Terlihat %(n)s wajah", "Terlihat %(n)s wajah", faces) % {"n": faces}
    elif faces is None:
        told = ngettext(
            "Memuat %(n)s foto dalam klaster yang melarang wajah anak terlihat",
            "Memuat %(n)s foto dalam klaster yang melarang wajah anak terlihat",
            facts["photographs"],
        ) % {"n": facts["photographs"]}
    else:
        told = ngettext(
            "Tidak ada wajah ditemukan pada %(n)s foto",
            "Tidak ada wajah ditemukan pada %(n)s foto",
            facts["photographs"],
        ) % {"n": facts["photographs"]}
    if facts["pages"]:
        told = _("%(told)s (halaman %(pages)s)") % {"told": told, "pages": listed(facts["pages"])}
    sentences = [f"{told}.", _why_faces(faces)]
    if not facts.get("complete", True):
        sentences.append(_("Sebagian gambar tidak dapat diperiksa."))
    return " ".join(sentences)


def _why_faces(faces: int | None) -> str:
    if faces:
        return _("Klaster ini melarang wajah anak terlihat: anak yang dilindungi dapat dikenali.")
    if faces is None:
        return _("Wajahnya sedang dicari.")
    return _("Wajah yang kecil, menoleh, atau bermasker dapat terlewat.")


def _todo(finding: Finding) -> str:
    """What to do; a photograph without a face in sight is only to be looked at."""
    if finding.kind == Kind.FACES and finding.facts.get("faces") == 0:
        return _("Lihat sekali sebelum dokumen ini keluar, lalu nyatakan sudah diperiksa.")
    return str(TODO[Kind(finding.kind)])


_SAYINGS: Mapping[Kind, Callable[[Finding], str]] = {
    Kind.YEAR: _year,
    Kind.KIND: _kind,
    Kind.CITY: _city,
    Kind.OFFICE: _office,
    Kind.UNSIGNED: _unsigned,
    Kind.UNCLEAR: _unclear,
    Kind.SAME_FILE: _same_file,
    Kind.SAME_TEXT: _same_text,
    Kind.SAME_PHOTO: _same_photo,
    Kind.PERSONAL: _personal,
    Kind.FACES: _faces,
}
