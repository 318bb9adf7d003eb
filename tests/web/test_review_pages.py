"""Who has read: of one person, and what a leader's staff have looked at; never what stood there, and to nobody else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from helhet.access.deciding import Reader, Reason
from helhet.access.doors import table
from helhet.access.models import Access, AccessedSubject
from helhet.access.readers import staff_reader
from helhet.parties.models import Membership, Person, Subject, User
from helhet.record.queries.review import overview, review_rows
from helhet.record.queries.review_kinds import Asked, Kind, of_kind
from helhet.workspaces.review.wording import PURPOSES, REASONS
from tests.ledger.cast import Cast, cast, member, person, tie
from tests.ledger.courses import clinician, opened
from tests.web.signed import client_of
from tests.web.test_person_page import main_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
HARMFUL = "<script>alert(1)</script>"
LEADER = Reader(user=0, role="unit-leader", purpose="review", on=date(2026, 5, 19))


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def looked(
    by: Membership,
    *subjects: UUID,
    at: datetime = NOW,
    parts: str = "ID,SUD",
    reason: str = "granted",
) -> Access:
    """Write a row of the log as a door would have."""
    row = Access.objects.create(
        at=at,
        user=by.user_id,
        role=by.role,
        unit=by.unit.code,
        purpose="treat",
        deed="read",
        parts=parts,
        is_permitted=reason == "granted",
        reason=reason,
    )
    AccessedSubject.objects.bulk_create(AccessedSubject(access=row, subject=s) for s in subjects)
    return row


def staff_of(where: Any, name: str = "Kari Nordmann") -> Membership:
    user = User.objects.create(username=uuid4().hex, name=name)
    return member(where, "treatment-clinician", user=user)


def leader_of(where: Any) -> Client:
    return client_of(member(where, "unit-leader"))


def known() -> tuple[Cast, Person]:
    """Return the units, and Eva, with whom the clinic has to do."""
    units, eva = cast(), person()
    opened(clinician(units.clinic), eva)
    return units, eva


# --- of one person ----------------------------------------------------------------------------------------


def test_a_leader_sees_who_of_their_unit_has_read_when_and_what_for() -> None:
    units, eva = known()
    looked(staff_of(units.clinic), eva.pk)

    page = main_of(leader_of(units.clinic).get(f"/person/{eva.pk}/read/"))

    assert "Who has read about Eva Prøve" in page
    assert "Kari Nordmann" in page
    assert "clinician, nordvik · to treat" in page
    assert "19 May 2026" in page


def test_a_part_that_is_closed_to_the_leader_is_not_named() -> None:
    units, eva = known()
    looked(staff_of(units.clinic), eva.pk, parts="ID,COURT")

    page = main_of(leader_of(units.clinic).get(f"/person/{eva.pk}/read/"))

    assert "who it is, other parts" in page
    assert "court" not in page


def test_what_another_unit_read_is_not_the_leaders_to_see() -> None:
    units, eva = known()
    looked(staff_of(units.other_clinic, "Ola Annensteds"), eva.pk)

    own = main_of(leader_of(units.clinic).get(f"/person/{eva.pk}/read/"))
    of_all = main_of(leader_of(units.trust).get(f"/person/{eva.pk}/read/"))

    assert "Ola Annensteds" not in own
    assert "Ola Annensteds" in of_all


def test_of_somebody_the_unit_does_not_know_no_name_is_shown_and_of_nobody_the_same() -> None:
    units, eva = known()
    client = leader_of(units.other_clinic)

    theirs = main_of(client.get(f"/person/{eva.pk}/read/"))
    nobodys = main_of(client.get(f"/person/{uuid4()}/read/"))

    assert "Eva" not in theirs
    assert theirs == nobodys


@pytest.mark.parametrize("role", ["treatment-clinician", "municipal-coordinator", "analyst"])
@pytest.mark.parametrize("address", ["/person/{}/read/", "/review/", "/review/rows/"])
def test_who_may_see_no_log_sees_none_of_these(role: str, address: str) -> None:
    units, eva = known()
    client = client_of(member(units.clinic, role))

    assert client.get(address.format(eva.pk)).status_code in (403, 404)
    assert "Who has read" not in client.get("/worklist/").content.decode().partition("<main")[0]


def test_that_somebody_looked_into_the_log_stands_in_it() -> None:
    units, eva = known()
    leader = member(units.clinic, "unit-leader")

    client_of(leader).get(f"/person/{eva.pk}/read/")

    row = Access.objects.get(user=leader.user_id, parts="LOG")
    assert [one.subject for one in row.subjects.all()] == [eva.pk]


def test_what_was_read_of_any_identity_is_shown_under_each() -> None:
    units, eva = known()
    twin = person("Evy")
    opened(clinician(units.clinic), twin)
    twin.subject.root = eva.subject
    twin.subject.save()
    looked(staff_of(units.clinic, "Read Both"), eva.pk, twin.pk)
    looked(staff_of(units.clinic, "Read Twin"), twin.pk)

    for one in (eva, twin):
        page = main_of(leader_of(units.clinic).get(f"/person/{one.pk}/read/"))
        assert (page.count("Read Both"), page.count("Read Twin")) == (1, 1)


@pytest.mark.parametrize("rows", [3, 30])
def test_a_persons_log_costs_the_same_however_long(
    rows: int, django_assert_num_queries: Any
) -> None:
    units, eva = known()
    for _ in range(rows):
        looked(staff_of(units.clinic), eva.pk)
    client = leader_of(units.clinic)
    client.get("/worklist/")

    # Signing in (5); relations (2), the log (8), relations again (2), the group (2), rows, name, users, units.
    with django_assert_num_queries(24):
        client.get(f"/person/{eva.pk}/read/")


def test_a_long_log_has_pages() -> None:
    units, eva = known()
    both = [staff_of(units.clinic), staff_of(units.clinic, "Ola Nordmann")]
    for nth in range(60):
        looked(both[nth % 2], eva.pk)
    client = leader_of(units.clinic)

    first = main_of(client.get(f"/person/{eva.pk}/read/"))
    after = first.partition("?before=")[2].partition('"')[0]
    second = main_of(client.get(f"/person/{eva.pk}/read/?before={after}"))

    assert 0 < second.count(" Nordmann") == 60 - first.count(" Nordmann")
    assert client.get(f"/person/{eva.pk}/read/?before=x").status_code == 404


@pytest.mark.parametrize("path", ["/person/{}/read/", "/review/rows/"])
@pytest.mark.parametrize("number", [100_000_001, 2**62])
def test_the_log_of_a_country_has_pages_too(path: str, number: int) -> None:
    units, eva = known()
    looked(staff_of(units.clinic), eva.pk)
    client = leader_of(units.clinic)

    page = client.get(path.format(eva.pk), {"before": number})

    assert "Nordmann" in main_of(page)


def test_what_was_done_in_a_minute_is_one_line_with_each_deed_once() -> None:
    units, eva = known()
    by = staff_of(units.clinic)
    for parts in ("SUD", "ID", "SUD", "ID"):
        looked(by, eva.pk, parts=parts)

    page = main_of(leader_of(units.clinic).get(f"/person/{eva.pk}/read/"))

    assert page.count("Kari Nordmann") == 1
    line = page.partition("Kari Nordmann")[2].partition("</li>")[0]
    assert line.count("read: who it is, other parts<") == 1
    assert line.count("who it is") == 1


# --- what a leader's staff have looked at ------------------------------------------------------------------


def test_the_review_counts_by_user_and_day() -> None:
    units, eva = known()
    kari = staff_of(units.clinic)
    looked(kari, eva.pk)
    looked(kari, eva.pk, uuid4(), uuid4())
    looked(kari, uuid4(), reason="no-relation")
    looked(staff_of(units.other_clinic, "Ola Annensteds"), eva.pk)

    page = main_of(leader_of(units.clinic).get("/review/"))

    row = page.partition("Kari Nordmann</a></td>")[2].partition("</tr>")[0]
    cells = row.split('class="number"')[1:]
    numbers = [cell.partition("</td>")[0].partition(">")[2] for cell in cells]
    assert numbers == ["3", "2", "1", ""]
    assert "Ola Annensteds" not in page


def test_a_list_shows_how_many_and_one_person_by_name_if_the_unit_knows_them() -> None:
    units, eva = known()
    kari = staff_of(units.clinic)
    looked(kari, eva.pk)
    looked(kari, eva.pk, uuid4())
    looked(kari, uuid4(), reason="no-relation")

    page = main_of(leader_of(units.clinic).get(f"/review/rows/?user={kari.user_id}"))

    assert page.count("Eva Prøve") == 1
    assert "a list of 2" in page
    assert "name not shown" in page
    assert "the unit has nothing to do with the person" in page


def test_whoever_is_shown_in_a_review_is_logged_before() -> None:
    units, eva = known()
    kari, stranger = staff_of(units.clinic), uuid4()
    looked(kari, eva.pk)
    looked(kari, stranger, reason="no-relation")
    leader = member(units.clinic, "unit-leader")

    client_of(leader).get(f"/review/rows/?user={kari.user_id}")

    told = {
        row.parts: {one.subject for one in row.subjects.all()}
        for row in Access.objects.filter(user=leader.user_id).order_by("id")
        if row.subjects.exists()
    }
    assert told == {"LOG": {stranger}, "ID,LOG": {eva.pk}}


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("refused", ["Refused One"]),
        ("namesake", ["Kåre Prøve"]),
        ("night", ["Night One"]),
        ("many", ["Many One"]),
    ],
)
def test_each_kind_finds_its_own_and_nobody_else(
    kind: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REVIEW_PERSONS_AN_HOUR", 2)
    units, eva = known()
    looked(staff_of(units.clinic, "Plain One"), eva.pk)
    looked(staff_of(units.clinic, "Refused One"), uuid4(), reason="no-relation")
    looked(staff_of(units.clinic, "Kåre Prøve"), eva.pk)
    looked(staff_of(units.clinic, "Night One"), eva.pk, at=NOW.replace(hour=1))
    many, lists = staff_of(units.clinic, "Many One"), staff_of(units.clinic, "Lists One")
    for _ in range(3):
        looked(many, uuid4())
        looked(lists, uuid4(), uuid4())
        looked(many, uuid4(), at=NOW - timedelta(hours=3))

    page = main_of(leader_of(units.clinic).get(f"/review/rows/?kind={kind}"))

    names = ["Plain One", "Refused One", "Kåre Prøve", "Night One", "Many One", "Lists One"]
    shown = page.partition("<ol")[2]
    assert [name for name in names if f"<strong>{name}" in shown] == found


def test_what_a_stranger_is_called_is_told_by_no_hint() -> None:
    units, _ = known()
    stranger = person("Anna")
    looked(staff_of(units.clinic, "Kåre Prøve"), stranger.pk)
    leader = leader_of(units.clinic)

    rows = main_of(leader.get("/review/rows/?kind=namesake"))
    overview = main_of(leader.get("/review/"))

    assert "<strong>Kåre" not in rows.partition("<ol")[2]
    assert 'Same family name</strong> <span class="hint-count">0<' in overview


def test_a_namesake_is_found_in_whatever_identity_they_were_looked_at() -> None:
    units, eva = known()
    twin = person("Anna")
    Subject.objects.filter(pk=twin.pk).update(root=eva.pk)
    looked(staff_of(units.clinic, "Kåre Prøve"), twin.pk)

    page = main_of(leader_of(units.clinic).get("/review/rows/?kind=namesake"))

    assert "<strong>Kåre Prøve" in page.partition("<ol")[2]


@pytest.mark.parametrize(
    ("minutes", "is_found"),
    [([0, 20, 40], True), ([0, 59, 61], False), ([-20, 10, 30], True), ([0, 60, 120], False)],
    ids=["within", "just not", "over the full hour", "one an hour"],
)
def test_an_hour_begins_at_any_minute_also_before_midnight(
    minutes: list[int], is_found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REVIEW_PERSONS_AN_HOUR", 2)
    by = staff_of(cast().clinic)
    midnight = datetime(2026, 5, 17, 22, tzinfo=UTC)
    for minute in minutes:
        looked(by, uuid4(), at=midnight + timedelta(minutes=minute))
    asked = Asked(date(2026, 5, 13), date(2026, 5, 19), None, Kind.MANY)

    assert len(of_kind(LEADER, asked, ["nordvik"])) == (3 if is_found else 0)


def test_a_sample_is_the_same_when_it_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REVIEW_SAMPLE", 4)
    units, eva = known()
    kari = staff_of(units.clinic)
    for _ in range(40):
        looked(kari, eva.pk, at=NOW - timedelta(days=8))
    asked = Asked(date(2026, 5, 11), date(2026, 5, 17), None, Kind.SAMPLE)

    drawn = [
        set(of_kind(LEADER, asked, ["nordvik"]).values_list("pk", flat=True)) for _ in range(2)
    ]

    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 4
    page = main_of(
        leader_of(units.clinic).get("/review/rows/?kind=sample&from=2026-05-11&to=2026-05-17")
    )
    assert page.count("reading-when") == 4


def test_a_month_of_a_busy_hospital_has_its_hours_and_its_namesakes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "REVIEW_PERSONS_AN_HOUR", 1)
    units, _ = known()
    users = [User(username=f"u{n}", name="Kari Prøve") for n in range(50)]
    staff = User.objects.bulk_create(users)
    people = [person() for _ in range(2)]
    for who in people:
        tie(who, units.clinic)
    rows = Access.objects.bulk_create(
        Access(
            user=staff[n % 50].pk,
            role="treatment-clinician",
            unit="nordvik",
            purpose="treat",
            deed="read",
            parts="ID",
            is_permitted=True,
            reason="granted",
            at=NOW - timedelta(days=n // 100, minutes=n // 50 % 2),
        )
        for n in range(2_100)
    )
    AccessedSubject.objects.bulk_create(
        AccessedSubject(access=row, subject=people[n // 50 % 2].pk) for n, row in enumerate(rows)
    )
    asked = Asked(date(2026, 4, 20), NOW.date())
    reader = staff_reader(member(units.clinic, "unit-leader"), NOW.date())

    seen = overview(reader, asked)
    many = review_rows(reader, replace(asked, kind=Kind.MANY))

    assert (seen.counts[Kind.MANY], seen.counts[Kind.NAMESAKE]) == (1_050, 2_100)
    assert many.after


@pytest.mark.parametrize(
    "query", ["from=x", "to=2026-5-1", "user=-1", "kind=gossip", "before=x", "from=20260501"]
)
def test_what_nobody_links_to_is_not_found(query: str) -> None:
    client = leader_of(cast().clinic)

    assert client.get(f"/review/rows/?{query}").status_code == 404


def test_no_more_than_a_month_is_looked_at_in_one_go() -> None:
    page = main_of(leader_of(cast().clinic).get("/review/?from=2020-01-01&to=2026-05-19"))

    assert 'value="2026-04-19"' in page


def test_names_in_a_review_are_text() -> None:
    units, eva = known()
    Person.objects.filter(pk=eva.pk).update(given_name=HARMFUL)
    looked(staff_of(units.clinic, HARMFUL), eva.pk)
    client = leader_of(units.clinic)

    for address in ("/review/", "/review/rows/", f"/person/{eva.pk}/read/"):
        page = main_of(client.get(address))
        assert HARMFUL not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(("address", "queries"), [("/review/", 15), ("/review/rows/", 26)])
@pytest.mark.parametrize("rows", [3, 30])
def test_a_review_costs_the_same_however_much_was_done(
    address: str, queries: int, rows: int, django_assert_num_queries: Any
) -> None:
    units, eva = known()
    for _ in range(rows):
        by = staff_of(units.clinic)
        looked(by, eva.pk)
        looked(by, uuid4())
    client = leader_of(units.clinic)
    client.get("/worklist/")

    with django_assert_num_queries(queries):
        client.get(address)


def test_a_review_reads_the_days_of_its_units_by_their_index() -> None:
    units, eva = known()
    for _ in range(50):
        looked(staff_of(units.other_clinic), eva.pk)
    asked = Asked(date(2026, 5, 13), date(2026, 5, 19))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute(
                "SET LOCAL enable_seqscan = off"
            )  # or it would rather read a small table

    plan = of_kind(LEADER, asked, ["nordvik"]).order_by("-pk")[:50].explain()

    assert "access_by_unit" in plan


def test_every_purpose_of_the_table_and_every_reason_has_words() -> None:
    purposes = {row.purpose for row in table().rows}

    assert purposes <= PURPOSES.keys()
    assert {*Reason} - REASONS.keys() <= {Reason.FEED}
