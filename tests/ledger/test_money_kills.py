"""A file of money whose import is killed again and again is booked whole, each row once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest
from django.db import connections

from helhet.importing.money.bringing import bring
from helhet.ledger.balances import balances, faults
from helhet.ledger.models import Posting
from tests.ledger.bringer import PART
from tests.ledger.installation import ROOT, own_environment
from tests.ledger.moneyfiles import a_csv, a_mapping

pytestmark = pytest.mark.django_db(transaction=True)
PARTS, KILLS = 30, 8
ROWS = PART * PARTS


@pytest.fixture
def bringer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that books the file in parts."""
    rows = [
        (f"A{n}", "2016", "Utbetalt", f"{n % 40:04}", f"{n + 1},00", "01.03.2016")
        for n in range(ROWS)
    ]
    a_mapping(tmp_path)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.ledger.bringer"),
            *(str(a_csv(tmp_path, rows)), str(tmp_path / "mapping.yaml")),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=own_environment(),
        cwd=ROOT,
        text=True,
    )
    yield process
    process.communicate()
    connections.close_all()


def killed_after(process: subprocess.Popen[str], parts: int, wait: float) -> None:
    """Let it book, and kill it a moment after it has told of so many parts."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    number = int(_line(process.stdout).split()[1])
    for _ in range(parts):
        if _line(process.stdout) == "gone":
            return
    time.sleep(wait)
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
    while _line(process.stdout) != "gone":
        pass


def _line(out: IO[str]) -> str:
    line = out.readline()
    assert line
    return line.strip()


def test_an_import_that_is_killed_again_and_again_books_each_row_once(
    tmp_path: Path, bringer: subprocess.Popen[str]
) -> None:
    stood = []
    for nth in range(KILLS):
        # It reads all parts before it books the first.
        killed_after(bringer, PARTS + 1, 0.0007 * nth)
        stood.append(Posting.objects.count())
        assert faults() == []

    assert all(n % PART == 0 for n in stood)
    assert 0 < stood[0] < ROWS
    assert stood == sorted(stood)
    done = bring(tmp_path / "money.csv", a_mapping(tmp_path))
    assert (done.known, done.written) == (stood[-1], ROWS - stood[-1])
    assert Posting.objects.count() == ROWS
    assert balances(["year"]) == {(2016,): 100 * ROWS * (ROWS + 1) // 2}
    assert faults() == []
