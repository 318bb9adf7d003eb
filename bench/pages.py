"""Pages under load: the worklist, a person's page and a course's page, beside many open courses.

    python -m bench.pages --write             both databases, 2,000 and 200,000 open courses; into the documents
    python -m bench.pages --only 2000         one run, in this process's database (SQLite, or DATABASE_URL)

Two server processes as `helhet serve` starts them; requests come at a fixed pace whether the last has been answered or
not, and each is timed from when it was meant to be sent. Who sends them runs on the same machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import local
from typing import Any, NamedTuple

from bench.recording import _start, _vendor
from bench.timing import Line, run_process, table

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "measurements-pages.md"
HEAD = """# Pages under load

Written by `make bench-web ARGS=--write`. Two server processes; {pace} requests a second from {users} users in as many units
of {in_a_unit} open courses, {seconds} seconds of each page; times are of the clock, from when a request was meant to be sent. The sender, the database and
whoever else was there shared the machine. The goal: 95 of 100 within 150 ms.
{machine}

{table}
"""
SIZES = (2_000, 200_000)
IN_A_UNIT = 200
"""How many open courses each unit has: what is owed fills several pages of its worklist."""
USERS = 10
PACE = 30
SECONDS = 20
SENDERS = 24
STEPS = [
    "2026-05-08 right-decided.granted",
    "2026-05-11 notice-sent",
    "2026-05-12 attended",
    "2026-05-13 session-held",
    "2026-05-15 clinical-decision.treatment",
]


class Visit(NamedTuple):
    """Who asks, and for which of their pages."""

    session: str
    pages: dict[str, str]


def main() -> int:
    """Measure; return 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"also write {PAGE.name}")
    parser.add_argument("--only", type=int, metavar="COURSES", help="one run, as JSON")
    arguments = parser.parse_args()
    if arguments.only is not None:
        sys.stdout.write(json.dumps([vars(line) for line in _run(arguments.only)]))
        return 0
    lines = [line for courses in SIZES for line in _both(courses)]
    from bench.__main__ import machine

    told = table(lines)
    sys.stdout.write(told + "\n")
    if arguments.write:
        told = HEAD.format(
            pace=PACE,
            users=USERS,
            in_a_unit=IN_A_UNIT,
            seconds=SECONDS,
            machine=machine(),
            table=told,
        )
        PAGE.write_text(told, "utf-8")
    return 0


def _both(courses: int) -> Iterator[Line]:
    """Yield the lines of two runs, each in a process of its own: on SQLite, and beside a PostgreSQL server."""
    here = ("bench.pages", "--only", str(courses))
    for ran in (
        run_process(*here),
        run_process("tools.with_postgres", sys.executable, "-m", *here),
    ):
        yield from (Line(**row) for row in json.loads(ran.output))


def _run(courses: int) -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HELHET_HOSTS": "127.0.0.1", "HELHET_TLS": "0"}
        _start(Path(folder))
        visits = _fill(courses)
        with _Server() as port:
            return list(_measure(port, visits, courses))


def _fill(courses: int) -> list[Visit]:
    """Make a region, and a few persons with a history in it; return who visits whom."""
    from bench.filling import fill
    from helhet.parties.models import Unit
    from tests.ledger.cast import BEGAN

    units = [
        Unit.objects.create(code=f"u{n}", name=f"u{n}", kind="unit", from_day=BEGAN)
        for n in range(courses // IN_A_UNIT)
    ]
    fill(courses, [unit.pk for unit in units], datetime.now(UTC))
    return [_visit(unit) for unit in units[:USERS]]


def _visit(unit: Any) -> Visit:
    from helhet.access.readers import staff_reader
    from tests.ledger.cast import TODAY, member, person
    from tests.ledger.courses import opened, say
    from tests.web.signed import client_of

    staff = member(unit, "treatment-clinician")
    reader, who = staff_reader(staff, TODAY), person()
    course = opened(reader, who)
    for step in STEPS:
        say(reader, course, step, confirmed=True, reason="so it was")
    client = client_of(staff)
    client.defaults["HTTP_HOST"] = "127.0.0.1"
    client.get("/worklist/")
    pages = {
        "worklist": "/worklist/",
        "person": f"/person/{who.pk}/",
        "course": f"/course/{course.pk}/",
    }
    for page in pages.values():
        assert client.get(page).status_code == 200, page
    return Visit("; ".join(f"{name}={one.value}" for name, one in client.cookies.items()), pages)


class _Server:
    """The server as `helhet serve` starts it, in processes of its own."""

    def __enter__(self) -> int:
        with socket.socket() as tried:
            tried.bind(("127.0.0.1", 0))
            self.port = int(tried.getsockname()[1])
        command = [sys.executable, "-m", "helhet.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
        _await(self.port)
        return self.port

    def __exit__(self, *_told: object) -> None:
        self.process.terminate()
        self.process.wait()


def _await(port: int) -> None:
    for _attempt in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _measure(port: int, visits: Sequence[Visit], courses: int) -> Iterator[Line]:
    for page in visits[0].pages:
        most = _fastest(port, visits, page)  # first, for then each process has read what it keeps
        times = _load(port, visits, page)
        yield Line(
            f"{page}, {courses:,} open courses",
            _vendor(),
            f"p50 {_part(times, 50)} ms, p95 {_part(times, 95)} ms, p99 {_part(times, 99)} ms; at most {most:.0f}/s",
            f"{_within(times):.0%} within 150 ms",
        )


def _load(port: int, visits: Sequence[Visit], page: str) -> list[float]:
    """Return how long each request took, in order of their length: sent at a fixed pace, timed from when it should have been."""
    start = time.perf_counter() + 0.2

    def one(nth: int) -> float:
        due = start + nth / PACE
        time.sleep(max(0.0, due - time.perf_counter()))
        _ask(port, visits[nth % len(visits)], page)
        return time.perf_counter() - due

    with ThreadPoolExecutor(SENDERS) as pool:
        return sorted(pool.map(one, range(PACE * SECONDS)))


def _fastest(port: int, visits: Sequence[Visit], page: str) -> float:
    """Return how many requests a second are answered when eight senders wait for nothing."""
    total = PACE * 10
    start = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda nth: _ask(port, visits[nth % len(visits)], page), range(total)))
    return total / (time.perf_counter() - start)


_kept = local()


def _ask(port: int, visit: Visit, page: str) -> None:
    connection = getattr(_kept, "connection", None)
    if connection is None or connection.port != port:
        connection = _kept.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", visit.pages[page], headers={"Cookie": visit.session})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (page, answer.status)


def _part(times: Sequence[float], percent: int) -> int:
    return round(times[min(len(times) - 1, len(times) * percent // 100)] * 1e3)


def _within(times: Sequence[float]) -> float:
    return sum(one <= 0.150 for one in times) / len(times)


if __name__ == "__main__":
    sys.exit(main())
