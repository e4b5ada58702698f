"""The search page: hits as they are shown, words offered instead, and the questions that match."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import Lower

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Mark
from layak.documents.personal import find_on_page, masked
from layak.instruments.models import Question
from layak.search.finding import Thing, find
from layak.search.labels import Reach, one_city
from layak.search.models import Word
from layak.search.showing import Fragment, beginning, passage
from layak.search.shown import Document
from layak.search.typed import Typed, understand
from layak.search.wanted import Wanted
from layak.search.words import Stems, meanings, stem_of, stems

LONGEST_PAGE = 20_000  # characters of a page that are looked through for a passage
PAGES_TRIED = 3
COMPLETIONS = 6
DOUBTED = 4  # letters: shorter words are not corrected
QUESTIONS = 4


@dataclass(slots=True)
class Hit:
    """A document with the page that shows the words, or the notes on an answer."""

    document: Document | None = None
    answer: Answer | None = None
    page: int = 0
    fragments: list[Fragment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits. ``instead``: other words that do find something, where these do not."""

    hits: list[Hit]
    after: str = ""
    instead: str = ""
    questions: Sequence[Answer] = ()


def search(user: User, reach: Reach | None, wanted: Wanted, minute: str) -> Hits:
    """Look for words among what a person may see; ``reach`` is theirs.

    Which sheet is a city's newest is asked once in each ``minute``.
    """
    if reach is None:
        return Hits([])
    typed = _understood(reach, wanted.text)
    found = find(user, reach, typed, wanted)
    hits = show(found.things, typed.needles)
    instead = "" if hits or wanted.after else _instead(user, reach, typed, wanted)
    questions = () if wanted.after or wanted.filtered else matching_questions(reach, typed, minute)
    return Hits(hits, found.after, instead, questions)


def show(things: Sequence[Thing], needles: Sequence[Stems]) -> list[Hit]:
    """Hits as they are shown; one page of text is read of each document."""
    hits = [
        Hit(document=thing) if isinstance(thing, Document) else Hit(answer=thing)
        for thing in things
    ]
    if any(needles):
        _show_pages({hit.document.key: hit for hit in hits if hit.document}, needles)
    _show_notes([hit for hit in hits if hit.answer], needles)
    return hits


# The pages with the most of the words, so that no others travel.
_PAGES = """
SELECT e.id, page.number, page.text
  FROM evidence_evidence e
  JOIN evidence_filetext t ON t.file_id = e.file_id
 CROSS JOIN LATERAL (
       SELECT number, left(page, %s) AS text
         FROM unnest(t.pages) WITH ORDINALITY AS p(page, number),
              LATERAL (SELECT lower(page) AS small OFFSET 0) AS l
        ORDER BY (SELECT count(*) FROM unnest(%s::text[]) AS word
                   WHERE strpos(small, word) > 0) DESC, number
       OFFSET %s LIMIT %s) page
 WHERE e.id = ANY(%s)
"""


def _show_pages(documents: Mapping[int, Hit], needles: Sequence[Stems]) -> None:
    """Let the database pick the page with the most of the words of each document.

    It looks for stems as plain letters; where they only stand inside other words, the next pages
    are tried.
    """
    words = list(dict.fromkeys(own for needle in needles for own in needle))
    for first, most in ((0, 1), (1, PAGES_TRIED - 1)):
        bare = [key for key, hit in documents.items() if not hit.fragments]
        if not bare or not words:
            return
        with connection.cursor() as cursor:
            cursor.execute(_PAGES, [LONGEST_PAGE, words, first, most, bare])
            for key, number, page in cursor.fetchall():
                hit = documents[key]
                text = _unrestricted(page, number) if _is_restricted(hit) else page
                if not hit.fragments and (fragments := passage(text, needles)):
                    hit.fragments, hit.page = fragments, number


def _is_restricted(hit: Hit) -> bool:
    return hit.document is not None and hit.document.personal


def _unrestricted(page: str, number: int) -> str:
    """A page without its personal data: a passage is read without a record of who read it."""
    return masked(page, find_on_page(page, number, on=None))


def _show_notes(hits: Sequence[Hit], needles: Sequence[Stems]) -> None:
    if not hits:
        return
    said: dict[int, list[str]] = {}
    keys = [hit.answer.pk for hit in hits if hit.answer]
    for mark in Mark.objects.filter(answer__in=keys).exclude(note="").order_by("marked_at"):
        said.setdefault(mark.answer_id, []).append(mark.note)
    for hit in hits:
        if hit.answer:
            notes = [hit.answer.note, *said.get(hit.answer.pk, ())]
            shown = (passage(note, needles) for note in notes)
            best = max(shown, key=lambda one: sum(part.found for part in one))
            # Found by its question: the newest note says what is said of it.
            hit.fragments = best or beginning(notes[-1])


def _understood(reach: Reach, text: str) -> Typed:
    """What was typed; its last word is completed where no document knows it as it is."""
    codes = _codes_in(text)
    typed = understand(text, codes)
    word = typed.unfinished
    if not word or word in meanings():
        return typed
    known = _words_in(reach)
    if known.filter(word=word).exists():
        return typed
    longer = known.filter(word__startswith=word).values("word").annotate(often=Sum("seen"))
    completions = longer.order_by("-often", "word").values_list("word", flat=True)[:COMPLETIONS]
    return understand(text, codes, {word: list(completions)})


def _codes_in(text: str) -> list[str]:
    """The codes of questions among what was typed, in lower case."""
    looks_so = [one.lower() for one in text.split() if one[:1].isdigit() and "." in one]
    if not looks_so:
        return []
    codes = Question.objects.annotate(lower=Lower("code")).filter(lower__in=looks_so)
    return list(codes.values_list("lower", flat=True).distinct())


def _words_in(reach: Reach) -> QuerySet[Word]:
    """Spellings of the cities in which a person sees something."""
    words = Word.objects.all()
    return words if reach.cities is None else words.filter(city__in=reach.cities)


def _instead(user: User, reach: Reach, typed: Typed, wanted: Wanted) -> str:
    """The same words with the unknown ones spelled like known ones, if that finds something.

    It is tried out as this person: so nobody learns a word from documents of others.
    """
    doubted = [word for word in typed.words if len(word) >= DOUBTED and word.isalpha()]
    known = _words_in(reach)
    there = set(known.filter(word__in=doubted).values_list("word", flat=True))
    text = typed.text
    for word in doubted:
        if word in there:
            continue
        alike = known.filter(word__trigram_similar=word).values("word")
        alike = alike.annotate(near=TrigramSimilarity("word", word), often=Sum("seen"))
        best = alike.order_by("-near", "-often", "word").first()
        if best is None:
            return ""
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", best["word"], text, flags=re.IGNORECASE)
    if text == typed.text:
        return ""
    tried = understand(text, _codes_in(text))
    return text if find(user, reach, tried, replace(wanted, text=text)).things else ""


def matching_questions(reach: Reach, typed: Typed, minute: str) -> list[Answer]:
    """Questions of the newest sheet that hold all the words, or have the code that was typed.

    Whoever sees several cities gets none; all who see anything of a city see its sheets.
    """
    city = one_city(reach)
    if city is None or not (typed.words or typed.codes):
        return []
    newest = _newest_sheet(city, minute)
    if newest is None:
        return []
    sheet, instrument = newest
    codes = [
        code
        for code, own in _stems_of_questions(instrument)
        if (not typed.codes or code.lower() in typed.codes)
        and all(_says(own, word) for word in typed.words)
    ]
    if not codes:
        return []
    answers = Answer.objects.filter(assessment=sheet, question__code__in=codes[:QUESTIONS])
    return list(answers.select_related("question").order_by("question__position"))


@lru_cache(maxsize=256)
def _newest_sheet(city: int, minute: str) -> tuple[int, int] | None:  # noqa: ARG001 - keys only
    """The keys of a city's newest sheet and of its instrument, read once a ``minute``."""
    sheets = Assessment.objects.filter(city=city).leading_first()
    return sheets.values_list("pk", "instrument").first()


@lru_cache(maxsize=16)
def _stems_of_questions(instrument: int) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each question of a published instrument, which never changes, with the stems it holds."""
    rows = Question.objects.filter(instrument=instrument).order_by("position")
    return tuple(
        (code, frozenset(stems(f"{label} {text}")))
        for code, label, text in rows.values_list("code", "label", "text")
    )


def _says(own: frozenset[str], word: str) -> bool:
    """Whether a question holds a word, or what it stands for."""
    return stem_of(word) in own or any(own.issuperset(stems(m)) for m in meanings().get(word, ()))
