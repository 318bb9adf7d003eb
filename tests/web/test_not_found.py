"""Whoever has nothing to do with somebody cannot tell by anything that is done whether they are there (no timing tells it).

Not timed, for that would fail by chance: what is asked of the database, and what the log gets, are the same in number and kind.
"""

import re
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helhet.access.models import Access
from tests.web.census import OF_PERSONS, ROLES, World, every_address

pytestmark = pytest.mark.django_db


class Answered(NamedTuple):
    """How a request was answered; the questions that it cost, without what they asked for; what the log got, less whom it is about."""

    status: int
    asked: list[str]
    logged: list[tuple[Any, ...]]


def asked_by(client: Client, path: str, sent: dict[str, str] | None) -> Answered:
    before = Access.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with CaptureQueriesContext(connection) as context:
        answer = client.get(path) if sent is None else client.post(path, sent)
    asked = [shape(one["sql"]) for one in context.captured_queries]
    return Answered(answer.status_code, asked, logged(before))


def shape(sql: str) -> str:
    """Return a question without the values in it; of how many are asked for in a row, only that they are."""
    sql = re.sub(r"'[^']*'|\bs\d+_x\d+\b|\b[0-9a-f]{32}\b|\b\d+\b", "?", sql)
    return re.sub(r"\(\?(, \?)*\)", "(?)", sql)


def logged(before: int) -> list[tuple[Any, ...]]:
    """Return the rows that the log has got, less whom and which parts they are about."""
    rows = Access.objects.filter(pk__gt=before).order_by("pk")
    return [
        (
            one.role,
            one.unit,
            one.purpose,
            one.deed,
            one.is_permitted,
            one.subjects.count(),
        )
        for one in rows
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("sent", [None, {"deed": "hold"}], ids=["looked at", "sent"])
def test_what_is_not_theirs_costs_what_is_not_there(role: str, sent: dict[str, str] | None) -> None:
    world = World()
    client = world.stranger(role)
    there, nowhere = world.examples(), {**world.examples(), **{one: uuid4() for one in OF_PERSONS}}
    rows = 0

    for one in every_address():
        if set(OF_PERSONS) & set(one.arguments):
            theirs = asked_by(client, one.path(there), sent)
            nobodys = asked_by(client, one.path(nowhere), sent)
            assert theirs.status == nobodys.status, one.name
            assert theirs.logged == nobodys.logged, one.name
            assert theirs.asked == nobodys.asked, one.name
            rows += len(theirs.logged)

    assert rows > 0
