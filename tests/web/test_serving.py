"""The server of pages as its owner runs it: it says when it is ready, answers, and stops when told."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Lock
from typing import Any

import pytest

from helhet.site.serving import AT_ONCE, few_at_once
from tests.ledger.installation import Installation, bare_environment, installations

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def served(place: Installation, *words: str) -> subprocess.Popen[str]:
    """Start `helhet serve` in an installation."""
    named = {"DATABASE_URL": place.url} if place.url else {}
    return subprocess.Popen(
        [sys.executable, "-m", "helhet.cli", "serve", *words],
        env={**bare_environment(), **named, "HELHET_DATA": str(place.folder), "HELHET_DEMO": "1"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_it_says_where_it_answers_and_stops_when_told(tmp_path: Path) -> None:
    with installations(tmp_path, 1) as [place]:
        assert place.run("init").returncode == 0
        port = free_port()
        process = served(place, "--port", str(port), "--workers", "1", "--work")
        try:
            assert process.stdout is not None
            assert f"http://localhost:{port}/" in process.stdout.readline()
            with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=20) as answer:
                assert answer.read() == b"ready\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            if process.stdout is not None:
                process.stdout.close()


def test_a_port_that_is_taken_or_none_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with installations(tmp_path, 1) as [place], socket.socket() as taken:
        place.run("init")
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        refused = place.run("serve", "--port", str(taken.getsockname()[1]))
        none = place.run("serve", PORT="eighty")

    assert (refused.returncode, none.returncode) == (2, 2)
    assert "Stop what uses it, or name another" in refused.stderr
    assert "Write a number from 1 to 65535" in none.stderr


def test_a_process_works_on_few_requests_at_once() -> None:
    working, most, lock, together = 0, 0, Lock(), Barrier(AT_ONCE)

    def slow(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        together.wait(10)  # or it would do if they came one after the other
        with lock:
            working -= 1
        return [b"done"]

    answer = few_at_once(slow)
    with ThreadPoolExecutor(3 * AT_ONCE) as pool:
        answers = list(pool.map(lambda _nth: answer({}, None), range(4 * AT_ONCE)))

    assert (most, answers) == (AT_ONCE, [[b"done"]] * 4 * AT_ONCE)


def test_a_request_that_fails_gives_its_turn_to_the_next() -> None:
    def fail(_environ: dict[str, Any], _start: Any) -> None:
        raise ValueError

    answer = few_at_once(fail)
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError, match=r"^$"):
            answer({}, None)
