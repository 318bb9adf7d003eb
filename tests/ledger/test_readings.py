"""Who has read: a person sees all of it, a leader that of their own units, and the index serves it."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from helhet.access.doors import shown
from helhet.access.models import AccessedSubject
from helhet.access.readers import own_reader, staff_reader
from helhet.access.table import Deed, Part
from helhet.parties.models import Person, Subject, User
from helhet.record.queries.looking import look
from helhet.record.queries.person import look_at_person
from helhet.record.queries.readings import who_has_read
from tests.ledger.cast import TODAY, cast, member, person
from tests.ledger.courses import NOON, clinician, opened

pytestmark = pytest.mark.django_db


def user_of(who: Person) -> User:
    return User.objects.create(username=uuid4().hex, name="Eva", person=who)


def test_a_person_sees_all_that_was_done_with_their_record_refusals_too() -> None:
    units, eva = cast(), person()
    course = opened(clinician(units.clinic), eva)
    look(clinician(units.clinic), course.pk, NOON)
    with pytest.raises(Http404):
        look_at_person(clinician(units.other_clinic), eva.pk, NOON)

    read = who_has_read(own_reader(user_of(eva), TODAY), eva.pk)

    assert not read.is_own_units_only
    assert {row.unit for row in read.rows} == {"", "nordvik", "sorvik"}
    assert [row.unit for row in read.rows if not row.is_permitted] == ["sorvik"]
    assert any("SUD" in row.parts for row in read.rows)


def test_a_part_that_the_person_may_not_see_is_not_named_to_them() -> None:
    units, eva = cast(), person()
    course = opened(clinician(units.clinic), eva)
    look(clinician(units.clinic), course.pk, NOON)

    rows = who_has_read(own_reader(user_of(eva), TODAY), eva.pk).rows

    named = {part for row in rows for part in row.parts}
    assert not named & {Part.CHILD, Part.VNOTE}
    assert any(row.is_more for row in rows)


def test_nobody_sees_the_log_of_another_person_as_themselves() -> None:
    eva, ola = person(), person("Ola")

    with pytest.raises(Http404):
        who_has_read(own_reader(user_of(ola), TODAY), eva.pk)


def test_a_child_under_twelve_sees_no_log() -> None:
    eva = person(born_on=date(2020, 1, 1))

    with pytest.raises((Http404, PermissionDenied)):
        who_has_read(own_reader(user_of(eva), TODAY), eva.pk)


def test_a_leader_sees_the_rows_of_their_own_units_whoever_left_since() -> None:
    units, eva = cast(), person()
    course = opened(clinician(units.clinic), eva)
    left = member(units.clinic, "treatment-clinician")
    look(staff_reader(left, TODAY), course.pk, NOON)
    left.to_day = date(2026, 5, 18)
    left.save()
    leader = staff_reader(member(units.clinic, "unit-leader"), TODAY)

    assert left.user_id in {row.user for row in who_has_read(leader, eva.pk).rows}


def test_no_row_is_lost_of_somebody_whom_the_log_knows_by_two_identities() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva, same = person(), person("E.")
    courses = [opened(reader, eva), opened(reader, same, pathway="oat")]
    for _ in range(3):
        shown(reader, Deed.SUMMARY, [Part.PLAN], [eva.pk, same.pk])
    Subject.objects.filter(pk=same.pk).update(merged_into=eva.pk, root=eva.pk)
    mine = own_reader(user_of(eva), TODAY)
    everything = {row.number for row in who_has_read(mine, eva.pk).rows}

    first = who_has_read(mine, eva.pk, size=2)
    found, after = {row.number for row in first.rows}, first.after
    while after:
        page = who_has_read(mine, eva.pk, before=after, size=2)
        found, after = found | {row.number for row in page.rows}, page.after

    assert len(courses) + 3 <= len(everything)
    assert everything <= found


def test_a_persons_log_is_read_from_its_index() -> None:
    units, eva = cast(), person()
    for _ in range(20):
        opened(clinician(units.clinic), person("Ola"))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            for way in ("seqscan", "bitmapscan"):  # or it would rather read a small table
                cursor.execute(f"SET LOCAL enable_{way} = off")

    about = AccessedSubject.objects.filter(subject__in=[eva.pk], access__lt=2**62)
    plan = about.order_by("-access").values_list("access", flat=True).distinct()[:51].explain()

    assert "access_to_subject" in plan
