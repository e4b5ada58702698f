"""Fitting, keeping and loading."""

from pathlib import Path

import pytest

from layak.filing import store
from layak.filing.evaluate import figures, judged
from layak.filing.model import Classifier
from layak.filing.sources import DEVELOPMENT, read, training_documents, write
from layak.filing.suggestion import Document
from layak.filing.tests.make import FORUM, POSYANDU, fitted
from layak.filing.training import fit


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    development = {document.key for document in read(DEVELOPMENT)}
    return [document for document in training_documents() if document.key not in development]


@pytest.fixture(scope="module")
def small(documents: list[Document]) -> Classifier:
    return fit(documents[::4])


def test_a_quarter_of_the_corpus_already_clears_the_bars_on_unseen_documents(
    small: Classifier,
) -> None:
    reached = figures(judged(small, read(DEVELOPMENT)))
    assert reached["top-1"][0] >= 0.80
    assert reached["top-3"][0] >= 0.92
    assert reached["cluster"][0] >= 0.85
    assert reached["misplaced F1"][0] >= 0.85
    assert reached["misplaced precision"][0] >= 0.80


def test_the_order_of_the_documents_changes_nothing(
    small: Classifier, documents: list[Document]
) -> None:
    texts = [document.text for document in read(DEVELOPMENT)[:20]]
    again = fit(documents[::4][::-1])
    for one, other in zip(small.suggest(texts), again.suggest(texts), strict=True):
        assert one == other


def test_the_knowledge_alone_is_enough_to_begin() -> None:
    suggestions = fit([]).suggest([POSYANDU, FORUM])
    assert [s.indicators[0][0] for s in suggestions] == [13, 6]


def test_a_kept_model_answers_as_before(small: Classifier, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    store.keep(small, path)
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]
    assert Classifier.read(path).suggest([POSYANDU]) == small.suggest([POSYANDU])


def test_a_damaged_model_is_fitted_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Classifier
) -> None:
    monkeypatch.setattr(store, "_fit_in_child", lambda path, _more: store.keep(small, path))
    store.load(tmp_path)
    (kept,) = tmp_path.glob("filing-*.npz")
    kept.write_bytes(kept.read_bytes()[:1000])
    assert store.load(tmp_path).suggest([POSYANDU]) == small.suggest([POSYANDU])
    (again,) = tmp_path.glob("filing-*.npz")
    assert again == kept


def test_a_model_of_other_documents_is_not_mistaken_for_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Classifier
) -> None:
    monkeypatch.setattr(store, "_fit_in_child", lambda path, _more: store.keep(small, path))
    store.load(tmp_path)
    monkeypatch.setattr(store, "training_documents", lambda: read(DEVELOPMENT))
    store.load(tmp_path)
    assert len(list(tmp_path.glob("filing-*.npz"))) == 2


def test_confirmed_placements_are_learned_from(tmp_path: Path) -> None:
    text = "Lembar zirkonia blarak: penggembala kuntul mengisi lembar zirkonia blarak bersama."
    more = [Document(f"own-{n}", f"{text}\u2028Edisi\n{n}.", 16) for n in range(6)]
    path = tmp_path / "more.jsonl"
    write(more, path)
    assert read(path) == more
    taught = fit([*read(DEVELOPMENT), *more])
    assert taught.suggest([text])[0].indicators[0][0] == 16
    assert "blarak" in " ".join(taught.suggest([text])[0].terms)


def test_fitting_in_a_child_gives_a_working_model() -> None:
    assert fitted().suggest([FORUM])[0].indicators[0][0] == 6
