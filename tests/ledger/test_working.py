"""`helhet work` goes on when the database goes away and comes back, and stops between two steps when told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from threading import Event

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from helhet.access.models import Access, SealedAccess
from helhet.cli import work as command
from tests.ledger.cast import cast, person
from tests.ledger.courses import clinician, opened
from tests.ledger.installation import ROOT, own_environment


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "helhet.cli", "work", "--pause", "0.1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=own_environment(),
        cwd=ROOT,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()
    connections.close_all()


def until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)


def is_sealed() -> bool:
    return Access.objects.exists() and Access.objects.count() == SealedAccess.objects.count()


def let_in(*, allowed: bool) -> None:
    """Shut PostgreSQL's database to everybody else and send away who is in, or open it again."""
    name = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as outside:
        outside.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS {allowed}'.encode())
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            (name, own),
        )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_worker_goes_on_when_the_database_is_back_and_stops_when_told(
    worker: subprocess.Popen[str],
) -> None:
    reader = clinician(cast().clinic)
    opened(reader, person())
    until(is_sealed)
    if connection.vendor == "postgresql":  # a file does not go away
        let_in(allowed=False)
        assert worker.stderr is not None
        assert "The database does not answer (OperationalError). Asking" in worker.stderr.readline()
        let_in(allowed=True)
    opened(reader, person("Ola"))
    until(is_sealed)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(20) == 0


def test_a_database_that_does_not_answer_is_asked_again_each_time_later(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waited: list[float] = []

    class Stop(Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0)
            if len(waited) == 9:
                self.set()
            return self.is_set()

    def answers(_: Event) -> int:
        if len(waited) == 7:
            return 0
        raise OperationalError("Key (given_name)=(Eva) is on the server at 10.0.0.1")

    monkeypatch.setattr(command, "_round", answers)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)

    command._go_on(Stop(), 10)

    assert waited == [20, 40, 60, 60, 60, 60, 60, 10, 20]
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 8
    assert told[0].endswith(
        "The database does not answer (OperationalError). Asking again in 20 s."
    )


@pytest.mark.django_db
def test_a_round_that_is_told_to_stop_does_no_further_step(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, done = Event(), list[str]()

    def first() -> int:
        done.append("first")
        stop.set()
        return 1

    def second() -> int:
        done.append("second")
        return 1

    def steps(_: Event) -> Iterator[tuple[str, Callable[[], int]]]:
        yield "first", first
        yield "second", second

    monkeypatch.setattr(command, "_steps", steps)

    command._round(stop)

    assert done == ["first"]
