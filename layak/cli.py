"""The command line: one name, few verbs. Exit 0 done, 1 refused in one sentence, 2 used wrongly."""

import errno
import os
import secrets
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from layak import __version__, database
from layak.lib.errors import Refusal

# verb: (what it does, does it need the database to be up)
VERBS: dict[str, tuple[str, bool]] = {
    "serve": ("start everything on this machine: database, worker, web", False),
    "ingest": ("file a folder or ZIP of documents: text, placement, gaps, score", True),
    "classify": ("read documents as JSON lines, write which indicators they prove", False),
    "score": ("score a sheet of points", False),
    "forecast": ("say what verification will probably leave of a score", False),
    "instruments": ("list, validate or publish instrument files", True),
    "invite": ("print a one-time link for a new person", True),
    "bench": ("run the benchmarks", False),
    "package": ("check a hand-over package with nothing but its ZIP", False),
    "backup": ("write database and files into one archive", True),
    "restore": ("read such an archive into an empty data folder", False),
}
# These keep nothing that has to be signed, so they work where the data folder cannot be written.
KEYLESS = frozenset({"score", "forecast", "package", "classify"})
# Options that Django gives every command: they work, but "layak VERB --help" tells only of ours.
DJANGOS = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
# What PostgreSQL says to whom it does not let in: no connection, no such person, no such database.
SHUT_OUT = ("08", "28", "3D", "57P")
USAGE = """usage: layak VERB [options]

Layak takes a city through the child-friendly city (KLA) cycle.

{verbs}

"layak VERB --help" says more; "layak manage ..." reaches Django's own commands.
Data lives in LAYAK_DATA_DIR (default: var/ of the checkout)."""


def usage() -> str:
    """The help page, made from the table of verbs alone so that it is there at once."""
    return USAGE.format(
        verbs="\n".join(f"  {verb:<12} {does}" for verb, (does, _) in VERBS.items())
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        sys.stderr.write(usage() + "\n")
        return 2
    if words[0] in {"-h", "--help", "help"}:
        return _say(usage())
    if words[0] == "--version":
        return _say(f"layak {__version__}")
    if words[0] not in VERBS and words[0] != "manage":
        sys.stderr.write(f"layak: tidak ada perintah “{words[0]}”. Lihat layak --help.\n")
        return 2
    return _run(words)


def _run(words: list[str]) -> int:
    # Django takes longer to import than the help page takes to show.
    from django.core.management import BaseCommand, ManagementUtility  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "layak.settings")
    if words[0] in KEYLESS:
        os.environ.setdefault("LAYAK_SECRET_KEY", secrets.token_urlsafe(64))
    django_words = words[1:] if words[0] == "manage" else words

    class Ours(ManagementUtility):
        def fetch_command(self, subcommand: str) -> BaseCommand:
            command = super().fetch_command(subcommand)
            if words[0] in VERBS:
                command.suppressed_base_arguments = DJANGOS
            return command

    try:
        with _database_for(words):
            Ours(["layak", *django_words]).execute()
            sys.stdout.flush()
    except Refusal as refusal:
        return _refuse(str(refusal))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except OperationalError as error:
        return _refuse(_sentence_for_database(error))
    except OSError as error:
        return _give_up(error)
    return 0


def _say(text: str) -> int:
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError as error:
        return _give_up(error)
    return 0


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"layak: {sentence}\n")
    return 1


def _sentence_for_database(error: Exception) -> str:
    """Say that the database does not let us in; any other trouble with it is a fault."""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    if state and not state.startswith(SHUT_OUT):
        raise error
    said = str(error).partition("\n")[0].removesuffix(".")
    return f"Basis data tidak dapat dihubungi: {said}."


def _give_up(error: OSError) -> int:
    """Answer what the system refused us; what we cannot explain is a fault, and raised."""
    if isinstance(error, BrokenPipeError):
        # Whoever read along has heard enough. What is still unwritten must not fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    if error.errno in FULL:
        return _refuse("Ruang penyimpanan habis; kosongkan sebagian lalu jalankan lagi.")
    if error.errno in FORBIDDEN and error.filename:
        return _refuse(f"{error.filename} tidak boleh dibaca atau ditulisi oleh pengguna ini.")
    raise error


def _database_for(words: Sequence[str]) -> AbstractContextManager[object]:
    needs_it = words[0] == "manage" or VERBS[words[0]][1]
    if not needs_it or {"-h", "--help"} & set(words):
        return nullcontext()
    return database.running()


if __name__ == "__main__":
    sys.exit(main())
