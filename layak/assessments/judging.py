"""Judge one document under one question by the facts known of it. Pure: plain values in and out.

Unknown is never wrong: a fact that is missing, or that Layak is unsure of, leads to no finding.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# A fact read with less confidence than this is not held against anybody; corrected ones are sure.
SURE = 0.6
# "(tanda tangan dan cap)" stands where a signature was and where one is still to come: only what
# Layak is surer of than this counts as signed.
SIGNED = 0.5

# Papers in force until another replaces them: an old one is not out of date.
STANDING = frozenset(
    {"bylaw", "regulation", "instruction", "decree", "circular", "agreement", "procedure", "guide"}
)
# Papers that speak for the whole city whoever drew them up.
OF_THE_CITY = frozenset({"bylaw", "regulation", "instruction", "decree", "circular", "agreement"})
OF_THE_CITY |= {"action_plan", "plan", "budget", "news", "certificate"}
LEGAL = frozenset({"bylaw", "regulation", "instruction", "decree", "circular"})
_RECORDS = frozenset({"report", "table", "minutes"})

# Which papers the words of a requirement ask for. What none of them asks for is not judged.
_ASKED: Sequence[tuple[re.Pattern[str], frozenset[str]]] = [
    (re.compile(words, re.IGNORECASE), frozenset(kinds.split()))
    for words, kinds in (
        (
            r"\bproduk hukum|\bdasar penetapan|\bakta\b|\baturan\b",
            "bylaw regulation decree instruction circular",
        ),
        (r"\bperda\b", "bylaw"),
        (r"\bperw[ai]l|\bperbup|\bperkada", "regulation"),
        (r"\bSK\b|\bkeputusan\b|\bpembentukan\b", "decree regulation certificate"),
        (r"\bperjanjian|\bkerja sama|\bMoU\b", "agreement report letter"),
        (r"\blaporan|\bpemantauan|\bevaluasi|\bpelaksanaan", "report minutes table"),
        (r"\bkegiatan", "report minutes attendance letter"),
        (r"\bdaftar (?:hadir|peserta)|\bpeserta", "attendance report table"),
        (r"\bnotul", "minutes report"),
        (r"\bundangan|\bsurat keterangan|\busulan", "letter minutes report"),
        (r"\bSOP\b|\bmekanisme", "procedure decree regulation guide report"),
        (r"\bsertifikat|\bakreditasi|\bpenilaian", "certificate decree report table"),
        (
            r"\brekap|\bdata\b|\bdaftar\b|\bjumlah|\bangka|\btabel|\bpendataan|\bpeta",
            "table report",
        ),
        (r"\banggaran", "budget table report plan"),
        (r"\bRAD\b|\brencana", "action_plan plan regulation decree"),
        (r"\bprofil", "report guide plan table"),
        (r"\bpublikasi|\bbahan", "guide news report photo"),
    )
]
_SIGNED = re.compile(r"tanda ?tangan|disahkan|diundangkan", re.IGNORECASE)
_LEGAL_ASKED = re.compile(r"\bproduk hukum|\bperda\b|\bSK\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of a document; empty or None is unknown.

    ``issuer`` and ``city`` are keys of organizations. ``sure``: confidence by aspect (1.0 where a
    person said so), ``pages``: where an aspect was read, ``unclear``: pages that are hard to read,
    ``flaws``: why, as ``evidence.Flaw``.
    """

    kind: str = ""
    dated: date | None = None
    years: tuple[int, int] | None = None
    issuer: int | None = None
    issuer_name: str = ""
    city: int | None = None
    city_name: str = ""
    signature: str = ""
    unclear: tuple[int, ...] = ()
    flaws: tuple[str, ...] = ()
    sure: Mapping[str, float] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)

    def knows(self, aspect: str) -> bool:
        """Whether a fact may be held against the document."""
        return self.sure.get(aspect, 0.0) >= SURE


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants: years (first, last), its city, its offices, its requirements.

    ``requirements`` as (kind, text) of ``EvidenceRequirement``; ``city`` and ``offices`` are keys;
    ``given`` are the kinds of all documents that lie there.
    """

    years: tuple[int, int]
    city: int
    offices: frozenset[int] = frozenset()
    requirements: Sequence[tuple[str, str]] = ()
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing wrong: ``kind`` as ``Finding.Kind``, the page (from 1) if known, its facts."""

    kind: str
    page: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


# What a finding is about: a document, the answer it lies under, the kind, its twin.
Key = tuple[int, int | None, str, int | None]


def judge(paper: Paper, asked: Asked) -> list[Judgement]:
    """All that is wrong with a document under a question."""
    return [
        found
        for rule in (_year, _kind, _city, _office, _signature, _unclear)
        for found in rule(paper, asked)
    ]


def judge_alone(paper: Paper) -> list[Judgement]:
    """What is wrong with a document wherever it lies."""
    return list(_unclear(paper, None))


def kinds_asked(requirements: Sequence[tuple[str, str]]) -> frozenset[str] | None:
    """The papers that can prove something here; None where the words leave that open."""
    found: set[str] = set()
    for kind, text in requirements:
        if kind == "photo":
            found |= {"photo"}
        elif kind == "matrix":
            found |= {"table"}
        elif kind == "budget":
            found |= {"budget", "table", "report", "plan", "decree"}
        else:
            named = [kinds for pattern, kinds in _ASKED if pattern.search(text)]
            if not named:
                return None
            found = found.union(*named)
    return frozenset(found) if found else None


def _year(paper: Paper, asked: Asked) -> Iterator[Judgement]:
    first, last = asked.years
    said = paper.years if paper.knows("period") else None
    standing = paper.kind in STANDING and paper.knows("kind")
    if said is not None and not standing:
        if said[1] < first or said[0] > last:
            yield _wrong_year(paper, asked, said, "period")
    elif paper.dated is not None and paper.knows("dated"):
        year = paper.dated.year
        # A report of a year is written in the next; what stands in force may be old.
        latest = last if standing else last + 1
        if year > latest or (year < first and not standing):
            yield _wrong_year(paper, asked, (year, year), "dated")


def _wrong_year(paper: Paper, asked: Asked, said: tuple[int, int], aspect: str) -> Judgement:
    facts = {"said": list(said), "asked": list(asked.years), "by": aspect}
    return Judgement("year", paper.pages.get(aspect) or None, facts)


def _kind(paper: Paper, asked: Asked) -> Iterator[Judgement]:
    if not paper.kind or not paper.knows("kind") or not asked.requirements:
        return
    wanted = kinds_asked(asked.requirements)
    photos = any(kind == "photo" for kind, _text in asked.requirements)
    # Words that leave it open ask for a document; a photograph is none.
    is_lone_photo = paper.kind == "photo" and not photos
    wrong = is_lone_photo if wanted is None else paper.kind not in wanted
    # A photograph beside the document that is asked for shows what that document tells.
    illustrates = paper.kind == "photo" and wanted is not None and bool(wanted & asked.given)
    if wrong and not illustrates:
        texts = [text for kind, text in asked.requirements if kind != "matrix"]
        facts = {"is": paper.kind, "asked": texts or [text for _kind, text in asked.requirements]}
        yield Judgement("kind", None, facts)


def _city(paper: Paper, asked: Asked) -> Iterator[Judgement]:
    if paper.city is not None and paper.knows("city") and paper.city != asked.city:
        yield Judgement("city", paper.pages.get("city") or None, {"named": paper.city_name})


def _office(paper: Paper, asked: Asked) -> Iterator[Judgement]:
    if paper.issuer is None or not asked.offices or not paper.knows("issuer"):
        return
    if paper.issuer not in asked.offices and paper.knows("kind") and paper.kind not in OF_THE_CITY:
        facts = {"issuer": paper.issuer_name}
        yield Judgement("office", paper.pages.get("issuer") or None, facts)


def _signature(paper: Paper, asked: Asked) -> Iterator[Judgement]:
    if paper.signature == "broken":
        yield Judgement("unsigned", paper.pages.get("signature") or None, {"broken": True})
    doubtful = paper.signature == "present" and paper.sure.get("signature", 0.0) <= SIGNED
    absent = paper.signature == "absent" and paper.knows("signature")
    if not (doubtful or absent) or not paper.knows("kind"):
        return
    for kind, text in asked.requirements:
        if _SIGNED.search(text) and _is_meant(paper.kind, kind, text):
            facts = {"asked": text, "doubtful": True} if doubtful else {"asked": text}
            yield Judgement("unsigned", paper.pages.get("signature") or None, facts)
            return


def _is_meant(paper: str, kind: str, text: str) -> bool:
    """Whether a requirement that asks for a signature speaks of this kind of paper."""
    if kind == "budget":
        return paper == "budget"
    if _LEGAL_ASKED.search(text):
        return paper in LEGAL
    return paper == "procedure" and "SOP" in text


def _unclear(paper: Paper, _asked: Asked | None) -> Iterator[Judgement]:
    if paper.unclear:
        facts = {"pages": list(paper.unclear), "flaws": list(paper.flaws)}
        yield Judgement("unclear", paper.unclear[0], facts)
