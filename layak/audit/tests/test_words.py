"""Every verb of the log has words. The verbs are found in the source, so a new one fails here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import layak
from layak.audit.verbs import WORDS, words

PACKAGE = Path(layak.__file__).parent
SOURCES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts)
]


def given_in(source: str) -> dict[str, list[ast.expr]]:
    """What the names of a module are given."""
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given.setdefault(node.targets[0].id, []).append(node.value)
    return given


# A verb may be imported: what every module calls in capitals.
NAMED = {
    name: values
    for path in SOURCES
    for name, values in given_in(path.read_text(encoding="utf-8")).items()
    if name.endswith("_VERB")
}


def verbs_in(source: str) -> Iterator[str]:
    """The first argument of every ``record(...)``: a text, or a name that is given texts."""
    given = NAMED | given_in(source)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "record" and node.args:
            yield from _texts(node.args[0], given)


def _texts(node: ast.expr, given: dict[str, list[ast.expr]]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.Starred(value=ast.Tuple(elts=[first, *_])):
            yield from _texts(first, given)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body, given)
            yield from _texts(orelse, given)
        case ast.Name(id=name) if name in given:
            for value in given[name]:
                yield from _texts(value, given)
        case _:
            yield f"(not to be read from the source: {ast.unparse(node)})"


def test_every_verb_of_the_source_has_words() -> None:
    found = {verb for path in SOURCES for verb in verbs_in(path.read_text(encoding="utf-8"))}
    assert found - WORDS.keys() == set(), "add words to layak/audit/verbs.py"
    assert WORDS.keys() - found == set(), "these words have no verb any more"


def test_a_verb_without_words_is_found_however_it_is_written() -> None:
    source = 'NEW = "thing.done"\nrecord(NEW)\nrecord("a.b" if x else "c.d")\nrecord(f"{x}.y")'
    assert list(verbs_in(source)) == [
        "thing.done",
        "a.b",
        "c.d",
        "(not to be read from the source: f'{x}.y')",
    ]


def test_an_unknown_verb_stays_readable() -> None:
    assert words("answer.saved") == "Menyimpan jawaban"
    assert words("old.verb") == "old.verb"
