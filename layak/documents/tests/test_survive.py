"""Surviving: whatever a file does to its reader is one sentence, and the next file goes on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from layak.documents import sandbox, spawning
from layak.documents.results import MIB, SENTENCES, Failure, Unreadable
from layak.documents.sandbox import ChildError, Limits, ReaderPool

POISON = "layak.documents.tests.poison"


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    limits = Limits(seconds=1.0, cpu_seconds=30, memory_bytes=256 * MIB)
    with ReaderPool(processes=1, limits=limits, reader=POISON) as pool:
        yield pool


def word(folder: Path, text: str, number: int = 0) -> Path:
    path = folder / f"{number}-{text}.txt"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("poison", "failure"),
    [
        ("sleep", Failure.TIMEOUT),
        ("spin", Failure.TIMEOUT),
        ("eat", Failure.MEMORY),
        ("crash", Failure.CRASHED),
        ("kill", Failure.CRASHED),
        ("leave", Failure.CRASHED),
        ("babble", Failure.CRASHED),
        ("break", Failure.DAMAGED),
    ],
)
def test_a_poisoned_file_is_refused_and_its_neighbours_are_read(
    pool: ReaderPool, tmp_path: Path, poison: str, failure: Failure
) -> None:
    files = [word(tmp_path, text, n) for n, text in enumerate(["satu", poison, "dua", "tiga"])]
    results = dict(pool.read((path.name, path) for path in files))
    assert len(results) == 4
    assert results[f"1-{poison}.txt"].failure is failure
    assert results[f"1-{poison}.txt"].refusal == SENTENCES[failure]
    assert [results[f"{n}-{t}.txt"].text for n, t in ((0, "satu"), (2, "dua"), (3, "tiga"))] == [
        "satu",
        "dua",
        "tiga",
    ]


def test_a_child_that_ignores_its_alarm_is_killed(
    pool: ReaderPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spawning, "GRACE_SECONDS", 0.3)
    assert pool.read_one(word(tmp_path, "deaf")).failure is Failure.TIMEOUT
    assert pool.read_one(word(tmp_path, "satu")).text == "satu"


def test_cpu_time_is_counted_for_each_file_anew(tmp_path: Path) -> None:
    limits = Limits(seconds=30.0, cpu_seconds=0, memory_bytes=256 * MIB)
    with ReaderPool(processes=1, limits=limits, reader=POISON) as pool:
        spun = pool.read_one(word(tmp_path, "spin"))
        assert spun.failure is Failure.TIMEOUT
        assert "-24" in spun.detail
        assert pool.read_one(word(tmp_path, "satu")).text == "satu"


def test_every_second_file_is_poison_and_every_other_is_read(
    pool: ReaderPool, tmp_path: Path
) -> None:
    texts = ["kill", "baik"] * 5
    results = dict(pool.read((n, word(tmp_path, text, n)) for n, text in enumerate(texts)))
    assert [results[n].failure for n in range(10)] == [Failure.CRASHED, None] * 5


def test_one_child_serves_many_files(pool: ReaderPool, tmp_path: Path) -> None:
    path = word(tmp_path, "process")
    results = list(pool.read((n, path) for n in range(20)))
    assert len({result.text for _, result in results}) == 1
    assert results[0][1].text != str(os.getpid())


def test_a_child_that_has_served_its_time_is_replaced(
    pool: ReaderPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_FILES_PER_CHILD", 5)
    path = word(tmp_path, "process")
    results = list(pool.read((n, path) for n in range(12)))
    assert len(results) == 12
    assert len({result.text for _, result in results}) == 3


def test_a_file_is_judged_by_the_name_it_came_with(tmp_path: Path) -> None:
    stored = tmp_path / "3f2a"
    stored.write_bytes(b"Nama,Jumlah\nSerang,12\n")
    with ReaderPool(processes=1) as pool:
        ((_, result),) = pool.read([(7, stored)], named={7: "rekap.csv"}.__getitem__)
        assert result.file_type is not None
        assert result.file_type.media_type == "text/csv"
        assert pool.read_one(stored, name="jalan.bat").failure is Failure.UNSUPPORTED


def test_a_child_that_was_killed_while_idle_harms_no_file(pool: ReaderPool, tmp_path: Path) -> None:
    path = word(tmp_path, "process")
    os.kill(int(pool.read_one(path).text), 9)
    pool._idle[0].process.wait(5)
    assert pool.read_one(path).failure is None


def test_a_drawing_that_hangs_is_a_refusal(pool: ReaderPool, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        pool.render_page(word(tmp_path, "sleep"), 0, 400)
    assert refusal.value.failure is Failure.TIMEOUT
    assert pool.read_one(word(tmp_path, "satu")).text == "satu"


def test_a_child_has_no_secrets_and_writes_nothing(
    pool: ReaderPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATABASE_URL", "postgresql://layak:secret@localhost/layak")
    assert "LAYAK" not in pool.read_one(word(tmp_path, "environment")).text
    assert pool.read_one(word(tmp_path, "write")).text.startswith("refused")


def test_a_reader_that_left_half_way_takes_its_children_along(
    pool: ReaderPool, tmp_path: Path
) -> None:
    path = word(tmp_path, "process")
    run = pool.read((n, path) for n in range(100))
    _, first = next(run)
    run.close()  # type: ignore[attr-defined]  # it is a generator; callers see an iterator
    assert pool.read_one(path).failure is None
    pool.close()
    assert not Path(f"/proc/{first.text}").exists()


def test_files_are_taken_from_their_source_only_a_few_ahead(
    pool: ReaderPool, tmp_path: Path
) -> None:
    asked: list[int] = []

    def source() -> Iterator[tuple[int, Path]]:
        for n in range(1000):
            asked.append(n)
            yield n, word(tmp_path, "baik", n)

    run = pool.read(source())
    next(run)
    assert len(asked) < 20


def test_a_file_that_cannot_be_opened_is_named_and_the_rest_is_read(
    pool: ReaderPool, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipa.txt")
    (tmp_path / "kosong.pdf").touch()
    names = ["tidak-ada.pdf", "pipa.txt", "kosong.pdf"]
    files = [tmp_path / name for name in names] + [word(tmp_path, "satu")]
    results = dict(pool.read((path.name, path) for path in files))
    assert results["tidak-ada.pdf"].failure is Failure.MISSING
    assert results["pipa.txt"].refusal == "Bukan berkas biasa."
    assert results["kosong.pdf"].refusal == "Berkas kosong (0 bita)."
    assert results["0-satu.txt"].text == "satu"


def test_an_oversize_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with ReaderPool(processes=1, limits=Limits(file_bytes=2 * MIB), reader=POISON) as pool:
        large = tmp_path / "besar.txt"
        with large.open("wb") as file:
            file.truncate(5 * MIB)
        result = pool.read_one(large)
        assert result.failure is Failure.TOO_LARGE
        assert result.refusal == "Berkas berukuran 5 MB; paling besar 2 MB."
        assert not pool._idle  # no child was needed


def test_a_child_killed_while_it_starts_costs_no_file(
    pool: ReaderPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[spawning.Child] = []

    class StillbornTwice(spawning.Child):
        def __init__(self, reader: str, limits: Limits) -> None:
            super().__init__(reader, limits)
            started.append(self)
            if len(started) < 3:
                self.process.kill()

    monkeypatch.setattr(sandbox, "Child", StillbornTwice)
    results = dict(pool.read((n, word(tmp_path, "baik", n)) for n in range(8)))
    assert [results[n].text for n in range(8)] == ["baik"] * 8
    assert len(started) == 3


def test_a_broken_installation_is_an_error_and_no_refusal(tmp_path: Path) -> None:
    with (
        ReaderPool(processes=1, reader="layak.documents.tests.nowhere") as pool,
        pytest.raises(ChildError, match="nowhere"),
    ):
        pool.read_one(word(tmp_path, "satu"))
