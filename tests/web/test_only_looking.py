"""To open a page does nothing: whoever asks, and whatever words are given back to it that a session's end had kept."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client

from helhet.parties.models import Membership
from helhet.work.models import Task
from tests.web.census import ROLES, World, every_address, paths
from tests.web.filling import Filled, filled
from tests.web.signed import client_of
from tests.web.test_typed_words import back, end_session

pytestmark = pytest.mark.django_db
WRITTEN_BY_LOOKING = (
    "access_access",
    "access_accessedsubject",
    "django_session",
    "usersessions",
    "signin_remembered",
)
"""The tables that a look may change, by how their names begin: the log, sessions, and how often somebody has tried."""
EVENTS = ("no-show", "suicide-risk-assessed", "referral-received")


def state() -> dict[str, str]:
    """Return what every table holds, as a sum: all but the log and the sessions."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if not table.startswith(WRITTEN_BY_LOOKING):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table's own name
                rows = sorted(map(repr, cursor.fetchall()))
                found[table] = sha256("\n".join(rows).encode()).hexdigest()
    return found


def forms(world: World, client: Client) -> Iterator[Filled]:
    """Yield every form of our own pages, with something of each sort there, filled in."""
    client.post("/tasks/new/", {**_form(client, "/tasks/new/").fields, "text": "Order keys"})
    told = {
        **world.examples(),
        "task_id": getattr(Task.objects.first(), "pk", None),
        "number": 2,
        "code": world.units.clinic.code,
        "membership": world.staff("analyst").pk,
    }
    ours = [one for one in every_address() if one.rule == "acting"]
    asked = {one.path({**told, "event": event}) for one in ours for event in EVENTS}
    for path in sorted(asked):
        answer = client.get(path)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            yield from filled(answer.content.decode(), path)


def _form(client: Client, path: str) -> Filled:
    return next(filled(client.get(path).content.decode(), path), Filled(path, {}, ()))


@pytest.mark.parametrize("role", ROLES)
def test_reading_changes_nothing_but_the_log(role: str) -> None:
    world = World()
    client = world.client(role)
    before = state()

    for one, path in paths(world):
        for ask in (client.get, client.head):
            assert ask(path).status_code < 500, one.name

    assert state() == before


@pytest.mark.parametrize("role", ["treatment-clinician", "unit-leader"])
def test_words_that_come_back_after_a_session_do_nothing_by_being_shown(role: str) -> None:
    world = World()
    staff = world.staff(role)
    client = client_of(staff)
    sent = list(forms(world, client))

    assert sum(_is_shown_again(client, staff, form) for form in sent) > 5
    assert sum(_does(client, form) for form in sent) > 2, "these forms are such as do something"


def _is_shown_again(client: Client, staff: Membership, form: Filled) -> bool:
    """Send a form after the session has ended, sign in again, and open its page; return whether it was kept till then."""
    end_session(client)
    client.post(form.action, form.fields)
    back(client, staff)
    is_kept, before = "kept" in client.session, state()
    assert client.get(form.action).status_code < 500, form.action
    assert state() == before, form.action
    return is_kept


def _does(client: Client, form: Filled) -> bool:
    before = state()
    client.post(form.action, form.fields)
    return state() != before
