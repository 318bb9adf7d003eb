"""What an erasure reaches: whoever is hearing the words at that moment, and whoever has said or heard the same."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from helhet.access.deciding import Reader
from helhet.parties.models import Person, Unit
from helhet.pathway.courses.course import Value
from helhet.record.content import opened as opened_contents
from helhet.record.hearing import deliver
from helhet.record.models import Course, Message
from helhet.record.outbox import work
from tests.ledger.cast import cast, person, tie
from tests.ledger.courses import clinician, day, erase, later, opened, say

pytestmark = pytest.mark.django_db
ONWARD = "2026-05-08 referred-onward"


def known() -> Person:
    """Return somebody whom two clinics treat."""
    eva = person()
    for code in ("nordvik", "sorvik"):
        tie(eva, Unit.objects.get(code=code), "measure")
    return eva


def referred(reader: Reader, first: str = "2026-05-01") -> Course:
    """Return a course of somebody referred onward as its last entry, with a date that goes along."""
    course = opened(reader, known())
    told: dict[str, Value] = {"onward.unit": "sorvik", "referral.first-received": day(first)}
    say(reader, course, ONWARD, told)
    return course


def elsewhere(course: Course) -> str:
    """Return all that the other courses say."""
    others = Course.objects.exclude(pk=course.pk)
    return json.dumps([opened_contents(one.contents.all()) for one in others])


def test_what_is_erased_while_it_is_being_told_is_not_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = cast()
    reader, other = clinician(units.clinic), clinician(units.clinic)
    course = referred(reader)

    def slowly(message: Message, told: Mapping[str, Any], now: datetime) -> None:
        """Let somebody approve the erasure after the message was opened, before anything is written."""
        if told["kind"] == "opens":
            erase(reader, other, course.pk, message.number, "26/1", now)
        deliver(message, told, now)

    monkeypatch.setattr("helhet.record.outbox.deliver", slowly)
    work(later(minutes=6))

    assert Course.objects.exclude(pk=course.pk).get().state
    assert "first-received" not in elsewhere(course)
