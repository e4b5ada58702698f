"""The command line: one name, few verbs. Exit 0 done, 1 refused in one sentence, 2 used wrongly."""

import os
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
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(usage() + "\n")
        return 0 if words else 2
    if words[0] == "--version":
        sys.stdout.write(f"layak {__version__}\n")
        return 0
    if words[0] not in VERBS and words[0] != "manage":
        sys.stderr.write(f"layak: tidak ada perintah “{words[0]}”. Lihat layak --help.\n")
        return 2
    return _run(words)


def _run(words: list[str]) -> int:
    # Django takes longer to import than the help page takes to show.
    from django.core.management import ManagementUtility  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "layak.settings")
    django_words = words[1:] if words[0] == "manage" else words
    try:
        with _database_for(words):
            ManagementUtility(["layak", *django_words]).execute()
    except Refusal as refusal:
        sys.stderr.write(f"layak: {refusal}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0


def _database_for(words: Sequence[str]) -> AbstractContextManager[object]:
    needs_it = words[0] == "manage" or VERBS[words[0]][1]
    if not needs_it or {"-h", "--help"} & set(words):
        return nullcontext()
    return database.running()


if __name__ == "__main__":
    sys.exit(main())
