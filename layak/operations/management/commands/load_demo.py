"""``layak manage load_demo``: the Serang 2023 story; ``layak serve --demo`` calls it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from layak.operations.demo import load
from layak.operations.readiness import make_ready


class Command(BaseCommand):
    help = "Load the Serang 2023 demo; what is loaded already is left as it is."

    def handle(self, **_: Any) -> None:
        make_ready(timezone.now(), pages=False)
        load(at=timezone.now(), say=self.stdout.write)
