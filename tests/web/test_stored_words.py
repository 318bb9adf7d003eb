"""What somebody writes into any form is text on every page it comes to, and no page is broken by it."""

from typing import Final

import pytest
from django.utils.html import escape

from helhet.parties.models import Person
from helhet.work.models import Task
from tests.web.census import World, every_address
from tests.web.signed import client_of
from tests.web.test_attacks import faults_of
from tests.web.test_only_looking import forms

pytestmark = pytest.mark.django_db
HARMFUL: Final = (
    "</textarea></title></script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)><svg/onload=alert(1)>",
    "{{ 7|add:7 }}{% debug %}<!-- </main>",
)
BROKEN_OUT: Final = (
    "<script>alert",
    "<img src=x",
    "<svg/onload",
    "<!-- </main>",
    "</textarea></title>",
)
"""What would stand in a page of which any of these were a part."""


@pytest.mark.parametrize("words", HARMFUL, ids=["tags", "attributes", "templates"])
@pytest.mark.parametrize("role", ["treatment-clinician", "unit-leader"])
def test_what_is_written_into_any_form_is_text_wherever_it_is_shown(role: str, words: str) -> None:
    world = World()
    staff = world.staff(role)
    client = client_of(staff)
    shown = 0

    # What corrects comes last: it makes the other forms old, or ends by what the page was seen.
    for form in sorted(forms(world, client), key=lambda one: "/entry/" in one.action):
        told = {**form.fields, **dict.fromkeys(form.free, words)}
        answer = client.post(form.action, told)
        shown += is_text(answer.content.decode(), words, form.action)
    for one in every_address():
        path = one.path({**world.examples(), "code": world.units.clinic.code})
        answer = client.get(path)
        if "html" in answer.get("Content-Type", ""):
            shown += is_text(answer.content.decode(), words, path)

    assert shown > 2, "it has come to pages"
    assert Task.objects.count() == 2, "it was written"
    taken_in = Person.objects.filter(given_name__in=["Some words.", words]).exists()
    assert taken_in is (role == "treatment-clinician"), "somebody was taken in"


def is_text(page: str, words: str, path: str) -> bool:
    """Hold that words are nothing but text in a page, and the page whole; return whether they stand there."""
    assert not [one for one in BROKEN_OUT if one in page], path
    assert not page or faults_of(page) == [], path
    return escape(words) in page
