"""What cannot be done is said in one sentence."""

import os
import subprocess
from pathlib import Path

import pytest

from layak import database
from layak.database import cluster
from layak.database.files import Lock
from layak.lib.errors import Refusal
from tests.database.make import (
    needs_root,
    nothing_runs,
    rows,
    sql,
)


def refused(data: Path) -> str:
    with pytest.raises(Refusal) as refusal:
        database.running(data).start()
    sentence = str(refusal.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_data_folder_of_another_major_version_is_refused(filled: Path) -> None:
    version = filled / "database/cluster/PG_VERSION"
    original = version.read_text()
    version.write_text("14\n")
    assert "dibuat oleh PostgreSQL 14" in refused(filled)
    version.write_text(original)
    with database.running(filled):
        assert rows(filled) == "1"


def test_a_file_in_the_place_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("bukan folder")
    assert "bukan folder" in refused(tmp_path / "data")
    assert "bukan folder" in refused(tmp_path / "data" / "di dalam")


def test_a_lost_password_file_is_named(filled: Path) -> None:
    (filled / "database/pgpass").unlink()
    sentence = refused(filled)
    assert str(filled / "database/pgpass") in sentence
    assert "tidak cocok" in sentence
    assert nothing_runs(filled)


def test_a_damaged_cluster_is_refused_and_the_log_named(filled: Path) -> None:
    (filled / "database/cluster/global/pg_control").write_bytes(b"")
    assert str(filled / "database/server.log") in refused(filled)
    assert nothing_runs(filled)


@needs_root
def test_a_full_disk_is_one_sentence_and_what_is_there_survives(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        assert "habis" in refused(small / "data")
        assert nothing_runs(small / "data")
        subprocess.run(["mount", "-o", "remount,size=200m", small], check=True)
        with database.running(small / "data"):
            assert sql(small / "data", "SELECT 1") == "1"
    finally:
        subprocess.run(["umount", small], check=True)


def test_the_log_stays_within_its_limit(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LOG_LIMIT", 1000)
    orders = cluster.Orders(str(filled), "/nonexistent", "/nonexistent", None, None, durable=True)
    watched = cluster.Cluster(orders)
    os.write(watched.log, b"x" * 1001)
    watched.bound_log()
    os.write(watched.log, b"baru\n")
    assert (filled / "database/server.log").read_bytes() == b"baru\n"
    assert (filled / "database/server.log.1").read_bytes().endswith(b"x" * 1001)
    os.close(watched.log)


def test_a_lock_is_free_once_its_holder_is_gone(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.try_share()
    assert second.try_share()
    assert not second.try_exclusive()
    first.release()
    assert second.try_exclusive()
    second.release()
