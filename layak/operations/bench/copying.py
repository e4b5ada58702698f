"""Write many rows with COPY; columns that are not given take the default of their field."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

BATCH = 5_000
NULL = r"\N"


def copy_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Copy rows whose values stand for the fields ``names``; texts hold no tab, line, backslash."""
    return copy_lines(model, names, ("\t".join(map(_written, row)) for row in rows))


def copy_lines(model: type[models.Model], names: Sequence[str], lines: Iterable[str]) -> int:
    """Copy rows that are written already: the values of ``names`` with tabs between them."""
    own = {column.name: column for column in model._meta.local_concrete_fields}
    rest = [
        column
        for name, column in own.items()
        if name not in names and not isinstance(column, models.AutoField)
    ]
    tail = "".join(f"\t{_default(column)}" for column in rest) + "\n"
    given = [field.column for name in names if (field := own.get(name)) is not None]
    columns = ", ".join(f'"{column}"' for column in [*given, *(field.column for field in rest)])
    source = iter(lines)
    copied = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        while batch := list(islice(source, BATCH)):
            copied += len(batch)
            copy.write(tail.join(batch) + tail)
    return copied


@contextmanager
def set_aside(model: type[models.Model]) -> Iterator[None]:
    """Take the indexes and rules of a table away, but for its key, while millions are copied in.

    Each is made again in one go. Keys of other tables come from rows just read, so that they are
    held to be right; whatever comes later is checked.
    """
    table = model._meta.db_table
    rules = _found(
        "SELECT conname, pg_get_constraintdef(oid) || "
        "CASE contype WHEN 'f' THEN ' NOT VALID' ELSE '' END FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype IN ('f', 'u')",
        table,
    )
    for name, _definition in rules:
        _run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    indexes = _found(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass AND NOT i.indisprimary",
        table,
    )
    for name, _definition in indexes:
        _run(f'DROP INDEX "{name}"')
    yield
    _run("SET maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        _run(definition)
    for name, definition in rules:
        _run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')


def _found(question: str, table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(question, [f'"{table}"'])
        return list(cursor.fetchall())


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def next_key(model: type[models.Model]) -> int:
    """The key that the next row may take; ``keep_sequence`` must follow."""
    newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (newest or 0) + 1


def keep_sequence(model: type[models.Model]) -> None:
    """Let the table's own counting go on after the keys that were given by hand."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        )


def _written(value: object) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


def _default(column: "models.Field[Any, Any]") -> str:
    missing = None if column.null else ""
    value = column.get_default() if column.has_default() else missing
    if isinstance(value, list):
        return "{}" if isinstance(column, ArrayField) else "[]"
    return "{}" if isinstance(value, dict) else _written(value)
