"""What somebody typed stays text: forty ways to smuggle script, in every field that a page shows, in a real browser."""

from typing import Any

import pytest

from helhet.parties.models import Person, Unit, User
from tests.browser.test_pages import _demo as _demo
from tests.browser.test_pages import enter
from tests.web.census import World, paths

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SMUGGLED = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//elsewhere.example/x.js></script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert`1`>",
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg/onload=&#97;lert(1)>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//elsewhere.example/>",
    "<link rel=stylesheet href=//elsewhere.example/x.css>",
    "<style>@import '//elsewhere.example/x.css'</style>",
    "<div style=background:url(//elsewhere.example/x)>",
    '" onmouseover=alert(1) x="',
    "' onfocus=alert(1) autofocus x='",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% now 'Y' %}${7*7}",
    "<div hx-get=/worklist/ hx-trigger=load hx-on:click=alert(1)>x</div>",
    "<x data-hx-vals='js:{a:alert(1)}' hx-get=/ hx-trigger=load>",
)


def test_what_was_typed_runs_nowhere(opened: Any) -> None:
    world = World()
    staff = world.staff("unit-leader")
    page = opened()
    dialogs: list[str] = []

    def seen(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", seen)
    page.on("request", lambda one: dialogs.append(one.url) if "elsewhere" in one.url else None)
    enter(page, staff.user.username)
    clinician = world.client()

    for part in range(0, len(SMUGGLED), 8):
        text = "".join(SMUGGLED[part : part + 8])[:199]
        Person.objects.filter(pk=world.person.pk).update(given_name=text, family_name=text)
        User.objects.filter(pk=staff.user_id).update(name=text)
        Unit.objects.update(name=text)
        for one, path in paths(world):
            answer = clinician.get(path) if one.rule == "acting" else None
            # What is a file is saved and not shown; a browser runs none of it.
            is_page = answer is not None and answer.get("Content-Type", "").startswith("text/html")
            if answer is not None and answer.status_code == 200 and is_page:
                page.goto(path)
        assert dialogs == []


def test_there_are_forty() -> None:
    assert len(set(SMUGGLED)) == 40
