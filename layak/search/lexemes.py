"""PostgreSQL's ``tsvector`` as a field whose lexemes we make ourselves."""

from typing import Any

from django.db import models


class LexemesField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """Lexemes with positions and weights, written as ``words.vector`` writes them."""

    description = "tsvector"

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django's signature
        return "tsvector"

    def get_internal_type(self) -> str:
        return "LexemesField"

    def get_placeholder(self, _value: Any, _compiler: Any, _connection: Any) -> str:
        return "%s::tsvector"
