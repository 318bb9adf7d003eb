"""Nothing acknowledged is lost and nothing is half, however a writer ends and however many write at once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection, connections

from helhet.access.models import Access
from helhet.record.doors.recording import open_course, record
from helhet.record.errors import Stale
from helhet.record.messages.outbox import work
from helhet.record.models import Content, Course, Entry, Request
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.verifying import verify_record
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician, told
from tests.ledger.installation import ROOT, own_environment

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = int(os.environ.get("KILLS", "30"))
WRITERS = 2


@pytest.fixture
def where() -> Iterator[tuple[UUID, list[str]]]:
    """A course and the memberships of those who write in it."""
    units = cast()
    members = [member(units.clinic, "treatment-clinician") for _ in range(WRITERS)]
    today = datetime.now(UTC).date()
    done = open_course(
        clinician(units.clinic, today),
        person().subject,
        "tsb",
        told(f"{today} referral-received"),
    )
    yield done.course, [str(one.pk) for one in members]
    connections.close_all()


class Writer:
    """A process that writes in a course until it is killed, and can be started again."""

    def __init__(self, course: UUID, member: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.writer", str(course), member],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=own_environment(),
            cwd=ROOT,
            text=True,
        )

    def start(self) -> int:
        """Start it; return the process to kill."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return int(self._line().split()[1])

    def said(self) -> list[int]:
        """Return what was acknowledged before it was killed."""
        lines = iter(self._line, "gone")
        return [int(line.split()[1]) for line in lines]

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate()


@pytest.mark.slow
def test_what_was_acknowledged_is_there_after_a_kill_and_nothing_is_half(
    where: tuple[UUID, list[str]],
) -> None:
    course, members = where
    writers = [Writer(course, one) for one in members]
    acknowledged: list[int] = []

    for nth in range(KILLS):
        started = [writer.start() for writer in writers]
        time.sleep(0.08 + 0.007 * (nth % 23))
        for process in started:
            os.kill(process, signal.SIGKILL)
        for writer in writers:
            acknowledged += writer.said()
    for writer in writers:
        writer.end()

    numbers = set(Entry.objects.filter(course=course).values_list("number", flat=True))
    contents = set(Content.objects.filter(course=course).values_list("number", flat=True))
    assert len(acknowledged) >= KILLS
    assert len(acknowledged) == len(set(acknowledged))
    assert set(acknowledged) <= numbers
    assert numbers == contents == set(range(1, max(numbers) + 1))
    assert Course.objects.get(pk=course).version == max(numbers)
    assert list(verify_record(Path("/nonexistent"))) == []
    assert list(differences()) == []
    assert (
        Access.objects.count() >= len(numbers) - 1
    )  # nothing was written that was not logged before


def test_eight_who_write_at_once_lose_nothing_and_double_nothing() -> None:
    units = cast()
    today = datetime.now(UTC).date()
    opened = open_course(
        clinician(units.clinic, today), person().subject, "tsb", told(f"{today} referral-received")
    )
    readers = [clinician(units.clinic, today) for _ in range(8)]
    written: list[int] = []

    def write(nth: int) -> None:
        for _ in range(5):
            key = uuid4()
            while True:
                version = Course.objects.values_list("version", flat=True).get(pk=opened.course)
                try:
                    done = record(
                        readers[nth],
                        opened.course,
                        told(f"{today} no-show"),
                        version=version,
                        key=key,
                    )
                    again = record(
                        readers[nth],
                        opened.course,
                        told(f"{today} no-show"),
                        version=version,
                        key=key,
                    )
                except (Stale, OperationalError):
                    continue
                assert (again.number, again.is_repeated) == (done.number, True)
                written.append(done.number)
                break
        connection.close()

    _at_once([partial(write, nth) for nth in range(8)])

    first = Course.objects.get(pk=opened.course).version - 40
    assert sorted(written) == list(range(first + 1, first + 41))
    assert Request.objects.count() == 40
    assert list(verify_record(Path("/nonexistent"))) == []
    assert list(differences()) == []


def test_one_request_sent_eight_times_at_once_is_written_once() -> None:
    units = cast()
    today = datetime.now(UTC).date()
    reader, key, eva = clinician(units.clinic, today), uuid4(), person()
    answers: list[tuple[UUID, int]] = []

    def send() -> None:
        while True:
            try:
                done = open_course(
                    reader, eva.subject, "tsb", told(f"{today} referral-received"), key=key
                )
            except OperationalError:
                continue
            answers.append((done.course, done.number))
            connection.close()
            return

    _at_once([send] * 8)

    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert Course.objects.count() == 1


def test_two_workers_deliver_each_message_once() -> None:
    units = cast()
    today = datetime.now(UTC).date()
    reader = clinician(units.clinic, today)
    eva = person()
    courses = [
        open_course(reader, eva.subject, name, told(f"{today} referral-received")).course
        for name in ("tsb", "oat", "tsb-pregnant")
    ]
    record(reader, courses[0], told(f"{today} died"), version=2)

    def deliver() -> None:
        work(datetime.now(UTC))
        connection.close()

    _at_once([deliver] * 4)
    work(datetime.now(UTC))

    assert Entry.objects.filter(event="died").count() == 3
    assert all(Course.objects.values_list("is_ended", flat=True))


def _at_once(deeds: Sequence[Callable[[], None]]) -> None:
    errors: list[BaseException] = []

    def run(deed: Callable[[], None]) -> None:
        try:
            deed()
        except BaseException as error:  # noqa: BLE001 - told of below
            errors.append(error)
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
