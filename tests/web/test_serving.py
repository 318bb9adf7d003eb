"""The server of pages as its owner runs it: it says when it is ready, answers, and stops when told."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

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
