"""Importing: pages and commands may use the pool without loading what only its children need."""

import subprocess
import sys
from pathlib import Path

HEAVY = {"kreuzberg", "pypdfium2", "PIL", "python_calamine", "typst", "docx", "xlsxwriter", "cv2"}


def test_the_pool_the_walk_and_the_digest_load_no_heavy_library() -> None:
    code = (
        "import sys; import layak.documents.sandbox, layak.documents.archives, "
        "layak.documents.digesting, layak.documents.detection; print(*sys.modules)"
    )
    root = str(Path(__file__).parents[3])
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=root
    ).stdout.split()
    assert "layak.documents.sandbox" in loaded
    assert HEAVY.isdisjoint(loaded)
    assert "django" not in loaded
