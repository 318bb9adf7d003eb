"""The diary is what happens: every act taken by its door, every clock of every course as stated on every day, and nothing besides."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from helhet.measure.measuring import Sizes
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.record.courses.reading import core_course
from helhet.record.models import Course, Message, Run
from helhet.record.pathways import pack, table_of
from helhet.record.renewal.rebuilding import differences, rebuild
from helhet.record.times import to_day, to_instant, to_moment
from helhet.record.wholeness.verifying import seal_heads, verify_record
from tests.agreement.test_measure import Log, ask, moment, rows_in, write_csv
from tests.scenario.clocks import NOWHERE, Key, Standing, Told, changes
from tests.scenario.diary import chapters
from tests.scenario.living import Life, differing

pytestmark = pytest.mark.django_db
MEASURED = "course, clock, number, started_at, due_at, stopped_at, outcome, breach_class"


@pytest.fixture(scope="module")
def life(django_db_setup: None, django_db_blocker: Any) -> Iterator[Life]:
    """Live the whole diary once, in a transaction that is taken back."""
    around = transaction.atomic()
    # As Django marks those of its own tests: the log of access will not be written inside any other.
    around._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), around:
        one = Life()
        one.begin()
        for chapter in chapters():
            one.live(chapter)
        yield one
        transaction.set_rollback(True)


@pytest.mark.parametrize("chapter", [one.name for one in chapters()])
def test_every_day_is_as_the_diary_tells(chapter: str, life: Life) -> None:
    unlike = life.found[chapter]

    assert not unlike, "\n".join(["", *unlike])


def test_the_road_leads_through_many_services_and_each_asks_the_next(life: Life) -> None:
    courses = life.courses.items()

    assert len({course.pathway for _, course in courses}) >= 10
    by_hand = [name for name, one in courses if not (one.opened_by or one.is_origin_hidden)]
    assert sorted(by_hand) == ["acute", "acute 2", "early-help"]


def test_a_clock_that_nobody_stated_is_found_and_one_that_is_not_there() -> None:
    on = chapters()[0].days[0].on
    told = Told(on, "2024-08-09", "", None, "open", "", is_overdue=False)
    now = Standing("now raised", {Key("answer", "", 1): told}, frozenset())

    found = differing("x", ["now raised", "thanks begins"], list(changes(NOWHERE, now, on)))

    assert found == [
        "x: found, not stated: answer begins, due 2024-08-09",
        "x: stated, not found: thanks begins",
    ]


def test_nothing_waits_to_be_delivered_and_nothing_could_not_be(life: Life) -> None:
    assert not Message.objects.exclude(status=Message.Status.SENT).exists()


def test_the_record_is_whole(life: Life, tmp_path: Path) -> None:
    seal_heads(tmp_path / "checkpoints.jsonl")

    assert not list(verify_record(tmp_path / "checkpoints.jsonl"))


def test_made_anew_everything_is_the_same(life: Life) -> None:
    before = list(runs_of(life))

    assert not list(differences())
    assert not [one for one in rebuild(_end(life)) if one is not None]
    assert [run[:-1] for run in runs_of(life)] == [run[:-1] for run in before]


def test_measured_it_is_as_it_was_lived(life: Life, tmp_path: Path) -> None:
    assert not [one for one in rebuild(_end(life)) if one is not None]
    pathways = defaultdict[str, dict[str, CoreCourse]](dict)
    for name, course in life.courses.items():
        pathways[course.pathway][name] = plain(course)

    measured = []
    for pathway, courses in pathways.items():
        assert life.on
        log = Log(table_of(pathway), courses, to_day(life.on))
        folder = tmp_path / pathway
        folder.mkdir()
        answer = ask(log, write_csv(log, folder / "log.csv"), folder, Sizes())
        assert not answer.bad.count
        measured += rows_in(folder, "runs", MEASURED)

    assert sorted(measured, key=repr) == sorted(runs_of(life), key=repr)


def plain(course: Course) -> CoreCourse:
    """Return a course as a log has it: nothing corrected and nothing fulfilled, in the order in which it happened."""
    core = core_course(course)
    held = in_order(table_of(course.pathway), effective_entries(core.entries))
    entries = (
        replace(entry, number=number, replaces=None, fulfils=None)
        for number, entry in enumerate(held, start=1)
    )
    return CoreCourse(tuple(entries), core.born)


def runs_of(life: Life) -> Iterator[tuple[Any, ...]]:
    """Yield the record's own runs as a measure tells them."""
    names = {course.pk: name for name, course in life.courses.items()}
    for run in Run.objects.order_by("course", "clock", "key", "number"):
        yield (
            names[run.course_id],
            run.clock,
            run.number,
            _wall(run.start_at),
            _wall(run.due_at),
            _wall(run.stop_at),
            run.outcome,
            run.breach,
        )


def _wall(at: datetime | None) -> datetime | None:
    return moment(pack().calendar, None if at is None else to_instant(at))


def _end(life: Life) -> datetime:
    assert life.on
    return to_moment(pack().calendar.day_start[to_day(life.on) + 1] - 1)
