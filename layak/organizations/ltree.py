"""PostgreSQL's ``ltree`` as a field: a path of labels with indexed ancestry."""

from typing import Any

from django.db import models
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler


class LtreeField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """A path such as ``id.36.73.01.1001``, labels of letters, digits and underscores."""

    description = "ltree"

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django's signature
        return "ltree"

    def get_internal_type(self) -> str:
        return "LtreeField"


class _Ancestry(Lookup):
    operator: str

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} {self.operator} {right}::ltree", (*left_params, *right_params)


@LtreeField.register_lookup
class Within(_Ancestry):
    """The row is the given path or lies below it."""

    lookup_name = "within"
    operator = "<@"


@LtreeField.register_lookup
class Above(_Ancestry):
    """The row is the given path or lies above it."""

    lookup_name = "above"
    operator = "@>"
