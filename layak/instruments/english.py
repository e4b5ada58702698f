"""Which of two texts of an instrument the reader gets: the Indonesian one, or its English."""

from django.utils.translation import get_language


def localized(own: str, english: str) -> str:
    """The English text for who reads English, where there is one; else the Indonesian."""
    return english if english and (get_language() or "").startswith("en") else own
