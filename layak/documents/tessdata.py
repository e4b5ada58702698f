"""Where Tesseract's Indonesian words lie. Standard library only: pages may ask too."""

from functools import cache
from pathlib import Path

LANGUAGE = "ind"
PACKAGE = "tesseract-ocr-ind"
_PLACES = Path("/usr/share/tesseract-ocr")


@cache
def find_tessdata() -> Path | None:
    """The newest folder that holds them; None where the package is not installed."""
    found = sorted(_PLACES.glob(f"*/tessdata/{LANGUAGE}.traineddata"))
    return found[-1].parent if found else None
