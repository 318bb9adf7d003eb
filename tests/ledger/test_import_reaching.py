"""A death, a move or a prison beside an import: every course of the person hears it once, whichever came from elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from helhet.access.deciding import Reader
from helhet.cli import main
from helhet.importing import newcourses
from helhet.parties.models import Person, Subject, User
from helhet.record.courses.appending import Author
from helhet.record.doors.recording import Told, record
from helhet.record.messages import righting
from helhet.record.messages.outbox import work
from helhet.record.models import REGISTER, Course, Message
from helhet.record.persons.register import create, merge, unmerge
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.missing import check_messages
from helhet.record.wholeness.verifying import verify_record
from tests.ledger.cast import Cast, cast, tie
from tests.ledger.courses import NOON, clinician, later, opened, say
from tests.ledger.sent import OTHER, PERSONS, send
from tests.ledger.test_reaching import stands
from tests.ledger.test_register import changed
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db

OPENED = "2026-05-04 referral-received"
IN_PRISON, FREE, DIED = "2026-05-10 imprisoned", "2026-05-12 released", "2026-05-14 died"
WISHES = {"referral.wishes": "A garden.", "referral.person-took-part": "yes"}
HEARD = ["referral-received", "imprisoned"]


@pytest.fixture(autouse=True)
def units() -> Cast:
    User.objects.create(username="kari", name="Kari")
    return cast()


@pytest.fixture
def reader(units: Cast) -> Reader:
    return clinician(units.clinic)


@pytest.fixture
def eva(units: Cast) -> Person:
    """Somebody whom the register has, by the number that is sent."""
    return registered(units, SYNTHETIC)


def registered(units: Cast, digits: str, **facts: str) -> Person:
    told = {"given_name": "E", "born_on": "1990-01-01", "numbers": {"fnr": digits}, **facts}
    who = Person.objects.get(pk=create(Subject().pk, told, Author(1, "x"), NOON).subject_id)
    tie(who, units.clinic, "measure")
    work(later(minutes=6))
    return who


def sent(
    folder: Path,
    courses: Mapping[str, Iterable[str]],
    persons: Iterable[Mapping[str, str]] = PERSONS,
) -> Path:
    """Send courses of the first person by their ids, which begin with the pathway; each with its entries."""
    rows = [
        {"course": told, "person": "p1", "pathway": told.rstrip("0123456789"), "unit": "nordvik"}
        for told in courses
    ]
    entries = [
        {"course": told, "number": str(n), "event": event, "happened_on": day}
        | ({"referral.first-received": day} if event == "referral-received" else {})
        | (WISHES if (event, told[:3]) == ("referral-received", "tsb") else {})
        for told, lines in courses.items()
        for n, (day, event) in enumerate((line.split() for line in lines), start=1)
    ]
    return send(folder, list(persons)[:1], rows, entries)


def run(folder: Path) -> int:
    return main(["import", str(folder), "--source", "old", "--by", "kari"])


def course_of(pathway: str) -> Course:
    return Course.objects.get(pathway=pathway)


def told_twice() -> list[str]:
    """Return the events that stand twice in a course."""
    found = [stands(course) for course in Course.objects.exclude(pathway=REGISTER)]
    return [event for events in found for event in set(events) if events.count(event) > 1]


def nothing_is_left() -> None:
    """Hold that the outbox has nothing to tell, and that neither a check nor a rebuild finds anything."""
    before = {course.pk: stands(course) for course in Course.objects.exclude(pathway=REGISTER)}
    assert not Message.objects.exclude(status=Message.Status.SENT)
    assert work(datetime.now(UTC) + timedelta(days=1)) == 0
    assert {pk: stands(Course.objects.get(pk=pk)) for pk in before} == before
    found = [*verify_record(Path(settings.CHECKPOINTS_FILE)), *differences()]
    assert [
        *found,
        *(one for course in Course.objects.all() for one in check_messages(course.pk)),
    ] == []


# --- beside courses that were there before -----------------------------------------------------------------


def test_what_an_imported_course_tells_is_heard_in_the_courses_that_were_there(
    eva: Person, reader: Reader, tmp_path: Path
) -> None:
    opened(reader, eva)

    assert run(sent(tmp_path, {"oat": [OPENED, IN_PRISON, FREE]})) == 0

    assert stands(course_of("tsb")) == [*HEARD, "released"]
    assert stands(course_of("oat")) == [*HEARD, "released"]
    heard = course_of("tsb").entries.get(event="imprisoned")
    assert (heard.role, heard.origin) == ("system", course_of("oat").pk)
    nothing_is_left()


def test_what_was_told_before_is_heard_in_an_imported_course(
    eva: Person, reader: Reader, tmp_path: Path
) -> None:
    say(reader, opened(reader, eva), IN_PRISON)
    work(later(minutes=6))

    assert run(sent(tmp_path, {"oat": [OPENED]})) == 0

    assert stands(course_of("oat")) == HEARD
    nothing_is_left()


def test_what_waits_to_be_told_is_told_to_an_imported_course_when_its_time_comes(
    eva: Person, reader: Reader, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    say(reader, opened(reader, eva), IN_PRISON, now=now)

    assert run(sent(tmp_path, {"oat": [OPENED]})) == 0
    assert stands(course_of("oat")) == ["referral-received"]
    assert work(now + timedelta(minutes=6)) == 1

    assert stands(course_of("oat")) == HEARD
    nothing_is_left()


def test_what_was_before_an_imported_course_is_heard_there_if_it_lasts(
    eva: Person, reader: Reader, tmp_path: Path
) -> None:
    course = opened(reader, eva, "2026-05-01 referral-received")
    for line in ("2026-05-02 imprisoned", "2026-05-02 released", "2026-05-03 imprisoned"):
        say(reader, course, line)
    work(later(minutes=6))

    assert run(sent(tmp_path, {"oat": [OPENED]})) == 0

    heard = course_of("oat").entries.get(event="imprisoned")
    assert heard.happened_on.isoformat() == "2026-05-04"
    assert told_twice() == ["imprisoned"]  # in the course that told it
    nothing_is_left()


def test_an_imported_course_reaches_the_courses_of_who_was_merged(
    eva: Person, reader: Reader, units: Cast, tmp_path: Path
) -> None:
    same = registered(units, OTHER)
    opened(reader, same)
    merge(reader, same.subject, eva.subject, version=1, now=NOON)
    work(later(minutes=6))

    assert run(sent(tmp_path, {"oat": [OPENED, IN_PRISON]})) == 0

    assert stands(course_of("tsb")) == HEARD
    nothing_is_left()
    unmerge(reader, same.subject, 2, version=2, now=datetime.now(UTC))
    work(datetime.now(UTC) + timedelta(minutes=6))
    assert stands(course_of("tsb")) == ["referral-received"]
    assert stands(course_of("oat")) == HEARD


def test_a_move_that_the_register_says_is_heard_in_an_imported_course(
    units: Cast, reader: Reader, tmp_path: Path
) -> None:
    who = registered(units, SYNTHETIC)
    for municipality, on in (("9901", "2026-05-01"), ("9902", "2026-05-11")):
        changed(reader, who, home={"municipality": municipality, "from_day": on})
    work(later(minutes=6))

    assert run(sent(tmp_path, {"tsb": [OPENED]})) == 0

    assert stands(course_of("tsb")) == ["referral-received", "moved-municipality"]
    nothing_is_left()


# --- the same, told in both --------------------------------------------------------------------------------


def test_what_an_imported_course_tells_itself_it_does_not_hear_nor_is_it_heard_of_it(
    eva: Person, reader: Reader, tmp_path: Path
) -> None:
    say(reader, opened(reader, eva), IN_PRISON)
    work(later(minutes=6))

    assert run(sent(tmp_path, {"oat": [OPENED, IN_PRISON]})) == 0

    assert [stands(course_of(name)) for name in ("tsb", "oat")] == [HEARD, HEARD]
    assert not course_of("oat").entries.filter(origin__isnull=False)
    nothing_is_left()


def test_it_does_not_hear_it_later_either_when_all_is_asked_anew(
    eva: Person, reader: Reader, tmp_path: Path
) -> None:
    tsb = opened(reader, eva)
    say(reader, tsb, IN_PRISON)
    free = say(reader, tsb, FREE).number
    work(later(minutes=6))
    assert run(sent(tmp_path, {"oat": [OPENED, IN_PRISON]})) == 0

    tsb.refresh_from_db()
    back = Told(NOON.date(), voids=free)
    now = datetime.now(UTC)
    record(reader, tsb.pk, back, version=tsb.version, confirmed=True, now=now)
    work(now + timedelta(minutes=6))

    assert [stands(course_of(name)) for name in ("tsb", "oat")] == [HEARD, HEARD]
    nothing_is_left()


def test_what_it_told_and_took_back_it_hears_of_others(
    eva: Person, reader: Reader, tmp_path: Path
) -> None:
    say(reader, opened(reader, eva), IN_PRISON)
    work(later(minutes=6))
    folder = sent(tmp_path, {"oat": [OPENED, IN_PRISON]})
    rows = (folder / "entries.csv").read_text().splitlines()
    columns = rows[0].split(",")
    void = {"course": "oat", "number": "3", "voids": "2", "happened_on": "2026-05-11"}
    rows = [f"{row},{'voids' if row is rows[0] else ''}" for row in rows if row]
    rows.append(",".join(void.get(name, "") for name in [*columns, "voids"]))
    (folder / "entries.csv").write_text("\n".join(rows))

    assert run(folder) == 0

    heard = course_of("oat").entries.get(event="imprisoned", origin__isnull=False)
    assert heard.origin == course_of("tsb").pk
    assert stands(course_of("oat")) == HEARD
    nothing_is_left()


@pytest.mark.parametrize("deaf", ["tsb", "oat"])
def test_a_course_that_cannot_hear_keeps_none_from_being_imported_and_hears_later(
    deaf: str, eva: Person, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(reader, opened(reader, eva), "2026-05-08 imprisoned")
    work(later(minutes=6))

    def set_right(course: Course, *told: Any) -> None:
        assert course.pathway != deaf
        plain(course, *told)

    plain = righting.set_right
    with monkeypatch.context() as patch:
        patch.setattr(righting, "set_right", set_right)
        assert run(sent(tmp_path, {"oat": [OPENED, FREE]})) == 0
    assert len(stands(course_of(deaf))) == 2
    assert work(datetime.now(UTC) + timedelta(minutes=6)) == 1

    assert stands(course_of("tsb")) == stands(course_of("oat")) == [*HEARD, "released"]
    nothing_is_left()


@pytest.mark.parametrize("is_in_two_runs", [False, True])
@pytest.mark.parametrize("tells", [["oat1"], ["oat2"], ["oat1", "oat2"]])
def test_courses_that_come_together_or_one_by_one_have_it_once(
    tells: list[str], *, is_in_two_runs: bool, eva: Person, reader: Reader, tmp_path: Path
) -> None:
    opened(reader, eva)
    courses = {
        name: [OPENED, *([IN_PRISON, FREE] if name in tells else [])]
        for name in ("oat1", "oat2", "tsb3")
    }

    if is_in_two_runs:
        assert run(sent(tmp_path / "first", {"oat1": courses["oat1"]})) == 0
        nothing_is_left()
    assert run(sent(tmp_path / "all", courses)) == 0

    assert Course.objects.exclude(pathway=REGISTER).count() == 4
    for course in Course.objects.exclude(pathway=REGISTER):
        assert stands(course) == [*HEARD, "released"]
    nothing_is_left()


def test_a_course_that_is_opened_after_two_that_tell_the_same_hears_it_once(
    eva: Person, reader: Reader, tmp_path: Path
) -> None:
    assert run(sent(tmp_path, {"oat1": [OPENED, IN_PRISON], "oat2": [OPENED, IN_PRISON]})) == 0

    course = opened(reader, eva)

    assert stands(course) == HEARD


# --- a death -----------------------------------------------------------------------------------------------


def test_a_death_that_everybody_tells_is_heard_by_nobody_twice(
    units: Cast, reader: Reader, tmp_path: Path
) -> None:
    eva = registered(units, SYNTHETIC)
    opened(reader, eva)
    changed(reader, eva, died_on="2026-05-14")
    work(NOON)

    assert (
        run(
            sent(
                tmp_path,
                {"oat1": [OPENED, DIED], "oat2": [OPENED, "2026-05-08 referral-withdrawn"]},
            )
        )
        == 0
    )

    assert stands(course_of("tsb")) == ["referral-received", "died"]
    assert sorted(map(stands, Course.objects.filter(pathway="oat"))) == [
        ["referral-received", "died"],
        ["referral-received", "referral-withdrawn", "died"],
    ]
    nothing_is_left()


def test_a_death_on_another_day_than_the_registers_is_told_of(
    units: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registered(units, SYNTHETIC, died_on="2026-05-15")

    assert run(sent(tmp_path, {"oat": [OPENED, DIED]})) == 1

    assert "died on another day. Mend the one that is wrong." in capsys.readouterr().err
    assert not Course.objects.filter(pathway="oat")


# --- while others write ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_is_told_while_a_course_is_written_is_told_to_it_too(
    eva: Person, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    say(reader, opened(reader, eva), IN_PRISON, now=now)

    def telling() -> None:
        work(now + timedelta(minutes=6))
        connections.close_all()

    other = Thread(target=telling)

    def set_right_beside(*args: Any) -> None:
        righting.set_right_beside(*args)
        other.start()
        other.join(timeout=0.5)

    monkeypatch.setattr(newcourses, "set_right_beside", set_right_beside)

    assert run(sent(tmp_path, {"oat": [OPENED]})) == 0
    other.join()

    work(now + timedelta(hours=1))
    assert stands(course_of("oat")) == HEARD
    nothing_is_left()
