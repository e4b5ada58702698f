"""The command line as scripts use it: its exit status, and one sentence instead of a traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from layak.cli import DJANGOS
from layak.operations.tests.make import PATIENCE

POINTS = "code,points\n1.2a,1\n1.2b,1\n"


def layak(
    *words: str | Path, data: Path, stdout: int = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``layak ...`` in a process of its own."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("LAYAK", "DJANGO", "PYTEST"))
    }
    return subprocess.run(
        [sys.executable, "-m", "layak", *map(str, words)],
        env={**kept, "LAYAK_DATA_DIR": str(data), **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_no_verb_is_wrong_usage_and_leaves_the_output_empty(tmp_path: Path) -> None:
    done = layak(data=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: layak" in done.stderr


def test_a_score_needs_no_data_folder(tmp_path: Path) -> None:
    points = tmp_path / "nilai kota é.csv"
    points.write_text(POINTS, encoding="utf-8")
    nowhere = tmp_path / "nowhere"
    done = layak("score", "--instrument", "kla-2024", "--points", points, data=nowhere)
    assert (done.returncode, done.stderr) == (0, "")
    assert not nowhere.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--points", "."], "layak: . adalah folder, bukan berkas.\n"),
        (
            ["--points", "{points}", "--target", "Emas"],
            "layak: Peringkat Emas tidak ada dalam instrumen ini. Yang ada: ",
        ),
    ],
)
def test_what_score_cannot_do_it_says_in_one_sentence(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    points = tmp_path / "points.csv"
    points.write_text(POINTS, encoding="utf-8")
    given = [word.format(points=points) for word in words]
    done = layak("score", "--instrument", "kla-2024", *given, data=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_a_data_folder_that_cannot_be_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    done = layak("serve", data=file)
    assert done.returncode == 1
    assert done.stderr.startswith(f"layak: Folder data {file} tidak dapat dipakai")
    assert done.stderr.count("\n") == 1


def test_a_server_that_does_not_answer_is_said_in_one_sentence(tmp_path: Path) -> None:
    done = layak(
        "instruments",
        "list",
        data=tmp_path / "data",
        LAYAK_DATABASE_URL="postgres://layak:secret@127.0.0.1:1/layak",
    )
    assert done.returncode == 1
    assert done.stderr.startswith("layak: Basis data tidak dapat dihubungi: ")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_a_reader_who_leaves_early_sees_no_traceback(tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text(POINTS, encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    words = ("score", "--instrument", "kla-2024", "--points", points)
    try:
        done = layak(*words, data=tmp_path, stdout=writing)
        helped = layak("--help", data=tmp_path, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")
    assert (helped.returncode, helped.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_without_room_is_said_in_one_sentence(tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text(POINTS, encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        done = layak(
            *("score", "--instrument", "kla-2024", "--points", points, "--json"),
            data=tmp_path,
            stdout=full.fileno(),
        )
    assert done.returncode == 1
    assert done.stderr == "layak: Ruang penyimpanan habis; kosongkan sebagian lalu jalankan lagi.\n"


@pytest.mark.parametrize("verb", ["score", "ingest"])
def test_the_help_of_a_verb_tells_only_of_our_own_options(tmp_path: Path, verb: str) -> None:
    done = layak(verb, "--help", data=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--json" in done.stdout
    assert set(re.findall(r"--[a-z-]+", done.stdout)) & DJANGOS == set()


def test_djangos_options_still_work_and_its_own_commands_tell_of_them(tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text(POINTS, encoding="utf-8")
    words = ["--instrument", "kla-2024", "--points", str(points), "--settings"]
    done = layak("score", *words, "layak.settings", "--traceback", "--no-color", data=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    helped = layak("manage", "showmigrations", "--help", data=tmp_path)
    assert "--settings" in helped.stdout
