"""Registration codes in the record: they follow from what stands, and show nothing that is closed to whoever looks."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.pathway.calendar import parse_day
from helhet.record.doors.recording import Told, record
from helhet.record.models import Course
from helhet.record.queries.codes import codes_between, codes_seen
from helhet.record.queries.looking import look
from tests.ledger.cast import TODAY, cast, member, person, tie
from tests.ledger.courses import NOON, clinician, opened, told
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=30)


def test_a_correction_of_the_entry_is_one_of_its_code_and_the_past_is_as_it_was_known() -> None:
    reader, who = clinician(cast().clinic), person()
    course = opened(reader, who, "2026-05-04 acute-admitted")
    write = _writer(reader, course)
    write(told("2026-05-05 included-after-acute-help.assessment"))
    write(told("2026-05-11 clinical-decision.treatment"))
    write(told("2026-05-11 clinical-decision.no-further-need", replaces=4, reason="slip"), 5)

    now = codes_seen(look(reader, course.pk, LATER + timedelta(minutes=9)))
    before = codes_seen(look(reader, course.pk, LATER + timedelta(minutes=9), known_at=LATER))

    assert {place: row.code for place, row in now.items()} == {4: "D01CI"}
    assert {place: row.code for place, row in before.items()} == {4: "D01CT"}


def test_a_code_that_would_tell_a_closed_outcome_is_not_shown() -> None:
    units = cast()
    reader, who = clinician(units.clinic), person()
    course = opened(reader, who, "2026-05-04 acute-admitted")
    write = _writer(reader, course)
    write(told("2026-05-05 included-after-acute-help.assessment"))
    write(told("2026-05-11 clinical-decision.extended-assessment"))
    tie(who, units.municipality)
    coordinator = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)

    seen = look(coordinator, course.pk, LATER)

    assert [line.outcome for line in seen.lines][-1] is None
    assert codes_seen(seen) == {}
    assert codes_seen(look(reader, course.pk, LATER))[4].code == "D01CU"


def test_the_codes_of_a_period_are_those_of_the_units_own_courses_and_looked_at_one_by_one() -> (
    None
):
    units = cast()
    reader, who = clinician(units.clinic), person()
    course = opened(reader, who, "2026-05-04 acute-admitted")
    write = _writer(reader, course)
    write(told("2026-05-05 included-after-acute-help.assessment"))
    write(told("2026-05-11 clinical-decision.extended-assessment"))
    write(told("2026-05-18 clinical-decision.treatment"))
    other = clinician(units.other_clinic)
    opened(other, person(), "2026-05-04 acute-admitted")
    before = Access.objects.count()

    found, after = codes_between(reader, date(2026, 5, 12), date(2026, 5, 18), LATER)
    both, _ = codes_between(reader, date(2026, 5, 1), date(2026, 5, 18), LATER)
    theirs, _ = codes_between(other, date(2026, 5, 1), date(2026, 5, 18), LATER)

    assert [(one.course, one.row.code) for one in found] == [(course.pk, "D01CT")]
    assert [one.row.code for one in both] == ["D01CU", "D01CT"]
    assert (theirs, after) == ([], None)
    assert Access.objects.count() > before
    assert codes_between(reader, date(2026, 5, 1), date(2026, 5, 18), LATER, skip=1) == ([], None)


def test_the_file_names_no_person() -> None:
    staff = member(cast().clinic, "treatment-clinician")
    reader, who = staff_reader(staff, TODAY), person()
    course = opened(reader, who, "2026-05-04 acute-admitted")
    write = _writer(reader, course)
    write(
        told(
            "2026-05-05 postponed-by-patient", {"postponement.planned-on": parse_day("2026-05-12")}
        )
    )

    answer = client_of(staff).get("/codes.csv?since=2026-05-01&to=2026-05-18")

    assert answer.content.decode().splitlines() == [
        "course,entry,day,pathway,event,outcome,code,verified,source",
        f"{course.pk},3,2026-05-05,tsb,postponed-by-patient,,D01L,yes,S06",
    ]
    assert answer["Cache-Control"] == "no-store"


def _writer(reader: Reader, course: Course) -> Callable[..., None]:
    def write(what: Told, minutes: int = 0) -> None:
        version = Course.objects.get(pk=course.pk).version
        record(
            reader,
            course.pk,
            what,
            version=version,
            now=LATER + timedelta(minutes=minutes),
            confirmed=True,
        )

    return write
