"""The live record in a large region: its worklist, writing through the door, many courses at once, making anew.

    python -m bench.recording 100000          prints what was measured beside so many open courses

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


def lines(courses: int) -> list[Line]:
    """Return the lines of two runs, each in a process of its own: on SQLite, and beside a PostgreSQL server."""
    here = ("bench.recording", str(courses))
    runs = (run_process(*here), run_process("tools.with_postgres", sys.executable, "-m", *here))
    return [Line(*row) for ran in runs for row in json.loads(ran.output)]


def main(courses: int) -> None:
    """Measure, and print the lines as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        _start(Path(folder))
        from bench.rebuilding import making_anew

        found = [*_worklist(courses), *_writing(), *making_anew()]
        by = _vendor()
    told = [[line.what, by, line.figure, line.ratio] for line in found]
    sys.stdout.write(json.dumps(told))


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

    hearings(0)  # reads all pathways


# --- a worklist --------------------------------------------------------------------------------------------


def _worklist(courses: int) -> Iterator[Line]:
    """A page of fifty in one of a hundred units, with its log; the first time, and from then on."""
    from bench.filling import fill
    from helhet.access.readers import staff_reader
    from helhet.parties.models import Unit
    from helhet.work.order import Narrowed
    from helhet.work.worklist import worklist
    from tests.ledger.cast import TODAY, member

    units = [
        Unit.objects.create(code=f"u{n}", name=f"u{n}", kind="unit", from_day=TODAY)
        for n in range(UNITS)
    ]
    fill(courses, [unit.pk for unit in units], NOW)
    reader = staff_reader(member(units[7], "treatment-clinician"), TODAY)
    page = partial(worklist, reader, NOW, Narrowed())
    assert len(page().rows) == min(50, courses // UNITS)
    times = [timed(page) for _ in range(100)]
    figure = f"p50 {sorted(times)[50] * 1e3:.0f} ms, p95 {_p95(times):.0f} ms"
    yield Line(f"worklist: 50 of {courses:,} open courses", "", figure)


# --- writing -----------------------------------------------------------------------------------------------


def _writing() -> Iterator[Line]:
    """One writer, then eight at once in courses of their own; beside them the plainest way to keep a row."""
    plain = [timed(_insert) for _ in range(WRITES)]
    alone = _write_in(_opened())
    yield _rate("a plain INSERT, committed", plain, sum(plain), plain)
    yield _rate("record(), 1 writer", alone, sum(alone), plain)
    places = [_opened() for _ in range(WRITERS)]
    start = time.perf_counter()
    times = [took for each in _at_once(places) for took in each]
    wall = time.perf_counter() - start
    yield _rate(f"record(), {WRITERS} writers at once", times, wall, plain)


def _opened() -> tuple[Any, Any]:
    from helhet.access.readers import staff_reader
    from helhet.record.doors.recording import Told, open_course
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
        times.append(timed(partial(_write_one, *where, version)))
        version += 1
    return times


def _write_one(reader: Any, course: Any, version: int) -> None:
    from helhet.record.doors.recording import Told, record

    told = Told((NOW - timedelta(days=1)).date(), "no-show")
    record(reader, course, told, version=version, now=NOW)


def _at_once(places: list[tuple[Any, Any]]) -> list[list[float]]:
    """Fork a writer for each place; return what each measured."""
    from django.db import connections

    connections.close_all()
    pipes = []
    for place in places:
        reading, writing = os.pipe()
        if not os.fork():
            os.close(reading)
            with os.fdopen(writing, "w") as out:
                json.dump(_write_in(place, WRITES // WRITERS), out)
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


# --- figures -----------------------------------------------------------------------------------------------


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _rate(what: str, times: list[float], wall: float, first: list[float]) -> Line:
    rate = len(times) / wall
    ratio = rate / (len(first) / sum(first))
    return Line(what, "", f"{rate:.0f}/s, p95 {_p95(times):.0f} ms", f"{ratio:.2f}")


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1e3


def _vendor() -> str:
    from django.db import connection

    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]


if __name__ == "__main__":
    main(int(sys.argv[1]))
