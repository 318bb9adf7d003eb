"""Registration codes in the record: they follow from what stands, and show nothing that is closed to whoever looks."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from helhet.access.deciding import Reader
from helhet.access.readers import staff_reader
from helhet.record.doors.recording import Told, record
from helhet.record.models import Course
from helhet.record.queries.codes import codes_seen
from helhet.record.queries.looking import look
from tests.ledger.cast import TODAY, cast, member, person, tie
from tests.ledger.courses import NOON, clinician, opened, told

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
