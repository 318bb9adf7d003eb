"""A list and a single look agree; a stranger finds nobody; what cannot be logged is not shown."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helhet.access import doors, log
from helhet.access.deciding import Reader, consentable, decide, objectable
from helhet.access.log import LogUnavailable
from helhet.access.models import Access, Consent, Tie
from helhet.access.readers import own_reader, staff_reader
from helhet.access.relations import ground_to, relations_to, visible
from helhet.access.table import Deed, Part
from helhet.parties.models import Membership, Person, Subject, User
from tests.ledger.cast import TODAY, cast, consent, member, person, tie

pytestmark = pytest.mark.django_db
DAYS = st.integers(-120, 30).map(lambda n: TODAY + timedelta(days=n))
NOBODY = uuid4()


def clinician(where: object) -> Reader:
    return staff_reader(member(where, "treatment-clinician"), TODAY)  # type: ignore[arg-type]


def read_plan(reader: Reader, who: Person) -> bool:
    return doors.require(reader, Deed.READ, [Part.PLAN], who.pk).is_permitted


# --- relations ---------------------------------------------------------------------------------------


def test_the_unit_in_care_reads_and_the_stranger_finds_nobody() -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)

    assert read_plan(clinician(units.clinic), eva)
    with pytest.raises(Http404):
        read_plan(clinician(units.other_clinic), eva)


def test_somebody_unknown_and_nobody_at_all_are_refused_alike() -> None:
    stranger = clinician(cast().clinic)
    answers = []

    for subject in (person().pk, NOBODY):
        with pytest.raises(Http404) as raised:
            doors.require(stranger, Deed.READ, [Part.PLAN], subject)
        answers.append(raised.value.args)

    assert answers[0] == answers[1]


def test_a_trust_reads_what_its_clinics_do_and_a_ward_does_not_read_its_clinics() -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)

    assert read_plan(clinician(units.trust), eva)
    with pytest.raises(Http404):
        read_plan(clinician(units.ward), eva)


@pytest.mark.parametrize(
    ("ended_days_ago", "is_permitted"), [(0, True), (1, True), (90, True), (91, False)]
)
def test_an_ended_relation_reads_for_ninety_days(ended_days_ago: int, is_permitted: bool) -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic, to_day=TODAY - timedelta(days=ended_days_ago))
    reader = clinician(units.clinic)

    relations = relations_to(reader, eva.pk)

    assert (
        decide(doors.table(), reader, Deed.READ, Part.PLAN, relations).is_permitted is is_permitted
    )
    may_write = decide(doors.table(), reader, Deed.WRITE, Part.PLAN, relations).is_permitted
    assert may_write is (ended_days_ago == 0)


def test_a_tie_that_has_not_begun_opens_nothing() -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic, from_day=TODAY + timedelta(days=1))

    assert relations_to(clinician(units.clinic), eva.pk) == frozenset()


def test_who_knew_one_of_two_merged_persons_knows_the_one_they_became() -> None:
    units, eva, same = cast(), person("Eva"), person("E.")
    tie(same, units.clinic)
    Subject.objects.filter(pk=same.pk).update(root=eva.subject)
    reader = clinician(units.clinic)

    assert read_plan(reader, eva)
    assert read_plan(reader, same)
    assert [s.pk for s in doors.listed(reader, Deed.READ, Part.PLAN)] == [eva.pk]


# --- roles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ended",
    ["membership", "unit", "user", "stood in for"],
)
def test_a_role_ends_with_its_membership_its_unit_its_user_and_whom_it_stands_in_for(
    ended: str,
) -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)
    role = member(units.clinic, "treatment-clinician")
    yesterday = TODAY - timedelta(days=1)
    if ended == "membership":
        role.to_day = yesterday
    elif ended == "unit":
        role.unit.to_day = yesterday
    elif ended == "user":
        role.user.is_active = False
    else:
        role.stands_in_for = member(units.clinic, "treatment-clinician", to_day=yesterday)

    with pytest.raises(Http404):
        read_plan(staff_reader(role, TODAY), eva)


def test_djangos_superuser_sees_nobody() -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)
    root = User.objects.create_superuser("root", password="x" * 20)
    role = Membership(user=root, unit=units.clinic, role="superuser", from_day=date(2020, 1, 1))

    reader = staff_reader(role, TODAY)

    with pytest.raises(Http404):
        read_plan(reader, eva)
    assert not any(doors.listed(reader, Deed.SUMMARY, part).exists() for part in Part)


def test_who_has_two_roles_acts_in_one() -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)
    first = member(units.clinic, "treatment-clinician")
    second = member(units.municipality, "municipal-coordinator", user=first.user)

    assert read_plan(staff_reader(first, TODAY), eva)
    with pytest.raises(Http404):
        read_plan(staff_reader(second, TODAY), eva)


@pytest.mark.parametrize(
    ("born_on", "is_permitted"),
    [
        (date(2010, 5, 19), True),
        (date(2010, 5, 20), True),
        (date(2014, 5, 19), True),
        (date(2014, 5, 20), False),
        (None, False),
    ],
)
def test_a_person_reads_their_own_plan_from_twelve(
    born_on: date | None, is_permitted: bool
) -> None:
    eva = person(born_on=born_on)
    reader = own_reader(User.objects.create(username="eva", person=eva), TODAY)

    told = decide(doors.table(), reader, Deed.READ, Part.PLAN, relations_to(reader, eva.pk))

    assert told.is_permitted is is_permitted
    assert doors.listed(reader, Deed.READ, Part.PLAN).exists() is is_permitted


def test_substance_use_is_ones_own_to_read_from_sixteen_to_the_day() -> None:
    for born_on, expected in ((date(2010, 5, 19), True), (date(2010, 5, 20), False)):
        eva = person(born_on=born_on)
        reader = own_reader(User.objects.create(username=str(born_on), person=eva), TODAY)

        told = decide(doors.table(), reader, Deed.READ, Part.SUD, relations_to(reader, eva.pk))

        assert told.is_permitted is expected


def test_a_person_finds_nobody_else() -> None:
    reader = own_reader(User.objects.create(username="eva", person=person()), TODAY)

    with pytest.raises(Http404):
        read_plan(reader, person("Ola"))


# --- the log -------------------------------------------------------------------------------------------


def test_every_look_is_logged_with_its_decision_the_refused_too() -> None:
    units, eva, ola = cast(), person(), person("Ola")
    tie(eva, units.clinic)
    reader = clinician(units.clinic)

    read_plan(reader, eva)
    with pytest.raises(Http404):
        read_plan(reader, ola)
    with pytest.raises(PermissionDenied):
        doors.require(reader, Deed.READ, [Part.LOG], eva.pk)

    rows = Access.objects.order_by("id")
    assert [(row.parts, row.is_permitted, row.reason) for row in rows] == [
        ("PLAN", True, "granted"),
        ("PLAN", False, "break-glass"),
        ("LOG", False, "cell"),
    ]
    assert [row.subjects.get().subject for row in rows] == [eva.pk, ola.pk, eva.pk]
    assert {(row.user, row.role, row.unit, row.purpose, row.deed) for row in rows} == {
        (reader.user, "treatment-clinician", "nordvik", "treat", "read")
    }


def test_several_parts_are_one_look_and_one_that_is_refused_refuses_them_all() -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)
    reader = clinician(units.clinic)

    told = doors.require(reader, Deed.WRITE, [Part.PLAN, Part.VNOTE], eva.pk)
    with pytest.raises(PermissionDenied):
        doors.require(reader, Deed.WRITE, [Part.PLAN, Part.ADR], eva.pk)

    assert told.own_unit_only
    assert list(Access.objects.order_by("id").values_list("parts", "reason")) == [
        ("PLAN,VNOTE", "granted-own-unit"),
        ("PLAN,ADR", "cell"),
    ]


def test_a_list_is_logged_with_everybody_on_it() -> None:
    units = cast()
    people = [person(f"Eva {n}") for n in range(3)]
    for who in people:
        tie(who, units.clinic)
    reader = clinician(units.clinic)
    on_it = [subject.pk for subject in doors.listed(reader, Deed.SUMMARY, Part.PLAN)]

    doors.shown(reader, Deed.SUMMARY, [Part.ID, Part.PLAN], on_it)

    row = Access.objects.get()
    assert row.parts == "ID,PLAN"
    assert {about.subject for about in row.subjects.all()} == {who.pk for who in people}


def test_what_cannot_be_logged_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)
    reader = clinician(units.clinic)

    def full(*_: object, **__: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(Access.objects, "create", full)

    with pytest.raises(LogUnavailable, match="nothing is shown"):
        read_plan(reader, eva)


@pytest.mark.django_db(transaction=True)
def test_the_log_is_never_written_inside_what_may_be_undone() -> None:
    from django.db import transaction

    units, eva = cast(), person()
    tie(eva, units.clinic)
    reader = clinician(units.clinic)

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        read_plan(reader, eva)


def test_a_log_row_holds_no_name_and_no_number() -> None:
    units, eva = cast(), person("Sjelden")
    reader = clinician(units.clinic)
    with pytest.raises(Http404):
        read_plan(reader, eva)

    row = Access.objects.values().get()

    assert "Sjelden" not in str(row)
    assert "Prøve" not in str(row)


def test_write_is_the_only_maker_of_log_rows() -> None:
    assert log.write.__module__ == "helhet.access.log"


# --- list = object -------------------------------------------------------------------------------------

TIES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 4),
        st.sampled_from(Tie.Kind.values),
        DAYS,
        st.none() | st.integers(0, 200),
    ),
    max_size=8,
)
CONSENTS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 4),
        st.integers(-3, 1),
        st.integers(0, 3),
        st.integers(0, 9),
        st.none() | st.integers(0, 9),
    ),
    max_size=6,
)
"""Who, to which unit, from which day, for how long, when it was written down, and when it was withdrawn."""
ROLES = st.sampled_from([role for role in doors.table().roles if role != "person"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TIES,
    CONSENTS,
    ROLES,
    st.integers(0, 4),
    st.sampled_from(Deed),
    st.sampled_from(Part),
    st.data(),
)
def test_who_is_on_a_list_is_whom_one_may_look_at(
    db: None,
    ties: Iterable[tuple[int, int, str, date, int | None]],
    consents: Iterable[tuple[int, int, int, int, int, int | None]],
    role: str,
    where: int,
    deed: Deed,
    part: Part,
    data: st.DataObject,
) -> None:
    from django.db import transaction

    with transaction.atomic():
        units = list(vars(cast()).values())
        people = [person(f"Eva {n}") for n in range(4)]
        if data.draw(st.booleans(), label="the last two are one person"):
            Subject.objects.filter(pk=people[3].pk).update(root=people[2].subject)
        for who, at, kind, from_day, length in ties:
            ends = None if length is None else from_day + timedelta(days=length)
            tie(people[who], units[at], kind, from_day, ends)
        purpose = data.draw(st.sampled_from(doors.table().purposes(role)), label="purpose")
        reader = staff_reader(member(units[where], role), TODAY, purpose)
        open_by_word = {**consentable(doors.table()), **objectable(doors.table())}
        asked = [one for of, one in open_by_word if of == purpose] or [part]
        for who, at, since, length, given, taken in consents:
            said = data.draw(st.sampled_from([part, *asked]), label="consent to")
            begun = TODAY + timedelta(days=since)
            days = begun, begun + timedelta(days=length)
            manner = data.draw(st.sampled_from(Consent.Manner), label="said, or told")
            consent(people[who], units[at], purpose, said, days, given, taken, manner)

        on_list = {subject.pk for subject in visible(doors.table(), reader, deed, part)}

        roots = Subject.objects.filter(pk__in=[who.pk for who in people])
        by_look = {
            subject.root_id
            for subject in roots
            if (ground := ground_to(reader, subject.pk)).relations
            and ground.decide(doors.table(), deed, part).is_permitted
        }
        assert on_list == by_look
        transaction.set_rollback(True)
