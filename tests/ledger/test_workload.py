"""How much a unit has on its hands: counted as a look at each of its courses would."""

from datetime import date
from typing import Any

import pytest

from helhet.record.queries.workload import Workload, workloads
from helhet.record.times import to_day
from tests.ledger.cast import cast, person
from tests.ledger.courses import NOON, clinician, opened, say

pytestmark = pytest.mark.django_db


def test_a_unit_has_what_is_open_waits_is_late_or_due_soon() -> None:
    units = cast()
    reader = clinician(units.clinic)
    opened(reader, person(), "2026-04-01 referral-received")
    opened(reader, person(), "2026-05-15 referral-received")
    entitled = opened(reader, person(), "2026-05-11 referral-received")
    say(reader, entitled, "2026-05-18 10:00 right-decided.granted", {"right.start-by": 20593})
    ended = opened(reader, person(), "2026-05-18 referral-received")
    say(reader, ended, "2026-05-18 10:00 referral-withdrawn")
    opened(clinician(units.other_clinic), person(), "2026-05-18 referral-received")

    loads = {load.code: load for load in workloads(NOON)}

    assert set(loads) == {"nordvik", "sorvik"}
    assert loads["nordvik"][2:] == (3, 1, 1, 0, 1, 0, 0)
    assert loads["sorvik"][2:] == (1, 0, 0, 0, 0, 0, 0)


def test_what_is_due_today_is_due_within_the_week_too_and_an_appointment_is_no_deadline() -> None:
    reader = clinician(cast().clinic)
    opened(reader, person(), "2026-05-04 referral-received")
    waiting = opened(reader, person(), "2026-05-11 referral-received")
    say(reader, waiting, "2026-05-18 10:00 right-decided.granted", {"right.start-by": 20660})
    say(reader, waiting, "2026-05-18 10:30 notice-sent")
    told = {"appointment.planned-on": to_day(date(2026, 5, 22))}
    say(reader, waiting, "2026-05-18 11:00 appointment-set", told)

    (load,) = workloads(NOON)

    assert load[2:] == (2, 1, 0, 1, 1, 1, 0)


def test_days_that_somebody_pays_for_are_counted() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person(), "2026-05-04 acute-admitted")
    stay = {"stay.municipality": "9901"}
    say(reader, course, "2026-05-04 10:00 admitted.help-expected", stay)
    for deed in ("early-notice-sent", "partners-called", "own-follow-up-clarified"):
        say(reader, course, f"2026-05-05 11:00 {deed}")
    say(reader, course, "2026-05-11 09:00 ready-declared")
    say(reader, course, "2026-05-11 10:00 ready-notice-sent")

    (load,) = workloads(NOON)

    assert load.charging == 1


def test_it_costs_eight_queries_however_many_units(django_assert_num_queries: Any) -> None:
    reader = clinician(cast().clinic)
    opened(reader, person())

    with django_assert_num_queries(8):
        found = list(workloads(NOON))

    assert isinstance(found[0], Workload)
