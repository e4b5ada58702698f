"""Settings of a test run: its own data folder, so that a test never touches what a person keeps.

The folder is named before Layak's settings read it; ``conftest.py`` removes it at the end.
"""

import os
import tempfile
from pathlib import Path

TEST_FOLDER = Path(os.environ.get("LAYAK_TEST_DIR") or tempfile.mkdtemp(prefix="layak-test-"))
os.environ["LAYAK_DATA_DIR"] = str(TEST_FOLDER / "data")
os.environ.pop("LAYAK_DEMO", None)

from layak.settings import *  # noqa: E402, F403 - the data folder must be known first

# A lock that two of a test's own connections wait for ends in an error, not in a run that hangs.
_options = DATABASES["default"].setdefault("OPTIONS", {})  # noqa: F405 - from the settings above
_options["options"] = f"{_options.get('options', '')} -c lock_timeout=120s".strip()
