"""The demo, loaded once for all tests of a module and rolled back after them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from layak.accounts.demo import SignIn
from layak.operations.demo import load
from layak.operations.demo.people import kept_sign_ins
from layak.operations.readiness import REGIONS, publish_library
from layak.organizations.regions import read_regions
from layak.organizations.services import load_regions

NOW = datetime(2023, 5, 29, 5, tzinfo=UTC)
BANTEN = "36"


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """Load the story into a transaction of its own; yield what the loader said.

    Only Banten's regions are loaded: other tests share the database and make their own places.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        every = read_regions(settings.CHECKOUT / REGIONS)
        load_regions((one for one in every if one.code.startswith(BANTEN)), actor=None, at=NOW)
        publish_library(NOW)
        said: list[str] = []
        load(at=NOW, say=said.append)
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def sign_ins(told: list[str]) -> dict[str, SignIn]:
    """How each person of the story signs in, by e-mail address."""
    return {row.email: row for row in kept_sign_ins()}
