"""Rows on their way into the table: copied beside it, compared there, then taken in one statement.

Works in SQL, so that a file of the whole nation needs no more memory than a small one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from layak.accounts.models import User
from layak.measures.models import Observation
from layak.measures.understanding import Understood

# In the order of the index that holds figures apart, so that a file meets it page after page; rows
# are written to be copied in the same order.
_KEYS = ("measure_id", "source_id", "starts", "ends", '"group"', "region_id")
_REST = ("value", "numerator", "denominator", "coverage", "method", "citation", "note")
_PLACES = ("city_id", "province_id", "level")
_ALL = (*_KEYS, *_PLACES, *_REST)
_TABLE = Observation._meta.db_table
_STAGE = "measures_staged"
_COMPARED = "measures_compared"
_DIFFERENT = (
    f"({', '.join(f'o.{name}' for name in _REST)}) IS DISTINCT FROM "
    f"({', '.join(f's.{name}' for name in _REST)})"
)
# The limit, which a key needs not, keeps the planner from reading millions of rows it knows
# nothing of: each staged row is looked up, in the order of the index.
_BESIDE = (
    f"(SELECT * FROM {_STAGE} ORDER BY {', '.join(_KEYS)}) s LEFT JOIN LATERAL ("  # noqa: S608 - names of ours
    f"SELECT id, {', '.join(_REST)} FROM {_TABLE} t "
    f"WHERE {' AND '.join(f't.{name} = s.{name}' for name in _KEYS)} LIMIT 1) o ON true"
)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " "})


class Stage:
    """The table beside, for as long as the connection is held."""

    def add(self, rows: Iterable[Understood]) -> None:
        """Copy understood rows in."""
        self.add_text(as_text(rows))

    def add_text(self, text: str) -> None:
        """Copy rows in that ``as_text`` wrote."""
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {_STAGE} (line, {', '.join(_ALL)}) FROM STDIN") as copy,
        ):
            copy.write(text)

    def counts(self) -> tuple[int, int, int]:
        """Compare: how many rows are new, differ from what is there, and say the same."""
        _run(f"ANALYZE {_STAGE}")
        _run(f"DROP TABLE IF EXISTS {_COMPARED}")
        _run(
            f"CREATE TEMPORARY TABLE {_COMPARED} AS SELECT s.*, o.value AS was, "  # noqa: S608 - names of ours
            f"CASE WHEN o.id IS NULL THEN 'new' WHEN {_DIFFERENT} THEN 'changed' END AS kind "
            f"FROM {_BESIDE}"
        )
        new, changed, every = _one(
            "SELECT count(*) FILTER (WHERE kind = 'new'), "  # noqa: S608 - names of ours
            f"count(*) FILTER (WHERE kind = 'changed'), count(*) FROM {_COMPARED}"
        )
        return new, changed, every - new - changed

    def samples(self, most: int) -> dict[str, list[dict[str, Any]]]:
        """After ``counts``, the first rows that are new and that differ, as plain values."""
        asked = (
            "SELECT c.line, m.code, c.region_id, c.starts, c.ends, c.source_id, "  # noqa: S608 - names of ours
            f'c."group", c.value, c.was FROM {_COMPARED} c '
            "JOIN measures_measure m ON m.id = c.measure_id "
            f"WHERE c.kind = %s ORDER BY c.line LIMIT {most}"
        )
        names = ("line", "measure", "region", "starts", "ends", "source", "group", "value", "was")
        found = {}
        for kind in ("new", "changed"):
            with connection.cursor() as cursor:
                cursor.execute(asked, [kind])
                found[kind] = [
                    {
                        name: value if isinstance(value, int) or value is None else str(value)
                        for name, value in zip(names, row, strict=True)
                    }
                    for row in cursor.fetchall()
                ]
        return found

    def take(self, *, actor: User | None, at: datetime) -> tuple[int, int, int]:
        """Enter what is new and correct what differs; how many are new, changed and the same.

        Compared to its end before anything is entered: looked up while the table grows, each row
        might be sought in all those before it.
        """
        every = sum(self.counts())
        entered = (
            f"INSERT INTO {_TABLE} AS o ({', '.join(_ALL)}, entered_at, entered_by_id) "  # noqa: S608 - names of ours
            f"SELECT {', '.join(f's.{name}' for name in _ALL)}, %s, %s "
            f"FROM {_COMPARED} s WHERE s.kind IS NOT NULL "
            f"ON CONFLICT ({', '.join(_KEYS)}) DO UPDATE SET "
            f"{', '.join(f'{name} = EXCLUDED.{name}' for name in _REST)}, "
            "entered_at = EXCLUDED.entered_at, entered_by_id = EXCLUDED.entered_by_id "
            "RETURNING xmax = 0 AS fresh"
        )
        new, changed = _one(
            f"WITH entered AS ({entered}) SELECT count(*) FILTER (WHERE fresh), "  # noqa: S608 - names of ours
            "count(*) FILTER (WHERE NOT fresh) FROM entered",
            at,
            actor.pk if actor else None,
        )
        return new, changed, every - new - changed


@contextmanager
def staged() -> Iterator[Stage]:
    """Open an empty table beside; it is gone at the end."""
    _run(f"DROP TABLE IF EXISTS {_STAGE}, {_COMPARED}")
    columns = ", ".join(f"o.{name}" for name in _ALL)
    _run(
        f"CREATE TEMPORARY TABLE {_STAGE} AS SELECT 0 AS line, {columns} FROM {_TABLE} o "  # noqa: S608 - names of ours
        "WITH NO DATA"
    )
    try:
        yield Stage()
    finally:
        _run(f"DROP TABLE IF EXISTS {_STAGE}, {_COMPARED}")


def as_text(rows: Iterable[Understood]) -> str:
    """Understood rows as COPY reads them, a line each."""
    return "".join(map(_text, rows))


def _text(row: Understood) -> str:
    said, area, period = row.said, row.area, row.said.period
    values: tuple[object, ...] = (
        *(row.number, row.measure.pk, said.source.pk, period.starts, period.ends),
        *(said.group, area.key, area.city, area.province, area.kind),
        *(said.value, said.numerator, said.denominator, said.coverage),
        *(said.method, said.citation, said.note),
    )
    return "\t".join(map(_cell, values)) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return r"\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _one(statement: str, *values: datetime | int | None) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        row: tuple[int, ...] = cursor.fetchone()
        return row
