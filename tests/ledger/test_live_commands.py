"""The commands that keep an installation: init, work, tick, verify, rebuild."""

import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from helhet.access.models import Access
from helhet.access.readers import is_in_force
from helhet.cli import main
from helhet.cli.folds import fold_for
from helhet.measure import kernels
from helhet.measure.folding import compiled_fold
from helhet.parties.models import Membership, StaffChange, Unit
from helhet.parties.units import UnitTree
from helhet.record.courses.folding import Fold, plain_fold
from helhet.record.models import Course, Entry, Message, Run
from tests.ledger.cast import cast, member, person, unit
from tests.ledger.conftest import let_go
from tests.ledger.courses import clinician, opened, say
from tests.ledger.installation import bare_environment

pytestmark = pytest.mark.django_db


def helhet(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, in a folder where nothing is set."""
    return subprocess.run(
        [sys.executable, "-m", "helhet.cli", *words],
        cwd=folder,
        env={**bare_environment(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_installation_is_made_once_and_works(tmp_path: Path) -> None:
    before = helhet(tmp_path, "verify")
    first, again = helhet(tmp_path, "init"), helhet(tmp_path, "init")
    after = helhet(tmp_path, "verify")

    assert (before.returncode, first.returncode, again.returncode, after.returncode) == (2, 0, 0, 0)
    assert "helhet init" in before.stderr
    assert "Keep a copy" in first.stdout
    assert "Keep a copy" not in again.stdout
    assert after.stdout == "All is whole.\n"
    files = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / ".helhet").iterdir()
    }
    assert (files["keys.json"], files["secret"]) == (0o600, 0o600)
    assert stat.S_IMODE((tmp_path / ".helhet").stat().st_mode) == 0o700


def test_a_command_says_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "secret").write_text("x" * 50)

    no_tables = helhet(tmp_path, "tick", HELHET_DATA=str(folder))
    no_database = helhet(
        tmp_path, "tick", HELHET_DATA=str(folder), DATABASE_URL="postgresql://127.0.0.1:1/x"
    )
    wrong = helhet(tmp_path, "tick", HELHET_DATA=str(folder), HELHET_DEMO="perhaps")

    no_secret = helhet(
        tmp_path, "init", HELHET_DATA=str(folder), HELHET_SECRET_KEY_FILE=str(tmp_path / "gone")
    )

    assert "The tables are not there" in no_tables.stderr
    assert "The file of HELHET_SECRET_KEY cannot be read" in no_secret.stderr
    assert "The database cannot be reached" in no_database.stderr
    assert "HELHET_DEMO is neither yes nor no" in wrong.stderr
    for told in (no_tables, no_database, wrong, no_secret):
        assert told.returncode == 2
        assert "Traceback" not in told.stderr


def test_a_backup_into_no_folder_is_told_of(tmp_path: Path) -> None:
    helhet(tmp_path, "init")

    refused = helhet(tmp_path, "backup", "nowhere/copy.helhet")

    assert refused.returncode == 2
    assert refused.stderr == "There is no folder nowhere. Make it, or name another.\n"


def test_verify_finds_what_was_altered_and_rebuild_makes_rows_anew(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    assert main(["work", "--once"]) == 0
    assert main(["verify"]) == 0
    Run.objects.filter(course=course, clock="told-of-right").update(outcome="met")
    capsys.readouterr()

    assert main(["verify"]) == 1
    assert capsys.readouterr().out == (
        f"course {course.pk}: does not follow from its entries: run\nFindings: 1.\n"
    )
    assert main(["rebuild"]) == 0
    assert main(["verify"]) == 0

    with let_go():
        Entry.objects.filter(course=course, number=2).update(role="somebody")
        Access.objects.update(user=99)
    capsys.readouterr()
    assert main(["verify", "--no-projections"]) == 1
    assert capsys.readouterr().out == (
        "access: altered: a row under link 1\n"
        f"record: altered: course {course.pk} entry 2\n"
        "Findings: 2.\n"
    )


def test_work_says_what_it_did_and_what_lies_aside(capsys: pytest.CaptureFixture[str]) -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-18 died")
    Message.objects.update(not_before=datetime(2026, 5, 19, tzinfo=UTC))

    assert main(["work", "--once"]) == 0
    told = capsys.readouterr().out
    assert "messages delivered: 1; " in told
    assert "looks sealed: 2; courses sealed: 1." in told

    assert main(["work", "--once"]) == 0
    assert capsys.readouterr().out == ""

    Message.objects.update(status="set-aside")
    assert main(["work", "--once"]) == 1
    assert "messages set aside, for they could not be delivered: 1." in capsys.readouterr().out


def test_units_are_made_below_one_another_and_a_municipality_by_its_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["unit", "set", "trust", "--name", "The trust", "--kind", "trust"]) == 0
    assert main(["unit", "set", "clinic", "--name", "The clinic", "--below", "trust"]) == 0
    dalen = ["unit", "set", "dalen", "--name", "Dalen", "--kind", "municipality"]
    assert main([*dalen, "--municipality", "9901"]) == 0
    assert main(["unit", "set", "clinic", "--name", "A clinic"]) == 0
    capsys.readouterr()

    assert main(["unit", "list"]) == 0

    told = capsys.readouterr().out.splitlines()
    assert told == [
        "dalen (municipality 9901): Dalen",
        "trust (trust): The trust",
        "  clinic (unit): A clinic",
    ]
    assert UnitTree.read().below(Unit.objects.get(code="trust").pk) == set(
        Unit.objects.filter(code__in=["trust", "clinic"]).values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("trust --below clinic", "lies below none of those"),
        ("clinic --below nowhere", "There is no such unit"),
        ("new", "look at name once more"),
        ("new-town --name New --kind municipality", "a number of four digits"),
        ("new-town --name New --kind municipality --municipality 9901", "has this number"),
        ("clinic --municipality 9902", "Only a municipality has a number"),
        ("clinic --kind castle", "look at kind once more"),
        ("clinic --offers tsb,magic", "There is no pathway magic"),
        ("a/b --name Odd", "look at code once more"),
    ],
)
def test_what_can_be_no_unit_changes_none(
    words: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = unit("trust", "trust")
    unit("clinic", "unit", trust)
    Unit.objects.filter(pk=unit("dalen", "municipality").pk).update(municipality="9901")
    before = list(Unit.objects.order_by("pk").values())

    assert main(["unit", "set", *words.split()]) == 2

    assert says in capsys.readouterr().err
    assert list(Unit.objects.order_by("pk").values()) == before


def test_what_a_unit_offers_is_said_and_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    unit("clinic", "unit")

    for offers, listed in (("tsb, oat", " [oat, tsb]"), (",", " [begins nothing]"), ("all", "")):
        assert main(["unit", "set", "clinic", "--offers", offers]) == 0
        assert capsys.readouterr().out == f"clinic (unit): clinic{listed}\n"


def test_somebody_who_has_an_account_is_given_a_role_by_the_command_and_it_is_ended() -> None:
    units = cast()
    held = member(units.clinic, "treatment-clinician")
    words = ["user", "role", held.user.username, "--role", "unit-leader", "--unit", "nordvik"]

    done = [main([*words, *more]) for more in ([], [], ["--end"], ["--end"], [])]

    assert done == [0, 2, 0, 2, 0]
    on = localdate()
    given = Membership.objects.filter(user=held.user, role="unit-leader").order_by("pk")
    assert [is_in_force(one, on) for one in given] == [False, True]
    told = StaffChange.objects.order_by("pk").values_list("deed", "by_user", "unit")
    assert list(told) == [
        ("role-given", 0, "nordvik"),
        ("role-ended", 0, "nordvik"),
        ("role-given", 0, "nordvik"),
    ]
    assert main([*words[:4], "king", "--unit", "nordvik"]) == 2
    assert main([*words[:6], "nowhere"]) == 2


def test_tick_says_how_many_it_read(capsys: pytest.CaptureFixture[str]) -> None:
    course = opened(clinician(cast().clinic), person())
    Course.objects.filter(pk=course.pk).update(next_change_at=datetime(2026, 5, 19, tzinfo=UTC))

    assert main(["tick"]) == 0

    assert capsys.readouterr().out == "Courses read again: 1.\n"


def test_what_was_set_aside_is_listed_with_what_is_missing_and_put_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    course = opened(clinician(cast().clinic), person())
    say(clinician(course.unit), course, "2026-05-18 died")  # type: ignore[arg-type]
    assert main(["outbox"]) == 0
    Message.objects.update(status="set-aside", attempts=6, fault="the unit is not known")
    capsys.readouterr()

    assert main(["outbox"]) == 1
    line = f"course {course.pk} entry 3: person-wide died: the unit is not known\n"
    assert capsys.readouterr().out == f"{line}Set aside: 1.\n"
    assert main(["outbox", "--again"]) == 0
    assert capsys.readouterr().out == f"{line}Put back: 1.\n"

    message = Message.objects.get()
    assert (message.status, message.attempts) == ("waiting", 0)


@pytest.mark.parametrize(
    ("courses", "is_primed", "expected"),
    [
        (9_999, True, plain_fold),
        (10_000, True, compiled_fold),
        (10_000, False, plain_fold),
        (400_000, False, compiled_fold),
    ],
)
def test_what_is_compiled_is_used_where_it_is_worth_waiting_for(
    courses: int, is_primed: bool, expected: Fold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "is_primed", lambda: is_primed)

    assert fold_for(courses) is expected
