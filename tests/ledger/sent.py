"""Files as a sender would send them, for the tests of the import."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from helhet.cli import main
from helhet.parties.models import User
from tests.ledger.cast import Cast, cast
from tests.unit.test_numbers import SYNTHETIC, number

OTHER = number("02819050")
PERSONS = [
    {
        "person": "p1",
        "number": SYNTHETIC,
        "given_name": "Eva",
        "family_name": "Prøve",
        "born_on": "1990-01-01",
        "sex": "female",
        "phone": "+47 99999999",
        "home_municipality": "9901",
        "home_from": "2020-01-01",
        "home_address": "Vei 1",
    },
    {"person": "p2", "given_name": "Ola", "needs_interpreter": "yes"},
]
COURSES = [
    {"course": "c1", "person": "p1", "pathway": "tsb", "unit": "nordvik"},
    {"course": "c2", "person": "p2", "pathway": "naloxone", "unit": "sorvik"},
]
ENTRIES = [
    {
        "course": "c1",
        "number": "1",
        "event": "referral-received",
        "happened_on": "2026-05-04",
        "referral.wishes": "A garden.",
        "referral.person-took-part": "yes",
        "referral.first-received": "2026-04-30",
    },
    {"course": "c1", "number": "2", "event": "notice-sent", "happened_at": "2026-05-05 10:30"},
    {
        "course": "c1",
        "number": "3",
        "event": "right-decided",
        "outcome": "granted",
        "happened_on": "2026-05-05",
        "right.start-by": "2026-06-01",
    },
    {"course": "c1", "number": "4", "voids": "2", "happened_on": "2026-05-06", "reason": "A slip."},
    {"course": "c2", "number": "1", "event": "person-met", "happened_on": "2026-05-04"},
]
Rows = Sequence[Mapping[str, str]]


def send(
    folder: Path,
    persons: Rows = PERSONS,
    courses: Rows = COURSES,
    entries: Rows = ENTRIES,
) -> Path:
    """Write the three files to a folder; return it."""
    folder.mkdir(exist_ok=True)
    for kind, rows in {"persons": persons, "courses": courses, "entries": entries}.items():
        write(folder / f"{kind}.csv", rows)
    return folder


def write(path: Path, rows: Rows) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def with_row(rows: Iterable[Mapping[str, str]], nth: int, **cells: str) -> list[dict[str, str]]:
    """Return the rows with other cells in one of them."""
    changed = [dict(row) for row in rows]
    changed[nth] |= cells
    return changed


SECRETS = ("Eva", "Prøve", "Ola", SYNTHETIC, OTHER, "A garden", "99999999", "Vei 1", "1990-01-01")
"""What stands in the cells, and so in no message."""


def receivers() -> Cast:
    """Make the units that the files name, and who answers for an import."""
    User.objects.create(username="kari", name="Kari")
    return cast()


def run(*words: object) -> int:
    """Import as a user would; return the exit code."""
    return main(["import", *map(str, words), "--source", "old", "--by", "kari"])


def faults_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Import a folder, and return what was told of its rows, without the folder and the remedies."""
    assert run(folder) == 1
    told = [line.removeprefix(f"{folder}/") for line in capsys.readouterr().err.splitlines()]
    return [line.partition(". ")[0] for line in told]
