"""What an appointment is for, and whether it stands, was kept, was moved or was missed."""

from helhet.pathway.courses.appointments import Appointment, Status, appointments
from helhet.pathway.courses.course import Course, Entry, Value
from helhet.pathway.tables.table import compile_pathway
from tests.unit.explained import NORWAY, at, day, edition
from tests.unit.sample import pathway

CARE = """
pathway: care
edition: "1"
valid: {from: 2019-01-01}
subject: person
area: treatment
label: health
states: {begun: {}, ended: {final: yes}}
forms:
  hour: {fields: {at: {type: moment}, with: {type: text}}}
  meeting: {fields: {on: {type: date}, at: {type: moment}}}
  hearing: {fields: {on: {type: date}, sent-on: {type: date}}}
  visit: {fields: {first: {type: moment}, last: {type: moment}}}
events:
  begin: {opens: begun}
  hour-set: {form: hour}
  meeting-set: {form: meeting}
  hearing-set: {form: hearing}
  visit-set: {form: visit}
  call-set: {}
  came: {fulfils: {hour-set: kept, meeting-set: kept, hearing-set: kept, visit-set: kept, call-set: kept}}
  postponed: {fact: yes, fulfils: {hour-set: moved}}
  no-show: {fact: yes, fulfils: {hour-set: missed}}
  noted: {}
clocks:
  stay: {while: in begun}
"""
LAST = NORWAY.day_start[day("2026-07-01")]


def found(
    *entries: Entry, until: int = LAST, known_after: int | None = None
) -> tuple[Appointment, ...]:
    table = compile_pathway([pathway(CARE)], NORWAY)
    return appointments(table, Course(entries), until, known_after=known_after)


def set_(number: int, event: str = "hour-set", **values: Value) -> Entry:
    form = event.removesuffix("-set")
    told = {f"{form}.{name.replace('_', '-')}": value for name, value in values.items()}
    return Entry(number, day("2026-05-04"), event, values=told)


def later(number: int, on: str, event: str, fulfils: int | None) -> Entry:
    return Entry(number, day(on), event, fulfils=fulfils)


# --- what it is for -----------------------------------------------------------------------------------


def test_an_appointment_is_told_with_when_it_was_made_and_what_for() -> None:
    made = Entry(
        1,
        day("2026-05-04"),
        "hour-set",
        instant=at("2026-05-04 09:15"),
        values={"hour.at": at("2026-05-12 14:00")},
    )

    assert found(made) == (
        Appointment(
            number=1,
            event="hour-set",
            day=day("2026-05-04"),
            instant=at("2026-05-04 09:15"),
            planned_day=day("2026-05-12"),
            planned_at=at("2026-05-12 14:00"),
            status=Status.STANDING,
            fulfilled_by=None,
        ),
    )


def test_a_date_gives_the_day_and_a_moment_beside_it_the_time() -> None:
    both = set_(1, "meeting-set", on=day("2026-05-12"), at=at("2026-05-12 14:00"))
    day_alone = set_(2, "meeting-set", on=day("2026-05-13"))
    time_alone = set_(3, "meeting-set", at=at("2026-05-14 14:00"))

    planned = [(made.planned_day, made.planned_at) for made in found(both, day_alone, time_alone)]

    assert planned == [
        (day("2026-05-12"), at("2026-05-12 14:00")),
        (day("2026-05-13"), None),
        (day("2026-05-14"), at("2026-05-14 14:00")),
    ]


def test_of_several_dates_or_moments_nobody_knows_which_is_meant() -> None:
    hearing = set_(1, "hearing-set", on=day("2026-05-12"), sent_on=day("2026-05-05"))
    visit = set_(2, "visit-set", first=at("2026-05-12 14:00"))

    assert [(made.planned_day, made.planned_at) for made in found(hearing, visit)] == [
        (None, None),
        (None, None),
    ]


def test_a_form_left_empty_and_an_event_without_form_plan_nothing() -> None:
    assert [made.planned_day for made in found(set_(1), set_(2, "call-set"))] == [None, None]


# --- what became of it --------------------------------------------------------------------------------


def test_an_appointment_is_kept_moved_or_missed_by_the_entry_that_fulfils_it() -> None:
    made = found(
        *(set_(number) for number in (1, 2, 3, 4)),
        later(5, "2026-05-12", "came", 1),
        later(6, "2026-05-12", "postponed", 2),
        later(7, "2026-05-12", "no-show", 3),
    )

    assert [(each.number, each.status, each.fulfilled_by) for each in made] == [
        (1, Status.KEPT, 5),
        (2, Status.MOVED, 6),
        (3, Status.MISSED, 7),
        (4, Status.STANDING, None),
    ]


def test_the_latest_fulfilment_holds() -> None:
    (made,) = found(
        set_(1), later(2, "2026-05-14", "came", 1), later(3, "2026-05-12", "no-show", 1)
    )

    assert (made.status, made.fulfilled_by) == (Status.KEPT, 2)


def test_what_fulfils_nothing_or_something_else_leaves_it_standing() -> None:
    (made,) = found(
        set_(1),
        later(2, "2026-05-12", "came", None),
        later(3, "2026-05-12", "noted", 1),
        later(4, "2026-05-12", "no-show", 3),
        later(5, "2026-05-12", "came", 99),
    )

    assert made.status is Status.STANDING


def test_appointments_are_those_made_by_then_as_they_stood_then() -> None:
    entries = (
        set_(1),
        later(2, "2026-05-12", "no-show", 1),
        Entry(3, day("2026-05-20"), "hour-set"),
    )

    (before,) = found(*entries, until=NORWAY.day_start[day("2026-05-12")])

    assert (before.number, before.status) == (1, Status.STANDING)


def test_a_void_takes_a_fulfilment_away_unless_it_was_not_known_yet() -> None:
    entries = (set_(1), later(2, "2026-05-12", "no-show", 1), Entry(3, day("2026-05-13"), voids=2))

    assert [made.status for made in found(*entries)] == [Status.STANDING]
    assert [made.status for made in found(*entries, known_after=2)] == [Status.MISSED]


def test_events_and_forms_are_those_of_the_edition_of_the_day() -> None:
    second = edition(
        pathway(CARE.replace("hour: {fields: {at", "hour: {fields: {until: {type: moment}, at")),
        "2",
        "2026-05-10",
    )
    first = pathway(CARE)
    bare = first.model_copy(
        update={
            "events": {name: event for name, event in first.events.items() if name != "call-set"},
            "forms": {name: form for name, form in first.forms.items() if name != "visit"},
        }
    )
    entries = (
        set_(1, at=at("2026-05-12 14:00")),
        Entry(2, day("2026-05-11"), "hour-set", values={"hour.at": at("2026-05-12 14:00")}),
        set_(3, "call-set"),
        set_(4, "visit-set"),
    )

    made = appointments(compile_pathway([bare, second], NORWAY), Course(entries), LAST)

    assert [(each.number, each.planned_day) for each in made] == [
        (1, day("2026-05-12")),
        (4, None),
        (3, None),
        (2, None),
    ]


def test_what_happens_at_the_very_instant_is_read() -> None:
    made = Entry(1, day("2026-05-04"), "hour-set", instant=at("2026-05-04 09:15"))

    assert [each.number for each in found(made, until=at("2026-05-04 09:15"))] == [1]
    assert found(made, until=at("2026-05-04 09:15") - 1) == ()


def test_a_text_where_a_day_or_a_moment_should_be_says_nothing() -> None:
    (made,) = found(set_(1, "meeting-set", on="soon", at="later"))

    assert (made.planned_day, made.planned_at) == (None, None)
