"""What an attacker tries at each address (security.md 6): generic over the census, so new pages are held too."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from justhtml import JustHTML

from helhet.parties.models import Membership, User
from tests.web.census import OF_PERSONS, ROLES, World, bare, every_address, paths

pytestmark = pytest.mark.django_db
ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example",
    r"/\elsewhere.example",
    "javascript:alert(1)",
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def test_each_argument_that_may_be_of_somebody_has_an_example() -> None:
    known = set(World().examples())

    unknown = {name for one in every_address() for name in one.ids} - known

    assert unknown == set(), "add them to tests/web/census.py"


def test_a_form_without_its_token_is_refused_everywhere() -> None:
    world = World()
    client = world.client()
    client.handler.enforce_csrf_checks = True

    taken = {
        f"{one.name}: {status}"
        for one, path in paths(world)
        if one.name != "healthz"
        for status in [client.post(path, {"next": "/"}).status_code]
        if status != 403
    }

    assert taken == set()


def test_what_is_a_strangers_is_what_is_nobodys() -> None:
    world = World()
    there, nowhere = world.examples(), {**world.examples(), **{one: uuid4() for one in OF_PERSONS}}
    client = world.stranger()

    for one in every_address():
        if not set(OF_PERSONS) & set(one.arguments):
            continue
        for ask in (client.get, client.post):
            theirs, nobodys = ask(one.path(there)), ask(one.path(nowhere))
            assert theirs.status_code == nobodys.status_code, one.name
            assert theirs.status_code in (404, 405), one.name
            assert bare(theirs.content) == bare(nobodys.content), one.name
            assert "Eva" not in theirs.content.decode().replace("allowEval", ""), one.name


def test_who_has_not_signed_in_reads_nothing_of_anybody() -> None:
    world = World()

    for one, path in paths(world):
        answer = Client().get(path)
        assert b"Pr\xc3\xb8ve" not in answer.content, one.name
        if one.rule in ("acting", "signed-in"):
            assert answer.status_code == 302, one.name
            assert answer["Location"].startswith("/account/login/"), one.name


def test_nobody_leads_away_from_here() -> None:
    world = World()
    client = world.client()

    for one, path in paths(world):
        if one.name.startswith("account_log"):
            continue
        for away in ELSEWHERE:
            told = {"next": away, "language": "nb", "membership": "1"}
            for answer in (client.get(path, told), client.post(path, told)):
                assert "elsewhere" not in answer.get("Location", "").split("?")[0], one.name
                assert "javascript:" not in answer.get("Location", ""), one.name
    for away in ELSEWHERE:
        assert "elsewhere" not in Client().post("/account/logout/", {"next": away})["Location"]


def test_no_header_no_other_method_and_no_second_value_opens_more() -> None:
    world = World()
    stranger = world.stranger()
    course = f"/course/{world.course}/"
    tried: list[dict[str, str]] = [
        {"x-http-method-override": "GET"},
        {"x-original-url": "/worklist/"},
        {"x-rewrite-url": "/worklist/"},
        {"x-forwarded-host": "elsewhere.example"},
        {"x-user": "1", "x-remote-user": "root", "remote-user": "root"},
    ]

    for headers in tried:
        assert stranger.get(course, headers=headers).status_code == 404
    for method in ("put", "patch", "delete", "options", "trace"):
        assert getattr(stranger, method)(course).status_code in (404, 405)
    for query in ("role=unit-leader&role=person", "_method=POST", "acting=1", "user=1&id=1&id=2"):
        assert stranger.get(f"{course}?{query}").status_code == 404
    assert world.client().get(course, headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    "told",
    [{"referer": "http://[x"}, {"hx-request": "true", "hx-current-url": "http://[x"}],
    ids=["referer", "htmx"],
)
def test_what_is_no_address_leads_to_the_first_page(told: dict[str, str]) -> None:
    client, stranger = World().client(), Client()

    answers = [
        client.get("/role/", headers=told),
        stranger.get("/role/", headers=told),
        stranger.post("/role/", headers=told),
    ]

    assert [one.status_code for one in answers if one.status_code >= 400] == []
    assert 'name="next" value="/"' in answers[0].content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1900-01-01", "2026-W01-1"])
@pytest.mark.parametrize("name", ["day", "known", "from", "to"])
def test_a_day_at_the_end_of_time_breaks_no_page(day: str, name: str) -> None:
    world = World()
    client = world.client("unit-leader")

    for one, path in paths(world):
        if one.rule == "acting" and not one.name.startswith("care:begin"):
            assert client.get(path, {name: day}).status_code < 500, one.name


def test_fields_that_no_form_has_change_nothing() -> None:
    world = World()
    staff = world.staff()
    client = world.client()
    fields = [f.attname for model in (User, Membership) for f in model._meta.concrete_fields]
    told = dict.fromkeys(fields, "1") | {"is_superuser": "on", "role": "unit-leader"}
    before = _people()

    for one, path in paths(world):
        if one.rule == "acting":
            client.post(path, told)

    assert _people() == before
    assert Membership.objects.get(pk=staff.pk).role == "treatment-clinician"


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 405])
def test_each_answer_says_what_a_browser_may(status: int) -> None:
    world = World()
    client = world.client()
    client.handler.enforce_csrf_checks = True
    seen = Counter[int]()

    for one, path in paths(world):
        for ask in (client.get, client.post):
            answer = ask(path)
            seen[answer.status_code] += 1
            if one.name == "healthz" or answer.status_code != status:
                _emptied(answer)
                continue
            for name, value in HEADERS.items():
                assert answer[name] == value, (one.name, name)
            assert "camera=()" in answer["Permissions-Policy"]
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], one.name
            assert "unsafe" not in answer["Content-Security-Policy"]
            if one.rule in ("acting", "signed-in") and "svg" not in answer.get("Content-Type", ""):
                assert "no-store" in answer["Cache-Control"], one.name
    assert sum(seen.values()) > 40


@pytest.mark.parametrize("role", ROLES)
def test_each_page_is_whole_html_and_says_each_id_once(role: str) -> None:
    world = World()
    client = world.client(role)

    for one, path in paths(world):
        for answer in (client.get(path), client.post(path)):
            if "html" in answer.get("Content-Type", "") and answer.content:
                assert faults_of(answer.content.decode()) == [], (one.name, answer.status_code)


def faults_of(page: str) -> list[str]:
    """Return what a browser would have to mend in a page, and what is named twice or not at all."""
    faults = [f"{e.code} at line {e.line}" for e in JustHTML(page, collect_errors=True).errors]
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    faults += [f"id {name} stands twice" for name, count in ids.items() if count > 1 or not name]
    named = re.findall(
        r'\s(?:for|aria-labelledby|aria-describedby|form|aria-controls)="([^"]*)"', page
    )
    faults += [f"no id {name}" for told in named for name in told.split() if name not in ids]
    if page.count("<h1") != 1 or page.count("<main") != 1:
        faults.append("not one heading, or not one main part")
    return faults


def _people() -> list[Any]:
    users = User.objects.order_by("pk").values_list(
        "is_superuser", "is_staff", "is_active", "name", "username", "hpr"
    )
    return [
        *users,
        *Membership.objects.order_by("pk").values_list("user", "unit", "role", "to_day"),
    ]


def _emptied(answer: Any) -> Iterator[bytes] | None:
    return answer.streaming_content if getattr(answer, "streaming", False) else None


@pytest.mark.parametrize("page", ["<p>a</div>", '<i id="a"><b id="a">', '<label for="none">'])
def test_what_is_amiss_in_a_page_is_seen(page: str) -> None:
    whole = "<!doctype html><html><head><title>a</title></head><body><main><h1>a</h1>{}</main></body></html>"

    assert faults_of(whole.format("<p>a</p>")) == []
    assert faults_of(whole.format(page)) != []
