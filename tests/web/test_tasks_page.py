"""Tasks outside any pathway: written for somebody or whoever is there, done, and seen by nobody who should not."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from helhet.access.models import Access
from helhet.parties.models import Membership, Subject
from helhet.work.models import Task
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician, opened
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 19, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def write(client: Client, text: str = "Order keys", **told: Any) -> Any:
    return client.post("/tasks/new/", {"text": text, "key": uuid4(), **told})


def seen(client: Client, which: str = "unit") -> str:
    return client.get("/tasks/", {"which": which}).content.decode()


def two(role: str = "treatment-clinician") -> tuple[Client, Client, Membership]:
    """Return somebody, and a colleague in the same unit with their membership."""
    units = cast()
    colleague = member(units.clinic, role)
    return client_of(member(units.clinic, "treatment-clinician")), client_of(colleague), colleague


def test_a_task_for_whoever_is_there_is_everybodys() -> None:
    me, colleague, _ = two()

    answer = write(me, due_on="2026-05-18")

    assert answer["Location"] == "/tasks/"
    for client in (me, colleague):
        page = seen(client, "mine")
        assert "Order keys" in page
        assert "1 day late" in page
    assert b"Order keys" not in bytes(Task.objects.get().text)


def test_a_task_for_a_colleague_is_theirs() -> None:
    me, colleague, theirs = two()

    write(me, whose=f"user:{theirs.user_id}")

    assert "Order keys" in seen(colleague, "mine")
    assert "Order keys" not in seen(me, "mine")
    assert "Order keys" in seen(me, "unit")


def test_a_task_for_a_role_is_of_those_who_have_it() -> None:
    me, leader, _ = two("unit-leader")

    write(me, whose="role:unit-leader")

    assert "Order keys" in seen(leader, "mine")
    assert "Order keys" not in seen(me, "mine")


def test_what_is_done_says_by_whom_and_can_wait_again() -> None:
    me, colleague, _ = two()
    write(me)
    task = Task.objects.get()

    colleague.post(f"/tasks/{task.pk}/")
    colleague.post(f"/tasks/{task.pk}/")

    assert "Order keys" not in seen(me)
    assert "done by Staff" in seen(me, "done")
    me.post(f"/tasks/{task.pk}/", {"deed": "undo"})
    assert "Order keys" in seen(me)


def test_the_same_form_sent_twice_is_one_task() -> None:
    me, _, _ = two()
    key = uuid4()

    for _nth in range(2):
        assert me.post("/tasks/new/", {"text": "Order keys", "key": key}).status_code == 302

    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": "x" * 1001}, {"due_on": "x"}, {"whose": "user:0"}, {"key": "x"}],
    ids=["no text", "too long", "no day", "nobody", "no key"],
)
def test_a_wrong_form_writes_nothing_and_keeps_what_was_typed(wrong: dict[str, str]) -> None:
    me, _, _ = two()

    answer = me.post(
        "/tasks/new/", {"text": "Order keys", "due_on": "2026-06-01", "key": str(uuid4())} | wrong
    )

    assert answer.status_code == 422
    assert (wrong.get("due_on") or "2026-06-01") in answer.content.decode()
    assert not Task.objects.exists()


def test_nobody_in_another_unit_sees_or_settles_it() -> None:
    units = cast()
    write(client_of(member(units.clinic, "treatment-clinician")))
    stranger = client_of(member(units.other_clinic, "treatment-clinician"))
    task = Task.objects.get()

    assert "Order keys" not in seen(stranger)
    assert stranger.post(f"/tasks/{task.pk}/").status_code == 404
    assert stranger.post(f"/tasks/{uuid4()}/").status_code == 404
    assert Task.objects.get().done_at is None


def test_a_task_about_somebody_is_seen_by_who_sees_their_plan_and_logged() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.ward), eva)
    staff = member(units.clinic, "treatment-clinician")
    me = client_of(staff)

    form = me.get("/tasks/new/", {"about": str(eva.pk)}).content.decode()
    write(me, "Ring the home", about=eva.pk)

    assert "Eva Prøve" in form
    assert "Eva Prøve" in seen(me)
    access = Access.objects.filter(user=staff.user_id).latest("id")
    assert {one.subject for one in access.subjects.all()} == {eva.pk}
    told = seen(client_of(member(units.clinic, "system-administrator")))
    assert "Ring the home" not in told


def test_what_a_task_says_of_somebody_is_no_summary() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    write(client_of(member(units.clinic, "treatment-clinician")), "Ring the home", about=eva.pk)
    leader = client_of(member(units.clinic, "unit-leader"))

    assert "Ring the home" not in seen(leader)
    assert leader.post(f"/tasks/{Task.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("where", ["other_clinic", "municipality"])
def test_a_task_about_a_stranger_is_not_written(where: str) -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    stranger = client_of(member(getattr(units, where), "treatment-clinician"))

    for about in (eva.pk, uuid4()):
        assert stranger.get("/tasks/new/", {"about": str(about)}).status_code == 404
        assert write(stranger, about=about).status_code == 404

    assert not Task.objects.exists()


@pytest.mark.parametrize("asked", ["which=x", "from=-1"])
def test_what_no_page_links_to_is_not_found(asked: str) -> None:
    assert two()[0].get(f"/tasks/?{asked}").status_code == 404


def test_what_is_written_is_shown_as_text() -> None:
    me, _, _ = two()

    write(me, "<script>alert(1)</script>\n& more")

    assert "<script>alert(1)" not in seen(me)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>&amp; more" in seen(me)


@pytest.mark.parametrize("many", [3, 30])
def test_it_costs_the_same_however_many_there_are(
    many: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    me = client_of(member(units.clinic, "treatment-clinician"))
    for nth in range(many):
        eva = person(f"Eva {nth}")
        opened(clinician(units.clinic), eva)
        write(me, f"Task {nth}", about=eva.pk, due_on=str(date(2026, 6, 1)))
    seen(me)

    # Session, user, second step, role, units; whom I stand in for, the tasks, names (3), the log (4).
    with django_assert_num_queries(14):
        seen(me, "mine")


def test_a_task_about_somebody_who_has_become_one_with_another_is_still_read() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva, same = person(), person("E.")
    opened(reader, eva)
    opened(reader, same, pathway="oat")
    client = client_of(member(units.clinic, "treatment-clinician"))
    write(client, about=same.pk)
    Subject.objects.filter(pk=same.pk).update(merged_into=eva.pk, root=eva.pk)

    assert "Eva Prøve" in seen(client)
    assert "Eva Prøve" in client.get(f"/tasks/new/?about={same.pk}").content.decode()


@pytest.mark.parametrize("others", [0, 20])
def test_what_waits_to_be_done_stands_on_the_page_of_whom_it_is_about(
    others: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    eva, per = person(), person("Per")
    opened(clinician(units.clinic), eva)
    opened(clinician(units.clinic), per)
    me = client_of(member(units.clinic, "treatment-clinician"))
    write(me, about=eva.pk)
    for nth in range(others):
        write(me, f"Call {nth}", about=eva.pk)
    write(me, "Another's", about=per.pk)
    me.get("/tasks/")

    # The 29 of the page (test_person_page), the name (2), and that it is logged (3).
    with django_assert_num_queries(35):
        page = me.get(f"/person/{eva.pk}/").content.decode()

    assert "Order keys" in page
    assert page.count('<span class="said">') == 1 + others
    assert "Another" not in page


def test_what_is_done_there_goes_back_there() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    me = client_of(member(units.clinic, "treatment-clinician"))
    write(me, about=eva.pk)

    answer = me.post(f"/tasks/{Task.objects.get().pk}/", {"about": eva.pk})

    assert answer["Location"] == f"/person/{eva.pk}/"
    assert "Order keys" not in me.get(f"/person/{eva.pk}/").content.decode()
    assert me.post(f"/tasks/{Task.objects.get().pk}/", {"about": "x"}).status_code == 404


def test_whose_plan_is_closed_has_no_tasks_on_their_page() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    write(client_of(member(units.clinic, "treatment-clinician")), about=eva.pk)

    page = client_of(member(units.clinic, "unit-leader")).get(f"/person/{eva.pk}/")

    assert "Order keys" not in page.content.decode()
