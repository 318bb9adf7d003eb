"""What each deed asks of the database: so many questions, however long the course, and never one more unnoticed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helhet.record.doors.recording import open_course, preview, record
from tests.ledger.cast import cast, person
from tests.ledger.courses import NOON, clinician, opened, say, told

pytestmark = pytest.mark.django_db
LENGTHS = (1, 30)


def questions(deed: Any) -> int:
    """Return how many questions a deed asks, what begins and ends transactions among them."""
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


@pytest.mark.parametrize("length", LENGTHS)
def test_an_entry_costs_the_same_however_long_its_course(length: int) -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    for _ in range(length):
        say(reader, course, "2026-05-08 no-show")
    entry = told("2026-05-08 no-show")

    assert (
        questions(lambda: record(reader, course.pk, entry, version=course.version, now=NOON)) == 22
    )


@pytest.mark.parametrize("length", LENGTHS)
def test_a_correction_costs_the_same_however_long_its_course(length: int) -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    for _ in range(length):
        say(reader, course, "2026-05-08 no-show")
    entry = told("2026-05-07 no-show", replaces=3)

    assert questions(lambda: preview(reader, course.pk, entry, now=NOON)) == 11
    assert (
        questions(
            lambda: record(
                reader, course.pk, entry, version=course.version, confirmed=True, now=NOON
            )
        )
        == 28
    )


def test_opening_a_course_costs_the_same_however_many_there_are() -> None:
    reader = clinician(cast().clinic)
    entry = told("2026-05-08 referral-received")

    def open_one() -> int:
        subject = person().subject
        return questions(lambda: open_course(reader, subject, "tsb", entry, now=NOON))

    costs = [open_one() for _ in range(5)]

    assert set(costs) == {27}
