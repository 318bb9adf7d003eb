"""A walk over the pathways of the pack: what its assumptions ask for, seen in the acts themselves; nothing is written."""

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from helhet.record.pathways import pack
from helhet.record.times import to_day
from helhet.region.acts import Act, Walked
from helhet.region.chance import Chance
from helhet.region.walking import Walk
from helhet.region.world import World, services, the_region

TODAY = to_day(date(2026, 11, 22))
YEARS = 365 * 3
BORN = TODAY - 365 * 30
GONE = {"kit-used", "kit-lost", "kit-replaced", "kit-expired"}


@cache
def world() -> World:
    return World(the_region(), services(), {}, {}, pack().calendar.day_start[TODAY])


def walks(pathway: str, number: int, sex: str = "female") -> Iterator[Walk]:
    """Walk so many persons through a pathway, from three years ago up to today."""
    homes = list(world().region.municipalities)
    for nth in range(number):
        walk = Walk(world(), Chance(5, nth), homes[nth % len(homes)], BORN, sex)
        walk.begin(pathway, pack().calendar.instant_of(TODAY - YEARS + nth, 9))
        walk.run()
        yield walk


def courses(pathway: str, number: int) -> Iterator[Walked]:
    for walk in walks(pathway, number):
        yield from (walked for walked in walk.courses if walked.pathway == pathway)


def test_a_step_for_one_sex_happens_to_nobody_else() -> None:
    women, men = (
        [walked.pathway for walk in walks("tsb", 60, sex) for walked in walk.courses]
        for sex in ("female", "male")
    )

    assert "tsb-pregnant" in women
    assert "tsb-pregnant" not in men


def test_a_kit_that_is_handed_out_has_the_next_number_and_is_gone_once() -> None:
    gone = 0
    for walked in courses("naloxone", 40):
        handed: list[str] = []
        carried: set[str] = set()
        for act in walked.acts:
            if act.event == "kit-handed-out":
                (number,) = keys(act)
                handed.append(number)
                carried.add(number)
            elif act.event in GONE:
                (number,) = keys(act)
                carried.remove(number)
                gone += 1
        assert handed == [str(nth) for nth in range(1, len(handed) + 1)]
    assert gone > 10


def keys(act: Act) -> tuple[str, ...]:
    told = act.values["kit.no"]
    assert isinstance(told, tuple)
    return told


def test_an_appointment_that_is_moved_is_set_anew() -> None:
    moved = 0
    for walked in courses("court-programme", 25):
        kept = [act.fulfils for act in walked.acts if act.fulfils]
        assert len({id(act) for act in kept}) == len(kept)
        for place, act in enumerate(walked.acts):
            if act.event.startswith("hearing-moved") and act.fulfils:
                planned = act.fulfils.values["hearing.on"]
                assert isinstance(planned, int)
                assert act.fulfils.day <= act.day <= planned
                later = {other.event for other in walked.acts[place + 1 :]}
                assert "hearing-set" in later or walked.is_over
                moved += 1
    assert moved > 10


def test_what_falls_away_with_the_course_does_not_happen_after_it() -> None:
    ended = 0
    for walked in courses("oat", 40):
        is_out = False
        for act in walked.acts:
            is_out = act.event in ("discharged", "died") or (is_out and act.event != "re-intake")
            ended += act.event == "discharged"
            assert not (is_out and act.event == "arrangement-reviewed")
    assert ended > 5


def test_what_reaches_all_courses_is_drawn_once() -> None:
    freed = 0
    for nth in range(80):
        walk = Walk(world(), Chance(5, nth), "askdal", BORN)
        for pathway in ("court-programme", "municipal-follow-up", "oat"):
            walk.begin(pathway, pack().calendar.instant_of(TODAY - YEARS, 9))
        walk.run()
        acts = [act for walked in walk.courses for act in walked.acts if act.heard is None]
        counts = [sum(act.event == event for act in acts) for event in ("imprisoned", "released")]
        assert counts[1] <= counts[0]
        freed += counts[1]
    assert freed > 3


def test_a_unit_elsewhere_is_another_that_offers_the_same() -> None:
    moved = 0
    for walked in courses("oat", 200):
        unit = walked.opened_in
        for act in walked.acts:
            if act.event == "transfer-accepted":
                assert act.values["transfer.to-unit"] in {"nordfjell-oat", "sorvik-oat"} - {unit}
                unit = str(act.values["transfer.to-unit"])
                moved += 1
    assert moved > 2


@pytest.mark.parametrize("pathway", ["tsb", "oat", "naloxone", "court-programme", "grant"])
def test_most_of_what_a_pathway_knows_happens_to_somebody(pathway: str) -> None:
    number = 120
    seen = {act.event for walked in courses(pathway, number) for act in walked.acts}

    known = world().services[pathway].table.newest.events
    assert len(seen) > 0.7 * len(known)
