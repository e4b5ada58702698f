"""Print a one-time link for a new person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from layak.accounts.invitations import HERE, invite, link_of
from layak.accounts.models import Role
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization
from layak.organizations.services import find_agency


class Command(BaseCommand):
    help = "Print a one-time link with which a new person makes an account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--organization",
            required=True,
            help="region code, such as 36.73; “id” for the nation; 36.73/Disdukcapil for an office",
        )
        parser.add_argument("--site", default=HERE, help="address of this installation")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        place = _find(options["organization"])
        _invitation, secret = invite(
            options["email"], Role(options["role"]), place, actor=None, at=timezone.now()
        )
        self.stdout.write(link_of(secret, options["site"]))


def _find(text: str) -> Organization:
    code, _slash, name = text.partition("/")
    if code == "id":
        region = Organization.objects.filter(kind=Kind.NATION).first()
    else:
        region = Organization.objects.filter(region_code=code).first()
    if region is None:
        raise Refusal(f"Tidak ada wilayah dengan kode “{code}”.")
    if not name:
        return region
    agency = find_agency(region, name)
    if agency is None:
        raise Refusal(f"{region.name} tidak punya OPD bernama “{name}”.")
    return agency
