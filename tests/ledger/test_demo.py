"""`helhet demo`, as somebody would use it: made once, kept, made anew; and never in the place of anything real."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from helhet.parties.models import Person
from helhet.record.models import Entry
from helhet.region.making import Making
from helhet.region.world import the_region
from tests.ledger.installation import Installation, installations

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
# A start takes twice as long as there; what these hold depends on the folder. `make night` asks for all.
ON_SQLITE = pytest.mark.skipif(
    connection.vendor == "postgresql" and not os.environ.get("EVERY_HISTORY"),
    reason="about the folder of a demo: asked on PostgreSQL at night",
)


def test_the_same_seed_makes_the_same_region_whatever_the_number() -> None:
    few, again, more, others = (
        made(seed, persons) for seed, persons in [(1, 6), (1, 6), (1, 9), (2, 6)]
    )

    assert few == again
    assert few.items() <= more.items()
    assert not few.keys() & others.keys()


def made(seed: int, persons: int) -> dict[Any, Any]:
    """Make a region, and return what it tells of each person and course, by what chance called it; then take it back."""
    with transaction.atomic():
        Making(seed, NOW).make(persons)
        rows = Entry.objects.filter(course__subject__kind="person").order_by("course", "number")
        courses: dict[Any, Any] = {}
        for row in rows.values_list("course", "event", "outcome", "happened_at", "recorded_at"):
            courses.setdefault(row[0], []).append(row[1:])
        names = Person.objects.values_list("pk", "given_name", "family_name", "born_on", "sex")
        people = {row[0]: row[1:] for row in names}
        transaction.set_rollback(True)
    return courses | people


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Installation]:
    """A place where nothing is yet: a folder, and on PostgreSQL an empty database."""
    with installations(tmp_path, 1) as made:
        yield made[0]


def test_a_region_is_made_once_kept_and_made_anew(place: Installation) -> None:
    first = place.run("demo", "--no-serve", "--persons", "12")
    mark = json.loads((place.folder / "demo.json").read_text("utf-8"))
    again = place.run("demo", "--no-serve", "--persons", "30")
    whole = place.run("verify")
    anew = place.run("demo", "--no-serve", "--persons", "9", "--seed", "0", "--reset")

    assert (first.returncode, again.returncode, anew.returncode) == (0, 0, 0), first.stderr
    assert (mark["persons"], mark["seed"]) == (12, 2016)
    assert mark["units"] == len(the_region().units)
    assert "12 persons" in first.stdout
    assert "Askdal kommune" in first.stdout
    assert "deadlines, also what is still owed" in first.stdout
    kept, _, shown = again.stdout.partition("\n")
    assert kept == "Kept as it is: --persons and --seed make another with --reset."
    assert shown.splitlines()[0] == first.stdout.splitlines()[0]
    assert whole.stdout == "All is whole.\n"
    assert "from seed 0:" in anew.stdout
    assert "9 persons" in anew.stdout


@pytest.mark.slow
@ON_SQLITE
def test_what_is_no_demo_stays_as_it_is(place: Installation) -> None:
    place.run("init")
    place.fill("write")

    for words in (("demo", "--no-serve"), ("demo", "--no-serve", "--reset")):
        refused = place.run(*words)
        assert refused.returncode == 2
        assert "is no demo, and stays as it is" in refused.stderr
    assert place.fill("content")
    assert place.run("verify").stdout == "All is whole.\n"


@pytest.mark.slow
def test_an_installation_in_which_nobody_is_yet_is_no_demo(place: Installation) -> None:
    place.run("init")

    refused = place.run("demo", "--no-serve", "--persons", "3", "--reset")

    assert refused.returncode == 2
    assert "is no demo, and stays as it is" in refused.stderr
    assert not (place.folder / "demo.json").exists()


@pytest.mark.slow
def test_a_database_that_holds_anybody_is_no_demos_whatever_the_folder(
    place: Installation, tmp_path: Path
) -> None:
    """A new folder beside the database of a real installation, and a demo's folder beside it."""
    place.run("init")
    place.fill("write")
    address = place.url or f"sqlite:///{place.folder / 'helhet.sqlite3'}"
    beside, demo = Installation(tmp_path / "beside", address), Installation(tmp_path / "demo", None)
    demo.run("demo", "--no-serve", "--persons", "3")
    demo.url = address

    for where in (beside, demo):
        for words in (("demo", "--no-serve"), ("demo", "--no-serve", "--reset")):
            refused = where.run(*words)
            assert refused.returncode == 2, refused.stdout
    assert place.run("verify").stdout == "All is whole.\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["CHECKPOINTS_FILE", "ERASURES_FILE", "WITHDRAWALS_FILE"])
def test_a_demo_touches_no_file_outside_its_folder(
    name: str, place: Installation, tmp_path: Path
) -> None:
    real = tmp_path / "real"
    real.write_text("a real one's\n")

    for words in (
        ("demo", "--no-serve", "--persons", "3"),
        ("demo", "--no-serve", "--reset", "--persons", "3"),
    ):
        refused = place.run(*words, **{f"HELHET_{name}": str(real)})
        assert refused.returncode == 2
        assert f"HELHET_{name} is set" in refused.stderr
    assert real.read_text() == "a real one's\n"


@pytest.mark.slow
@ON_SQLITE
def test_one_that_was_stopped_is_made_anew_by_itself(place: Installation) -> None:
    place.run("demo", "--no-serve", "--persons", "5")
    (place.folder / "demo.json").write_text("{}")

    again = place.run("demo", "--no-serve", "--persons", "6")

    assert again.returncode == 0
    assert "6 persons" in again.stdout
    assert place.run("verify").stdout == "All is whole.\n"


@pytest.mark.slow
@ON_SQLITE
def test_what_was_imported_into_a_demo_goes_with_it(place: Installation, tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("person,given_name,family_name\np1,Eva,Prøve\n")
    words = (
        "import",
        str(tmp_path / "persons.csv"),
        "--source",
        "old",
        "--by",
        "askdal-unit-leader-1",
    )
    place.run("demo", "--no-serve", "--persons", "3")
    first = place.run(*words)

    place.run("demo", "--no-serve", "--persons", "3", "--reset")
    again = place.run(*words)

    assert (first.returncode, again.returncode) == (0, 0), again.stderr
    assert first.stdout == again.stdout


@pytest.mark.slow
@ON_SQLITE
def test_a_start_that_failed_leaves_nothing_in_the_way_of_the_next(place: Installation) -> None:
    for url in ("nonsense", "mysql://a:secret@b/c", "postgresql://127.0.0.1:1/x"):
        refused = place.run("demo", "--no-serve", "--persons", "3", DATABASE_URL=url)
        assert refused.returncode == 2
        assert "DATABASE_URL" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert "secret" not in refused.stderr
        assert [*place.folder.iterdir()] == []

    assert place.run("demo", "--no-serve", "--persons", "3").returncode == 0


@pytest.mark.slow
def test_a_failed_start_takes_no_file_that_was_there(place: Installation) -> None:
    place.folder.mkdir(exist_ok=True)
    (place.folder / "keys.json").write_text("somebody's")

    refused = place.run("demo", "--no-serve", "--persons", "3", DATABASE_URL="nonsense")

    assert refused.returncode == 2
    assert [file.name for file in place.folder.iterdir()] == ["keys.json"]


def test_a_folder_that_cannot_be_made_is_told_of(place: Installation) -> None:
    place.folder.rmdir()
    place.folder.write_text("")

    for folder in (place.folder, place.folder / "below"):
        refused = place.run("demo", "--no-serve", HELHET_DATA=str(folder))
        assert refused.returncode == 2
        assert "in HELHET_DATA." in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize("told", ["x", "-1", "1e3", "9" * 19])
def test_a_seed_is_a_number(told: str, place: Installation) -> None:
    refused = place.run("demo", "--no-serve", "--seed", told)

    assert refused.returncode == 2
    assert "from 0, of at most 18" in refused.stderr or "expected one argument" in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize("told", ["0", "-3", "many", "100001"])
def test_a_number_of_persons_is_a_number(told: str, place: Installation) -> None:
    refused = place.run("demo", "--no-serve", "--persons", told)

    assert refused.returncode == 2
    assert "from 1 to 100000" in refused.stderr or "expected one argument" in refused.stderr
