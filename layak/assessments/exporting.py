"""The list of an office as a sheet to be filled in without a line."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from layak.assessments.measuring import FIELDS, Unit
from layak.assessments.roundtrip import (
    ABOUT,
    BACK,
    FILL,
    FILL_KEYS,
    Held,
    fingerprint,
    hold,
    key_of,
    texts_of,
)
from layak.assessments.services import version_of
from layak.assessments.worklist import Item, State, Worklist
from layak.documents.fillable import FillableSheet, FormColumn, FormRow, write_fillable
from layak.lib.numbers import format_decimal
from layak.ui.templatetags.layak import moment

_FIRST_FILL = len(ABOUT)
_PLACE = {key: _FIRST_FILL + at for at, key in enumerate(FILL_KEYS)}


def write_sheet(listed: Worklist, *, at: datetime) -> bytes:
    """The list as XLSX in the reader's language; imported as it is, nothing changes."""
    held = hold(listed.assessment, [item.answer.pk for item in listed.items])
    due = listed.due
    closes = _("Tenggat %(moment)s (%(source)s)") % {
        "moment": moment(due.closes_at, due.zone) if due else "–",
        "source": due.source if due else _("belum ditetapkan"),
    }
    form = FillableSheet(
        title=_("Lembar isian %(office)s, %(sheet)s")
        % {"office": listed.office, "sheet": listed.assessment},
        subtitle=closes,
        dated=at.astimezone(ZoneInfo(listed.assessment.city.timezone)).date(),
        columns=[
            *(FormColumn(str(title), width) for _key, title, width in ABOUT),
            *(FormColumn(str(title), width, fill=True) for _key, title, width in FILL),
            *(FormColumn(str(title), width, hidden=True) for _key, title, width in BACK),
        ],
        rows=[_row(item, held[item.answer.pk]) for item in listed.items],
        guide=_guide(),
        guide_title=_("Petunjuk"),
        choice_hint=_("Pilih salah satu jawaban dari daftar."),
    )
    return write_fillable(form)


def _row(item: Item, held: Held) -> FormRow:
    texts = texts_of(held)
    question = item.question
    about = [
        question.code,
        question.label,
        f"{item.indicator.code} {item.indicator.title}",
        str(item.part.label),
        format_decimal(question.attainable),
        "" if item.points is None else format_decimal(item.points),
        item.state_name,
        "; ".join(item.wanted),
    ]
    back = [key_of(item.answer), version_of(item.answer), fingerprint(texts)]
    return FormRow(
        cells=[*about, *(texts[key] for key in FILL_KEYS), *back],
        choices={_PLACE["option"]: [str(option) for option in held.options]},
        closed=_closed(item, held),
    )


def _closed(item: Item, held: Held) -> frozenset[int]:
    """Fields that the question does not ask for; all of them where it takes no changes."""
    if item.state in {State.LOCKED, State.CHECKED}:
        return frozenset(_PLACE.values())
    if held.unit is None:
        return frozenset(_PLACE[name] for name in FIELDS)
    if held.unit is Unit.NUMBER:
        return frozenset({_PLACE["numerator"], _PLACE["denominator"]})
    return frozenset()


def _guide() -> list[str]:
    return [
        _("Isi hanya kolom berlatar hijau pada lembar “Isian”. Kolom kelabu tidak diminta."),
        _("Jawaban dipilih dari daftar yang muncul pada selnya."),
        _("Nilai ukur: isi nilainya, atau pembilang dan penyebutnya, beserta sumber dan periode."),
        _("Bobot sebagian pilihan jawaban masih perkiraan."),
        _("Angka ditulis seperti 1.214 atau 600,40. Jangan memakai rumus."),
        _("Nama berkas dipisahkan titik koma; berkasnya sendiri diserahkan lewat Layak."),
        _("Menghapus nama berkas tidak mengeluarkan dokumennya dari jawaban."),
        _("Jangan mengubah judul kolom, menggabungkan sel, atau menambah baris."),
        _("Baris yang tidak Anda ubah dilewati; berkas yang sama boleh dimasukkan berulang kali."),
        _("Jawaban yang sementara itu diubah orang lain ditunjukkan dahulu, tidak ditimpa."),
    ]
