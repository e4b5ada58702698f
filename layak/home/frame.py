"""What every page's frame shows: the reader's place, the sheet at hand and the way around."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    return {}
