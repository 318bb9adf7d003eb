"""A leader gives and ends roles in their own unit and below, never their own or one from above; each change is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.readers import is_in_force, staff_reader
from helhet.access.staffing import (
    Days,
    NotGiven,
    add_user,
    colleague,
    end_role,
    give_role,
    give_stand_in,
    given_in,
    leads,
    led_unit,
)
from helhet.parties.models import Membership, StaffChange, Unit, User
from helhet.signin.acting import memberships_of
from helhet.work.dividing import absent_colleagues
from tests.ledger.cast import TODAY, cast, member, person

pytestmark = pytest.mark.django_db
FROM_TODAY = Days(TODAY)
A_WEEK = Days(TODAY, TODAY + timedelta(days=6))
YESTERDAY = TODAY - timedelta(days=1)


def leader(where: Unit) -> Reader:
    return staff_reader(member(where, "unit-leader"), TODAY)


def refused(code: str) -> Any:
    return pytest.raises(NotGiven, match=f": {code}$")


def test_a_leader_gives_a_role_in_their_unit_and_below_and_it_is_kept_who_did() -> None:
    units = cast()
    reader, user = leader(units.clinic), member(units.other_clinic, "treatment-clinician").user

    given = [
        give_role(reader, user, where, "treatment-clinician", A_WEEK)
        for where in (units.clinic, units.ward)
    ]

    assert all(is_in_force(one, TODAY) for one in given)
    kept = StaffChange.objects.order_by("pk").first()
    assert kept is not None
    assert (kept.by_user, kept.by_role, kept.by_unit) == (reader.user, "unit-leader", "nordvik")
    assert (kept.deed, kept.user, kept.membership) == ("role-given", user.pk, given[0].pk)
    assert (kept.unit, kept.role, kept.to_day) == ("nordvik", "treatment-clinician", A_WEEK.to_day)


def test_a_unit_that_is_not_led_is_as_little_there_as_none() -> None:
    units = cast()
    reader, user = leader(units.clinic), member(units.clinic, "treatment-clinician").user

    for code in ("sorvik", "fjordheim", "dalen", "nothing"):
        with pytest.raises(Http404):
            led_unit(reader, code)
    with pytest.raises(Http404):
        give_role(reader, user, units.other_clinic, "treatment-clinician", FROM_TODAY)
    held = member(units.other_clinic, "treatment-clinician")
    with pytest.raises(Http404):
        end_role(reader, held.pk, TODAY)
    with pytest.raises(Http404):
        give_stand_in(reader, held, user, A_WEEK)
    assert not StaffChange.objects.exists()


@pytest.mark.parametrize(
    "role",
    [
        "treatment-clinician",
        "municipal-coordinator",
        "analyst",
        "system-administrator",
        "superuser",
    ],
)
def test_another_role_leads_nobody(role: str) -> None:
    units = cast()
    reader = staff_reader(member(units.clinic, role), TODAY)

    assert not leads(reader)
    with pytest.raises(Http404):
        led_unit(reader, "nordvik")
    with pytest.raises(Http404):
        add_user(reader, "kari", "Kari")


def test_a_role_that_has_ended_leads_nobody() -> None:
    units = cast()
    reader = staff_reader(member(units.clinic, "unit-leader", to_day=YESTERDAY), TODAY)

    assert not leads(reader)


def test_a_leaders_role_is_given_below_alone_and_no_role_that_works_with_nobody() -> None:
    units = cast()
    reader, user = leader(units.clinic), member(units.ward, "treatment-clinician").user

    in_the_clinic = set(given_in(reader, units.clinic))
    assert {"treatment-clinician", "outreach-worker", "court-officer"} <= in_the_clinic
    assert not in_the_clinic & {"unit-leader", "analyst", "system-administrator", "person"}
    assert "unit-leader" in given_in(reader, units.ward)
    for role in ("unit-leader", "analyst", "system-administrator", "person", "superuser", ""):
        with refused("not-yours-to-give"):
            give_role(reader, user, units.clinic, role, FROM_TODAY)
    give_role(reader, user, units.ward, "unit-leader", FROM_TODAY)


def test_nobody_gives_or_ends_a_role_of_their_own() -> None:
    units = cast()
    held = member(units.clinic, "unit-leader")
    reader, other = staff_reader(held, TODAY), member(units.clinic, "treatment-clinician")

    with refused("oneself"):
        give_role(reader, held.user, units.ward, "treatment-clinician", FROM_TODAY)
    with refused("oneself"):
        give_stand_in(reader, other, held.user, A_WEEK)
    with refused("not-yours-to-end"):
        end_role(reader, held.pk, TODAY)


def test_leaders_of_one_unit_do_not_end_each_others_role_and_who_leads_above_does() -> None:
    units = cast()
    held = member(units.clinic, "unit-leader")

    with refused("not-yours-to-end"):
        end_role(leader(units.clinic), held.pk, TODAY)

    assert end_role(leader(units.trust), held.pk, TODAY).to_day == TODAY


def test_a_role_that_ends_yesterday_opens_nothing_from_now_on() -> None:
    units = cast()
    held = member(units.clinic, "treatment-clinician")

    end_role(leader(units.clinic), held.pk, YESTERDAY)

    held.refresh_from_db()
    assert not is_in_force(held, TODAY)
    assert StaffChange.objects.get().deed == "role-ended"


@pytest.mark.parametrize("begins", [0, 5], ids=["today", "later"])
def test_a_role_that_was_given_by_mistake_is_taken_back_at_once(begins: int) -> None:
    units = cast()
    reader, user = leader(units.clinic), member(units.ward, "treatment-clinician").user
    first = TODAY + timedelta(days=begins)
    held = give_role(reader, user, units.clinic, "treatment-clinician", Days(first))

    end_role(reader, held.pk, YESTERDAY)

    held = Membership.objects.select_related("unit", "user", "stands_in_for").get(pk=held.pk)
    assert not any(is_in_force(held, TODAY + timedelta(days=n)) for n in range(10))
    give_role(reader, user, units.clinic, "treatment-clinician", Days(first))


@pytest.mark.parametrize(
    ("last_day", "code"),
    [
        (TODAY - timedelta(days=2), "past"),
        (TODAY + timedelta(days=11), "later-than-now"),
    ],
)
def test_an_end_lies_between_yesterday_and_the_end_that_is_there(last_day: date, code: str) -> None:
    units = cast()
    held = member(units.clinic, "treatment-clinician", to_day=TODAY + timedelta(days=10))

    with refused(code):
        end_role(leader(units.clinic), held.pk, last_day)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (Days(YESTERDAY), "past"),
        (Days(TODAY, YESTERDAY), "before-it-begins"),
    ],
)
def test_a_role_begins_today_at_the_earliest_and_ends_after_it_begins(
    days: Days, code: str
) -> None:
    units = cast()
    user = member(units.ward, "treatment-clinician").user

    with refused(code):
        give_role(leader(units.clinic), user, units.clinic, "treatment-clinician", days)


def test_a_role_that_is_held_then_is_not_given_twice() -> None:
    units = cast()
    reader, user = leader(units.clinic), member(units.ward, "treatment-clinician").user
    give_role(reader, user, units.clinic, "treatment-clinician", A_WEEK)

    for days in (FROM_TODAY, A_WEEK, Days(TODAY + timedelta(days=6))):
        with refused("held-already"):
            give_role(reader, user, units.clinic, "treatment-clinician", days)

    give_role(reader, user, units.clinic, "treatment-clinician", Days(TODAY + timedelta(days=7)))


def test_a_stand_in_has_just_the_role_of_whoever_is_away_and_ends_with_it() -> None:
    units = cast()
    reader = leader(units.clinic)
    absent, other = (
        member(units.clinic, "treatment-clinician"),
        member(units.ward, "municipal-coordinator"),
    )

    given = give_stand_in(reader, absent, other.user, A_WEEK)

    assert (given.role, given.unit, given.stands_in_for) == (absent.role, absent.unit, absent)
    assert is_in_force(given, TODAY)
    end_role(reader, absent.pk, YESTERDAY)
    given = Membership.objects.select_related("stands_in_for", "user", "unit").get(pk=given.pk)
    assert not is_in_force(given, TODAY)


def test_a_colleague_in_the_same_role_stands_in_once_for_each_who_is_away() -> None:
    units = cast()
    reader = leader(units.clinic)
    absent, another, other = (member(units.clinic, "treatment-clinician") for _ in range(3))

    given = give_stand_in(reader, absent, other.user, A_WEEK)
    give_stand_in(reader, another, other.user, A_WEEK)
    with refused("held-already"):
        give_stand_in(reader, absent, other.user, A_WEEK)

    assert absent_colleagues(staff_reader(other, TODAY)) == {absent.user_id, another.user_id}
    assert memberships_of(other.user, TODAY) == [other]
    end_role(reader, other.pk, YESTERDAY)
    assert memberships_of(other.user, TODAY) == [given]


def test_a_leader_may_be_stood_in_for_but_no_role_from_above_is_given_so() -> None:
    units = cast()
    held = member(units.clinic, "unit-leader")
    reader, other = staff_reader(held, TODAY), member(units.clinic, "treatment-clinician")

    given = give_stand_in(reader, held, other.user, A_WEEK)

    assert given.role == "unit-leader"
    for role in ("analyst", "system-administrator", "unit-leader"):
        with refused("not-for-this"):
            give_stand_in(reader, member(units.clinic, role), other.user, A_WEEK)
    with refused("not-for-this"):
        give_stand_in(reader, given, member(units.ward, "treatment-clinician").user, A_WEEK)


@pytest.mark.parametrize(
    ("days", "code"),
    [(FROM_TODAY, "required"), (Days(TODAY, TODAY + timedelta(days=9)), "after-theirs")],
)
def test_a_stand_in_ends_and_not_after_whoever_is_away(days: Days, code: str) -> None:
    units = cast()
    absent = member(units.clinic, "treatment-clinician", to_day=TODAY + timedelta(days=8))

    with refused(code):
        give_stand_in(
            leader(units.clinic), absent, member(units.ward, "treatment-clinician").user, days
        )


def test_a_new_account_opens_to_nobody_until_it_is_begun() -> None:
    reader = leader(cast().clinic)

    user = add_user(reader, "kari", "Kari Nordmann", "1234567")

    assert not user.has_usable_password()
    assert (user.is_staff, user.is_superuser, user.person) == (False, False, None)
    assert StaffChange.objects.get().deed == "user-added"
    for username, name, field in (
        ("kari", "Mona", "username"),
        ("two words", "Mona", "username"),
        ("mona", "", "name"),
    ):
        with pytest.raises(NotGiven, match=f"^{field}: "):
            add_user(reader, username, name)


def test_somebody_who_only_reads_about_themselves_is_no_colleague() -> None:
    units = cast()
    User.objects.create(username="eva", person=person())
    gone = member(units.clinic, "treatment-clinician").user
    gone.is_active = False
    gone.save()

    for username in ("eva", "nobody", gone.username):
        with refused("unknown"):
            colleague(username)


@pytest.mark.django_db(transaction=True)
def test_what_was_changed_is_never_changed_or_taken_away() -> None:
    reader = leader(cast().clinic)
    with transaction.atomic():
        add_user(reader, "kari", "Kari")

    for change in (
        lambda: StaffChange.objects.update(by_user=0),
        lambda: StaffChange.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert StaffChange.objects.get().by_user == reader.user
