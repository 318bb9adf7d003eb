"""Many courses written at once and made anew; and the folding part of that alone. Entries a CPU second of the program."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from bench.timing import Line
from helhet.measure.folding import compiled_fold
from helhet.measure.kernels import prime
from helhet.record.courses.folding import Asked, plain_fold, read_many
from helhet.record.courses.reading import core_courses, until_of
from helhet.record.doors.bulk import NewCourse, record_many
from helhet.record.models import Course, Entry
from helhet.record.pathways import table_of
from helhet.record.renewal.rebuilding import differences, rebuild
from helhet.record.renewal.ticking import tick
from tests.ledger.cast import person
from tests.ledger.drawn import AUTHOR, HISTORIES, entries_of, units_of

COURSES = 3_000
NOW = datetime(2030, 1, 1, tzinfo=UTC)
"""After all that the drawn histories tell."""


def making_anew() -> Iterator[Line]:
    """The pack's drawn histories, again and again, as courses of one subject."""
    prime()
    subject, new = person().subject, list(_new())
    for one in new:
        one.course.subject = subject
    courses = Course.objects.filter(subject=subject)
    entries = sum(len(one.entries) for one in new)

    def line(what: str, work: Callable[[], object]) -> Line:
        rate = entries / _cpu(work)
        first.append(rate)
        return Line(what, "", f"{rate:,.0f} entries a CPU second", f"{rate / first[0]:.1f}")

    first: list[float] = []
    yield line("record_many()", lambda: record_many(new, AUTHOR, NOW))
    assert Entry.objects.filter(course__in=courses).count() == entries
    yield line("rebuild", lambda: list(rebuild(NOW, courses)))
    yield line("rebuild, compiled", lambda: list(rebuild(NOW, courses, compiled_fold)))
    yield line("its comparing alone", lambda: list(differences(courses, compiled_fold)))
    courses.update(next_change_at=NOW)
    yield line("tick", lambda: list(tick(NOW)))
    asked = list(_asked(courses))
    yield line("its folding alone: encode, fold, decode", lambda: read_many(asked, plain_fold))
    yield line("the same, compiled", lambda: read_many(asked, compiled_fold))


def _new() -> Iterator[NewCourse]:
    units = units_of(HISTORIES)
    for n in range(COURSES):
        history = HISTORIES[n % len(HISTORIES)]
        entries = [(entry, NOW) for entry in entries_of(history, units)]
        yield NewCourse(Course(pathway=history.pathway), entries)


def _asked(courses: Iterable[Course]) -> Iterator[Asked]:
    rows = list(courses)
    cores = core_courses([course.pk for course in rows])
    for course in rows:
        table, core = table_of(course.pathway), cores[course.pk]
        yield Asked(table, core, until_of(table, core, NOW))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
