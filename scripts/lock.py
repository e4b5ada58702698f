"""Pin the dependencies with hashes: requirements/NAME.in becomes requirements/NAME.txt.

Locks name packages and hashes only, never where they were fetched from.
"""

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
# The larger set first: what a user runs is pinned to what the tests ran with.
LOCKS = ("development", "runtime", "node")
QUIET_ABOUT_ORIGIN = ("--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links")


def main() -> None:
    """Write every lock, keeping pinned versions unless ``--upgrade`` is given."""
    folder = HOUSE / "requirements"
    for name in LOCKS:
        if name == "runtime" and not (folder / "runtime.txt").exists():
            (folder / "runtime.txt").write_bytes((folder / "development.txt").read_bytes())
        subprocess.run(
            [
                sys.executable,
                "-m",
                "piptools",
                "compile",
                "--quiet",
                "--generate-hashes",
                "--strip-extras",
                "--allow-unsafe",
                *QUIET_ABOUT_ORIGIN,
                *sys.argv[1:],
                "--output-file",
                f"requirements/{name}.txt",
                f"requirements/{name}.in",
            ],
            cwd=HOUSE,
            check=True,
            env=os.environ | {"CUSTOM_COMPILE_COMMAND": "make lock"},
        )


if __name__ == "__main__":
    main()
