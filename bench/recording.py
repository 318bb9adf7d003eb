"""The live record: writing through the door, many courses at once, making anew, and a worklist in a large region.

    python -m bench.recording 100000          prints what was measured, for so many open courses

Runs in a process of its own, for its database: SQLite in a folder that is gone afterwards, or what
DATABASE_URL names (`python -m tools.with_postgres python -m bench.recording 100000`).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.timing import Line, run_process

WRITES = 200
WRITERS = 8
UNITS = 100
NOW = datetime(2026, 5, 19, 12, tzinfo=UTC)
BATCH = 5_000


def lines(courses: int) -> list[Line]:
    """Return the lines of a run in a process of its own."""
    ran = run_process("bench.recording", str(courses))
    return [Line(*row) for row in json.loads(ran.output)]


def main(courses: int) -> None:
    """Measure, and print the lines as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        _start(Path(folder))
        found = [*_writing(), *_making_anew(), *_worklist(courses)]
    sys.stdout.write(json.dumps([[line.what, line.by, line.figure, line.ratio] for line in found]))


def _start(folder: Path) -> None:
    os.environ["HELHET_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "helhet.site.settings"
    os.environ["HELHET_SECRET_KEY"] = "only this benchmark knows it " * 2
    from helhet.storage.keys import KeyRing

    KeyRing.new().write(folder / "keys.json")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from helhet.record.pathways import hearings

    hearings()  # reads all pathways


# --- writing -----------------------------------------------------------------------------------------------


def _writing() -> Iterator[Line]:
    """One writer, then eight at once in courses of their own; beside them the plainest way to keep a row."""
    plain = [_timed(_insert) for _ in range(WRITES)]
    alone = _write_in(_opened())
    yield Line("a plain INSERT, committed", _vendor(), _rate(plain), "1")
    yield Line("record(), 1 writer", _vendor(), _rate(alone), _ratio(alone, plain))
    start = time.perf_counter()
    times = [took for each in _at_once(WRITERS) for took in each]
    wall = time.perf_counter() - start
    figure = f"{len(times) / wall:.0f}/s, p95 {_p95(times):.0f} ms"
    yield Line(f"record(), {WRITERS} writers at once", _vendor(), figure)


def _opened() -> tuple[Any, Any]:
    from helhet.access.readers import staff_reader
    from helhet.record.recording import Told, open_course
    from tests.ledger.cast import TODAY, member, person, unit

    clinic = unit(f"clinic-{uuid4().hex[:8]}", "unit")
    reader = staff_reader(member(clinic, "treatment-clinician"), TODAY)
    told = Told((NOW - timedelta(days=9)).date(), "referral-received")
    return reader, open_course(reader, person().subject, "tsb", told, now=NOW).course


def _write_in(where: tuple[Any, Any], count: int = WRITES) -> list[float]:
    """Write entries, eleven to a course as in an ordinary one; return the seconds that each took."""
    times, version = [], 2
    for _ in range(count):
        if version > 12:
            where, version = _opened(), 2
        times.append(_timed(partial(_write_one, *where, version)))
        version += 1
    return times


def _write_one(reader: Any, course: Any, version: int) -> None:
    from helhet.record.recording import Told, record

    told = Told((NOW - timedelta(days=1)).date(), "no-show")
    record(reader, course, told, version=version, now=NOW)


def _at_once(writers: int) -> list[list[float]]:
    """Fork writers; return what each measured."""
    from django.db import connections

    places = [_opened() for _ in range(writers)]
    connections.close_all()
    pipes = []
    for place in places:
        reading, writing = os.pipe()
        if not os.fork():
            os.close(reading)
            with os.fdopen(writing, "w") as out:
                json.dump(_write_in(place, WRITES // writers), out)
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    found = []
    for pipe in pipes:
        with os.fdopen(pipe) as told:
            found.append(json.load(told))
    return found


def _insert() -> None:
    from helhet.record.models import Request

    Request.objects.create(
        user=1, key=uuid4(), body_hash=b"x" * 32, course=uuid4(), number=1, at=NOW
    )


# --- making anew -------------------------------------------------------------------------------------------


def _making_anew() -> Iterator[Line]:
    """Whole courses at once, then all that follows from them made anew; entries a CPU second."""
    from helhet.record.appending import Author, New
    from helhet.record.bulk import NewCourse, record_many
    from helhet.record.models import Course, Entry
    from helhet.record.rebuilding import rebuild
    from tests.ledger.cast import person

    subject = person().subject
    on = (NOW - timedelta(days=30)).date()
    events = ["referral-received", "main-substance-recorded", *["no-show"] * 10]
    entries = [(New("event", on, event=event), NOW) for event in events]
    courses = [NewCourse(Course(subject=subject, pathway="tsb"), entries) for _ in range(1_000)]
    n = len(courses) * len(entries)
    took = _cpu(lambda: record_many(courses, Author(1, "import"), NOW))
    yield Line("record_many(), entries a CPU second", _vendor(), f"{n / took:,.0f}", "1")
    n = Entry.objects.count()
    anew = _cpu(lambda: list(rebuild(NOW)))
    yield Line(
        "rebuild, entries a CPU second",
        _vendor(),
        f"{n / anew:,.0f}",
        f"{n / anew / (12_000 / took):.2f}",
    )


# --- a worklist --------------------------------------------------------------------------------------------


def _worklist(courses: int) -> Iterator[Line]:
    """A page of fifty in one of a hundred units, with its log."""
    from helhet.access.readers import staff_reader
    from helhet.parties.models import Unit
    from helhet.record.worklist import worklist
    from tests.ledger.cast import TODAY, member

    units = [
        Unit.objects.create(code=f"u{n}", name=f"u{n}", kind="unit", from_day=TODAY)
        for n in range(UNITS)
    ]
    for first in range(0, courses, BATCH):
        _fill(range(first, min(first + BATCH, courses)), units)
    reader = staff_reader(member(units[7], "treatment-clinician"), TODAY)
    times = [_timed(lambda: worklist(reader)) for _ in range(100)]
    figure = f"p50 {sorted(times)[50] * 1e3:.1f} ms, p95 {_p95(times):.1f} ms"
    yield Line(f"worklist, 50 of {courses:,} open courses", _vendor(), figure)


def _fill(numbers: range, units: list[Any]) -> None:
    from helhet.access.models import Tie
    from helhet.parties.models import Subject
    from helhet.record.models import Course, Run

    subjects = [Subject(kind="person") for _ in numbers]
    for subject in subjects:
        subject.root = subject
    Subject.objects.bulk_create(subjects)
    places = [(n, subject, units[n % UNITS]) for n, subject in zip(numbers, subjects, strict=True)]
    courses = [
        Course(subject=subject, pathway="tsb", unit=unit, state="referred")
        for _, subject, unit in places
    ]
    Course.objects.bulk_create(courses)
    Run.objects.bulk_create(
        Run(
            course=course,
            clock="told-of-right",
            number=1,
            edition="2019-02",
            unit=unit,
            start_day=NOW.date(),
            start_at=NOW,
            due_at=NOW + timedelta(minutes=n % 50_000),
            outcome="open",
            breach="none",
            started_by=1,
        )
        for course, (n, _, unit) in zip(courses, places, strict=True)
    )
    Tie.objects.bulk_create(
        Tie(
            subject=subject, unit=unit, kind="care", origin=course.pk, number=1, from_day=NOW.date()
        )
        for course, (_, subject, unit) in zip(courses, places, strict=True)
    )


# --- figures -----------------------------------------------------------------------------------------------


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _rate(times: list[float]) -> str:
    return f"{len(times) / sum(times):.0f}/s, p95 {_p95(times):.0f} ms"


def _ratio(times: list[float], first: list[float]) -> str:
    return f"{(len(times) / sum(times)) / (len(first) / sum(first)):.2f}"


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1e3


def _vendor() -> str:
    from django.db import connection

    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]


if __name__ == "__main__":
    main(int(sys.argv[1]))
