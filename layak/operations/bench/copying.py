"""Write many rows with COPY; columns that are not given take the default of their field."""

from collections.abc import Iterable, Sequence
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
    own = {column.name: column for column in model._meta.local_concrete_fields}
    rest = [
        column
        for name, column in own.items()
        if name not in names and not isinstance(column, models.AutoField)
    ]
    tail = "".join(f"\t{_default(column)}" for column in rest) + "\n"
    given = [field.column for name in names if (field := own.get(name)) is not None]
    columns = ", ".join(f'"{column}"' for column in [*given, *(field.column for field in rest)])
    source = iter(rows)
    copied = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        while batch := list(islice(source, BATCH)):
            copied += len(batch)
            copy.write("".join("\t".join(map(_written, row)) + tail for row in batch))
    return copied


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
