"""A simulator that steps with the core: what it says of itself is what its histories say when read live."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from helhet.pathway.calendar import Calendar, parse_day
from helhet.pathway.courses.course import Course
from helhet.pathway.courses.encoding import encode
from helhet.pathway.courses.folding import fold
from helhet.pathway.language.model import Pathway
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table, compile_pathway
from tests.simulation.toy import Simulation, Way

CLINIC = {
    "pathway": "clinic",
    "edition": "1",
    "valid": {"from": "2024-01-01"},
    "subject": "person",
    "area": "treatment",
    "label": "health",
    "settings": ["outpatient", "inpatient"],
    "states": {
        "referred": {"waiting": "yes"},
        "treating": {"place": "yes"},
        "ready": {"place": "yes"},
        "away": {"resting": "yes"},
        "ended": {"final": "yes"},
    },
    "conditions": {"overdue": {"on": "due answered", "off": "enters treating"}},
    "tallies": {"restless": {"of": "left", "reaches": "2", "within": "200 days", "reset": "finished"}},
    "events": {
        "referral": {"opens": "referred"},
        "admitted": {"from": ["referred", "away"], "to": "treating", "outcomes": ["planned", "acute"]},
        "declared-ready": {"from": "treating", "to": "ready"},
        "left": {"fact": "yes", "from": ["treating", "ready"], "to": "away"},
        "finished": {"from": ["ready", "treating"], "to": "ended"},
        "died": {"fact": "yes", "to": "ended"},
    },
    "clocks": {
        "answered": {"start": "referral", "stop": "enters treating", "within": "10 working days"},
        "complaint": {"start": "due answered", "stop": "admitted.acute", "within": "48 hours", "warn": "1 day"},
        "stay": {"start": "admitted", "stop": ["finished", "left"], "within": {"outpatient": "56 days", "inpatient": "1 month"}},
        "review": {"start": ["admitted", "due review"], "cancel": "leaves treating", "within": "2 weeks"},
        "payment": {"while": "in ready & not overdue", "on-change": {"overdue": "keep"}},
        "contact": {"start": "left", "stop": "admitted", "within": "3 days", "outlives": "yes"},
        "talk": {"start": "tally restless", "stop": "finished", "within": "7 days", "outlives": "yes"},
        "bed": {"start": "admitted", "stop": "leaves treating", "on-change": {"setting": "recount", "not-before": "7 days"},
                "within": {"outpatient": "20 days", "inpatient": "10 days"}},
    },
}  # fmt: skip
WAYS = {
    "referred": [Way("admitted", "planned", 0.7, 20.0, needs_place=True), Way("admitted", "acute", 0.2, 2.0), Way("died", None, 0.1, 90.0)],
    "treating": [Way("declared-ready", None, 0.6, 30.0), Way("left", None, 0.3, 10.0), Way("finished", None, 0.1, 40.0)],
    "ready": [Way("finished", None, 0.8, 5.0), Way("left", None, 0.2, 4.0)],
    "away": [Way("admitted", "planned", 0.6, 40.0, needs_place=True), Way("died", None, 0.4, 200.0)],
}  # fmt: skip


@pytest.fixture(scope="module")
def table(calendar: Calendar) -> Table:
    return compile_pathway([Pathway.model_validate(CLINIC)], calendar)


def simulate(table: Table, seed: int) -> Simulation:
    calendar = table.calendar
    start, until = (
        calendar.day_start[parse_day("2024-01-01")],
        calendar.day_start[parse_day("2026-01-01")],
    )
    simulation = Simulation(
        table,
        WAYS,
        "referral",
        6,
        np.random.default_rng(seed),
        start,
        until,
        60,
        ("outpatient", "inpatient"),
    )
    simulation.run()
    return simulation


def rows(out: list[int], person: int) -> Counter[tuple[int, ...]]:
    """Return the rows of a person, without who they are of: the live reading numbers its one course 0."""
    found = (out[row : row + at.OUT_SIZE] for row in range(0, len(out), at.OUT_SIZE))
    return Counter((row[0], *row[2:]) for row in found if row[0] and row[at.OUT_COURSE] == person)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_histories_read_live_give_the_simulators_own_runs(
    table: Table, seed: int
) -> None:
    simulation = simulate(table, seed)

    for person, history in simulation.histories.items():
        live = fold(table, encode(table, Course(tuple(history))), simulation.until)

        assert cut(rows(live, 0)) == cut(rows(simulation.out, person))


def cut(found: Counter[tuple[int, ...]]) -> Counter[tuple[int, ...]]:
    """Cut each row to what its kind fills in."""
    width = {
        at.RUN_OUT: at.OUT_SIZE - 1,
        at.SPELL_OUT: at.OUT_TO_AT,
        at.DEVIATION_OUT: at.OUT_ON_AT,
        at.LAST_OUT: at.OUT_NEXT,
    }
    return Counter({row[: width[row[0]]]: count for row, count in found.items()})


def test_the_simulation_is_worth_comparing(table: Table) -> None:
    simulation = simulate(table, 1)

    entries = [entry for history in simulation.histories.values() for entry in history]
    waited = {entry.event for entry in entries}

    assert len(entries) > 200
    assert waited == {"referral", "admitted", "declared-ready", "left", "finished", "died"}


def test_a_seed_repeats(table: Table) -> None:
    assert simulate(table, 7).histories == simulate(table, 7).histories
