"""Each URL is driven as each role. A URL without a row in ``permission_table.py`` fails here."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permission_table import ARGUMENTS, ROWS, THIRD_PARTY, Row
from tests.world import ROLES, World, make_world


def url_names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Name every URL of ours; what lies below a third-party prefix is a library's."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(tuple(THIRD_PARTY)):
            continue
        if isinstance(pattern, URLResolver):
            yield from url_names(pattern.url_patterns, route)
        else:
            yield pattern.name or f"(no name: {route})"


def refusal(row: Row, role: str, world: World) -> str:
    """Open one URL as one role; say what is wrong, or nothing."""
    client = Client()
    if role != "anonymous":
        client.force_login(world.people[role])
    kwargs = ARGUMENTS[row.name](world) if row.name in ARGUMENTS else {}
    path = reverse(row.name, kwargs=kwargs)
    answer = (
        client.generic(row.method, path)
        if not row.data
        else getattr(client, row.method)(path, row.data)
    )
    door = reverse(settings.LOGIN_URL)
    to_the_door = answer.status_code == 302 and answer.headers["Location"].startswith(f"{door}?")
    came_in = answer.status_code in {200, 204, 206, 302, 303, 422} and not to_the_door
    if role in row.may:
        return "" if came_in else f"{role} may open {path} but got {answer.status_code}"
    if role == "anonymous":
        return (
            ""
            if to_the_door
            else f"anonymous got {answer.status_code} at {path}, not the sign-in page"
        )
    return (
        ""
        if answer.status_code == 404
        else f"{role} must not open {path} but got {answer.status_code}"
    )


def test_every_url_says_who_may_open_it() -> None:
    named = [row.name for row in ROWS]
    ours = set(url_names(get_resolver().url_patterns))
    assert sorted(named) == sorted(set(named)), "one row a URL"
    assert ours - set(named) == set(), "add a row to tests/permission_table.py"
    assert set(named) - ours == set(), "these rows have no URL any more"
    assert set(ARGUMENTS) <= ours, "these builders have no URL any more"


@pytest.mark.django_db
@pytest.mark.parametrize("row", [*ROWS, *THIRD_PARTY.values()], ids=lambda row: row.name)
def test_a_url_opens_for_those_who_may_and_for_nobody_else(row: Row) -> None:
    world = make_world()
    wrong = []
    for role in ROLES:
        with transaction.atomic():
            if said := refusal(row, role, world):
                wrong.append(said)
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)
