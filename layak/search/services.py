"""Keep the index true: find what changed by comparing, and make its entries anew.

Nobody has to remember to call this: an entry notes the state of the rows it was made from, so what
came in, was read again, corrected or restored shows as different.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from layak.assessments.models import Answer, Mark
from layak.evidence.models import Evidence
from layak.search.labels import labels_of_answer, labels_of_document
from layak.search.models import Entry, Word
from layak.search.words import LONGEST_WORD, parts, stem_of, vector, vectors

BATCH = 100
# What is in a text of a hundred pages is found; a longer text is a book, and its head finds it.
LONGEST_TEXT = 600_000
SHORTEST_WORD = 4
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)

# How entries are made; with another one the worker makes all of them anew.
_EDITION = 2
# A row's version: which transaction wrote it, and where it stands. Any change gives another one.
_DOCUMENTS = """
SELECT e.id,
    concat_ws(
        ' ', {edition}, e.xmin, e.ctid, t.xmin, t.ctid, f.xmin, f.ctid, p.xmin, p.ctid
    ) AS state,
    s.source
FROM evidence_evidence e
LEFT JOIN evidence_filetext t ON t.file_id = e.file_id
LEFT JOIN evidence_facts f ON f.evidence_id = e.id
LEFT JOIN evidence_personaldata p ON p.evidence_id = e.id
LEFT JOIN search_entry s ON s.evidence_id = e.id
WHERE {among}
"""
_NOTES = """
SELECT a.id, concat_ws(' ', {edition}, a.xmin, a.ctid, m.state) AS state, s.source
FROM assessments_answer a
LEFT JOIN (
    SELECT answer_id, md5(string_agg(concat_ws(' ', xmin, ctid), ',' ORDER BY id)) AS state
    FROM assessments_mark WHERE note <> '' GROUP BY answer_id
) m ON m.answer_id = a.id
LEFT JOIN search_entry s ON s.answer_id = a.id
WHERE {among} AND (a.note <> '' OR m.state IS NOT NULL OR s.id IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Caught:
    """How many documents and notes were entered anew."""

    documents: int
    notes: int


def catch_up() -> Caught:
    """Enter what changed since the last time; each batch commits by itself."""
    documents = _changed(_DOCUMENTS)
    for start in range(0, len(documents), BATCH):
        _enter_documents(documents[start : start + BATCH])
    notes = _changed(_NOTES)
    for start in range(0, len(notes), BATCH):
        _enter_notes(notes[start : start + BATCH])
    return Caught(len(documents), len(notes))


def _changed(query: str) -> list[int]:
    """The keys of rows whose entry is missing or was made from another state of them."""
    known = query.format(edition=_EDITION, among="TRUE")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({known}) known WHERE state IS DISTINCT FROM source ORDER BY id"  # noqa: S608
        )
        return [key for (key,) in cursor.fetchall()]


def _states(query: str, row: str, keys: Sequence[int]) -> dict[int, str]:
    """The state of rows by key. Read before the rows: what changes in between shows next time."""
    with connection.cursor() as cursor:
        among = f"{row} = ANY(%s)"
        cursor.execute(query.format(edition=_EDITION, among=among), [list(keys)])
        return {key: state for key, state, _source in cursor.fetchall()}


@transaction.atomic
def _enter_documents(keys: Sequence[int]) -> None:
    entries, spelled = entries_of_documents(keys)
    _keep(entries, "evidence")
    _learn(spelled)


def entries_of_documents(keys: Sequence[int]) -> tuple[list[Entry], dict[int, Counter[str]]]:
    """The entries of documents, not yet kept, and the words they spell by city."""
    states = _states(_DOCUMENTS, "e.id", keys)
    rows = Evidence.objects.filter(pk__in=keys).select_related(
        "file__text", "facts__issuer", "organization", "personal"
    )
    entries = []
    spelled: dict[int, Counter[str]] = {}
    for row in rows.order_by("pk"):
        text = getattr(row.file, "text", None)
        head = _head_of(row)
        pages = text.pages if text else []
        known = getattr(row, "facts", None), getattr(row, "personal", None)
        labels = labels_of_document(row, *known)
        terms, pairs = vectors([(head, "A"), *_bounded(pages)], labels)
        entries.append(
            Entry(
                evidence=row,
                city_id=row.city_id,
                dated=row.received_at,
                head=vector([(head, "A")], labels),
                terms=terms,
                pairs=pairs,
                source=states[row.pk],
            )
        )
        spelled.setdefault(row.city_id, Counter()).update(_spellings([head, *pages]))
    return entries, spelled


def _head_of(row: Evidence) -> str:
    """A document's name, and its number, date and issuer where they are known."""
    facts = getattr(row, "facts", None)
    if facts is None:
        return row.name
    issuer = facts.issuer.name if facts.issuer else facts.issuer_name
    dated = facts.dated
    said = [row.name, facts.get_kind_display(), facts.number, issuer]
    return "\n".join(filter(None, [*said, dated.strftime("%d-%m-%Y") if dated else ""]))


def _bounded(pages: Sequence[str]) -> Iterator[tuple[str, str]]:
    room = LONGEST_TEXT
    for page in pages:
        yield page[:room], "D"
        room -= len(page)
        if room <= 0:
            break


@transaction.atomic
def _enter_notes(keys: Sequence[int]) -> None:
    states = _states(_NOTES, "a.id", keys)
    rows = Answer.objects.filter(pk__in=keys).select_related("assessment__cycle", "question")
    marks: dict[int, list[Mark]] = {}
    for mark in Mark.objects.filter(answer__in=keys).exclude(note="").order_by("marked_at"):
        marks.setdefault(mark.answer_id, []).append(mark)
    entries = []
    silent = []
    for row in rows:
        said = marks.get(row.pk, [])
        notes = [*filter(None, [row.note]), *(mark.note for mark in said)]
        if not notes:
            silent.append(row.pk)
            continue
        head = f"{row.question.code}\n{row.question.label}"
        labels = labels_of_answer(row)
        terms, pairs = vectors([(head, "A"), *((note, "D") for note in notes)], labels)
        dates = [*filter(None, [row.changed_at]), *(mark.marked_at for mark in said)]
        entries.append(
            Entry(
                answer=row,
                city_id=row.assessment.city_id,
                dated=max(dates, default=UNDATED),
                head=vector([(head, "A")], labels),
                terms=terms,
                pairs=pairs,
                source=states[row.pk],
            )
        )
    Entry.objects.filter(answer__in=silent).delete()
    _keep(entries, "answer")


def _keep(entries: Sequence[Entry], of: str) -> None:
    Entry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=[of],
        update_fields=["city", "dated", "head", "terms", "pairs", "source"],
    )


def _spellings(texts: Sequence[str]) -> set[str]:
    """The words of a document as they are spelled, those that a person may mistype."""
    return {
        part.word
        for text, _ in _bounded(texts)
        for part in parts(text)
        if part.stem and SHORTEST_WORD <= len(part.word) < LONGEST_WORD and part.word.isalpha()
    }


def _learn(spelled: dict[int, Counter[str]]) -> None:
    """Count spellings. Sorted, so that two workers never wait for each other crosswise."""
    for city, counted in sorted(spelled.items()):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_word AS known (city_id, word, seen) "
                "SELECT %s, word, seen FROM unnest(%s::text[], %s::int[]) AS new(word, seen) "
                "ORDER BY word "
                "ON CONFLICT (city_id, word) DO UPDATE SET seen = known.seen + excluded.seen",
                [city, list(counted), list(counted.values())],
            )


def forget_words() -> int:
    """Forget spellings that no document holds any more, as after an erasure; tell how many.

    The words are read before the documents: what is learned meanwhile is left alone.
    """
    gone: list[int] = []
    cities = Word.objects.order_by("city").values_list("city", flat=True).distinct()
    for city in list(cities):
        words = list(Word.objects.filter(city=city).values_list("pk", "word"))
        with connection.cursor() as cursor:
            held = f"SELECT terms FROM search_entry WHERE city_id = {int(city)}"  # noqa: S608
            cursor.execute("SELECT word FROM ts_stat(%s)", [held])
            stems = {own for (own,) in cursor.fetchall()}
        gone += [key for key, word in words if stem_of(word) not in stems]
    Word.objects.filter(pk__in=gone).delete()
    return len(gone)
