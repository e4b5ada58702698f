"""Scores, warnings and problems in words: Indonesian, and English for its readers."""

from decimal import ROUND_HALF_UP, Context, Decimal

from layak.scoring.levels import standing
from layak.scoring.points import PointsError, Problem
from layak.scoring.rubric import Rubric
from layak.scoring.warnings import ScoreWarning

_CENT = Decimal("0.01")
# A number of any size a form can hold is rounded without an error.
_WIDE = Context(prec=120)

_WARNINGS = {
    "id": {
        "item_capped": "Butir {where}: {points} melebihi nilai maksimum {maximum}; "
        "dihitung {maximum}.",
        "indicator_capped": "Indikator {where}: butir-butirnya berjumlah {points}, melebihi nilai "
        "maksimum {maximum}; dihitung {maximum}.",
        "not_applicable": "Butir {where} tidak berlaku bagi daerah ini; nilai {points} tidak "
        "dihitung.",
        "gap": "Nilai {points} berada di celah antara {ceiling} ({level}) dan {floor} "
        "({next_level}); menurut aturan instrumen ini tetap {level}.",
        "maxima_differ": "{place}: maksimum butir berjumlah {items}, tetapi instrumen menulis "
        "{maximum}; yang berlaku {maximum}.",
        "printed_differs": "{place} tercetak {printed}, padahal butir-butirnya berjumlah "
        "{computed} (selisih {difference}).",
    },
    "en": {
        "item_capped": "Item {where}: {points} is above the maximum of {maximum}; "
        "{maximum} is counted.",
        "indicator_capped": "Indicator {where}: its items add up to {points}, above the maximum "
        "of {maximum}; {maximum} is counted.",
        "not_applicable": "Item {where} does not apply to this region; its {points} points are "
        "not counted.",
        "gap": "{points} lies in the gap between {ceiling} ({level}) and {floor} ({next_level}); "
        "by the rule of this instrument it is still {level}.",
        "maxima_differ": "{place}: the item maxima add up to {items}, but the instrument prints "
        "{maximum}; {maximum} is applied.",
        "printed_differs": "{place} is printed as {printed}, but its items add up to {computed} "
        "(difference {difference}).",
    },
}
_PLACES = {
    "id": {"total": "Jumlah seluruhnya", "cluster": "Klaster {0}", "indicator": "Indikator {0}"},
    "en": {"total": "The grand total", "cluster": "Cluster {0}", "indicator": "Indicator {0}"},
}
_PROBLEMS = {
    "id": {
        "unknown": "kode {where} tidak ada dalam instrumen",
        "no_code": "kodenya kosong",
        "duplicate": "butir {where} ditulis lebih dari sekali (pertama di baris {value})",
        "negative": "{where}: nilai {value} tidak boleh negatif",
        "not_a_number": "{where}: “{value}” bukan angka (tulis seperti 0.75)",
        "too_fine": "{where}: nilai {value} memakai lebih dari 20 angka di belakang titik",
        "too_large": "{where}: nilai {value} terlalu besar",
        "header": "baris pertama harus berisi kolom {where}",
        "columns": "“{where}” tidak terdiri atas {value} kolom",
        "unreadable": "baris tidak dapat dibaca sebagai CSV ({where})",
        "unknown_level": "tingkat “{where}” tidak dikenal (pilih total, cluster, atau indicator)",
    },
    "en": {
        "unknown": "code {where} is not in the instrument",
        "no_code": "the code is missing",
        "duplicate": "item {where} is written more than once (first on line {value})",
        "negative": "{where}: points may not be negative ({value})",
        "not_a_number": "{where}: “{value}” is not a number (write 0.75)",
        "too_fine": "{where}: {value} has more than 20 digits after the point",
        "too_large": "{where}: {value} is too large",
        "header": "the first line must hold the columns {where}",
        "columns": "“{where}” does not have {value} columns",
        "unreadable": "the line cannot be read as CSV ({where})",
        "unknown_level": "level “{where}” is unknown (choose total, cluster or indicator)",
    },
}
_LINES = {"id": "baris {0}: {1}", "en": "line {0}: {1}"}
_STANDING = {
    "id": {
        "below": "{total} belum mencapai {next_level}; {next_level} mulai {floor}",
        "inside": "{total} adalah {level}; {next_level} mulai {floor}",
        "top": "{total} adalah {level}, tingkat tertinggi",
        "none": "{total}; instrumen ini tidak menetapkan tingkat",
        "target": "; sasaran {target} kurang {missing}",
    },
    "en": {
        "below": "{total} does not reach {next_level} yet; {next_level} starts at {floor}",
        "inside": "{total} is {level}; {next_level} starts at {floor}",
        "top": "{total} is {level}, the highest level",
        "none": "{total}; this instrument sets no levels",
        "target": "; {missing} short of the target {target}",
    },
}


def two_digits(value: Decimal) -> str:
    """Round half up to two digits, with a point: the one rounding of machine output."""
    return f"{value.quantize(_CENT, rounding=ROUND_HALF_UP, context=_WIDE):f}"


def number_text(value: Decimal, language: str = "id", *, exact: bool = False) -> str:
    """A number as people read it: ``600`` stays ``600``, ``600.4`` becomes ``600,40``.

    With ``exact`` nothing is rounded: ``600.996`` becomes ``600,996``.
    """
    shown = value if exact else value.quantize(_CENT, rounding=ROUND_HALF_UP, context=_WIDE)
    digits = 0
    if shown != shown.to_integral_value(context=_WIDE):
        fraction = f"{shown:f}".partition(".")[2].rstrip("0")
        digits = max(2, len(fraction))
    text = f"{shown:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text


def describe(warning: ScoreWarning, language: str = "id") -> str:
    """One warning as one sentence. The facts are shown unrounded, because they are the point."""
    facts = {
        name: number_text(fact, language, exact=True) if isinstance(fact, Decimal) else fact
        for name, fact in warning.facts.items()
    }
    kind = facts.get("level", "total" if warning.where == "total" else "indicator")
    place = _PLACES[language].get(kind, "{0}").format(warning.where)
    return _WARNINGS[language][warning.code].format(
        **{"where": warning.where, **facts}, place=place
    )


def describe_problem(problem: Problem, language: str = "id") -> str:
    """One problem in words, with its line where it has one."""
    text = _PROBLEMS[language][problem.code].format(where=problem.where, value=problem.value)
    return text if problem.line is None else _LINES[language].format(problem.line, text)


def describe_error(error: PointsError, language: str = "id") -> str:
    """All problems of ``error`` as one sentence."""
    text = "; ".join(describe_problem(problem, language) for problem in error.problems)
    return f"{text[:1].upper()}{text[1:]}."


def standing_sentence(
    rubric: Rubric, total: Decimal, target: str | None = None, language: str = "id"
) -> str:
    """Where ``total`` stands, in one plain sentence without a full stop.

    ``target`` is the name of the level that the city wants; what it lacks is added.
    """
    texts = _STANDING[language]
    stands = standing(rubric.levels, total)
    level, upper = stands.level, stands.next_level
    # 600.996 would be printed as the floor of a level that it does not reach.
    rounds_up = upper is not None and Decimal(two_digits(total)) >= upper.floor
    shown = number_text(total, language, exact=rounds_up)
    if upper is None:
        form = "none" if level is None else "top"
    else:
        form = "below" if level is None else "inside"
    sentence = texts[form].format(
        total=shown,
        level=level.name if level else "",
        next_level=upper.name if upper else "",
        floor=number_text(upper.floor, language) if upper else "",
    )
    for wanted in rubric.levels:
        if wanted.name == target and total < wanted.floor:
            missing = number_text(wanted.floor - total, language, exact=rounds_up)
            sentence += texts["target"].format(target=wanted.name, missing=missing)
    return sentence
