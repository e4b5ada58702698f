"""The one exception that is shown to people."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule said no. ``str(refusal)`` is one clear sentence in the user's language."""
