"""``layak serve``: everything on one machine."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from layak import database
from layak.accounts.invitations import first_administrator_link
from layak.lib.errors import Refusal
from layak.operations import serving
from layak.operations.readiness import make_ready, unapplied


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} bukan nomor port (1 sampai 65535)")
    return int(text)


class Command(BaseCommand):
    help = "Start everything on this machine: embedded database, worker, web."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=_port, default=8000)
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on; only this machine by default"
        )
        parser.add_argument(
            "--demo",
            action="store_true",
            help="load the Serang 2023 story; only on this machine's own address",
        )

    def handle(self, *, host: str, port: int, demo: bool, **_: Any) -> None:
        if demo and host not in serving.LOOPBACK:
            raise Refusal(
                "Demo memakai kata sandi yang diketahui umum, jadi hanya melayani komputer ini; "
                "hapus --host."
            )
        with database.running(sole=True) as server:
            serving.claim_port(host, port)
            if unapplied():
                self.stdout.write("Menyiapkan basis data dan wilayah; mohon tunggu sebentar ...")
                self.stdout.flush()
            make_ready(timezone.now())
            if demo:
                serving.load_demo(settings.DATA_DIR)
            link = first_administrator_link(
                at=timezone.now(), site=serving.where(host, port).rstrip("/")
            )
            connection.close()
            staff = serving.children(host=host, port=port, demo=demo, data=settings.DATA_DIR)
            serving.run(
                server,
                staff,
                address=(host, port),
                ready=lambda: self._welcome(serving.where(host, port), link),
            )

    def _welcome(self, address: str, link: str | None) -> None:
        self.stdout.write(f"Layak siap di {address}")
        if link:
            self.stdout.write(f"Administrator pertama masuk sekali lewat {link}")
        self.stdout.write(f"Berhenti dengan Ctrl-C. Data ada di {settings.DATA_DIR}.")
        self.stdout.flush()
