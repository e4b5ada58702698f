"""Background work of large files."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layak.measures import importing
from layak.measures.models import ImportedFile


@app.task(name=importing.READ_FILE, queue="filing", retry=3)
def read_file(sent: int) -> None:
    """Read a sent file. Begun again after a kill, it starts over: nothing was entered."""
    row = _sent(sent)
    if row is not None:
        importing.read(row)


@app.task(name=importing.TAKE_FILE, queue="filing", retry=3)
def take_file(sent: int) -> None:
    """Take a file over: all of it or nothing."""
    row = _sent(sent)
    if row is not None:
        importing.take(row, at=timezone.now())


def _sent(key: int) -> ImportedFile | None:
    return ImportedFile.objects.select_related("scope", "sent_by").filter(pk=key).first()
