"""PostgreSQL's ``tsvector`` as a field whose lexemes we make ourselves."""

from typing import Any

from django.db import models
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler


class LexemesField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """Lexemes with positions and weights, written as ``words.vector`` writes them."""

    description = "tsvector"

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django's signature
        return "tsvector"

    def get_internal_type(self) -> str:
        return "LexemesField"

    def get_placeholder(self, _value: Any, _compiler: Any, _connection: Any) -> str:
        return "%s::tsvector"


@LexemesField.register_lookup
class Holds(Lookup):
    """The lexemes satisfy a tsquery that is written as text, as ``typed.understand`` writes it."""

    lookup_name = "holds"

    def get_prep_lookup(self) -> str:
        return str(self.rhs)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*left_params, self.rhs)


class Closeness(models.Func):
    """How often, how near each other and how prominently the words of a tsquery stand in a row."""

    function = "ts_rank_cd"
    # Weights D, C, B, A; 1: a long document does not win by its length alone.
    template = "ts_rank_cd('{0.1,0.2,0.4,1.0}', %(expressions)s::tsquery, 1)"
    output_field = models.FloatField()

    def __init__(self, name: str, expression: str) -> None:
        super().__init__(models.F(name), models.Value(expression, models.TextField()))
