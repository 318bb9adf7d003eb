"""An import as a whole: what went out comes in the same, a kill is no loss, and no file is too strange to be told of."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helhet.importing.faults import CannotImport
from helhet.importing.gathering import find_files, gather
from helhet.importing.known import Sender
from helhet.importing.models import Imported
from helhet.importing.run import Outcome, Run
from helhet.importing.running import run_import
from helhet.importing.world import World
from helhet.parties.models import Person, Subject
from helhet.pathway.courses.course import Value
from helhet.pathway.histories.history import History
from helhet.pathway.language.model import FieldType, FormField
from helhet.record import forms
from helhet.record.content import opened, values_of
from helhet.record.courses.appending import New
from helhet.record.doors.bulk import NewCourse, record_many
from helhet.record.models import Course, Entry
from helhet.record.pathways import pack, table_of
from helhet.record.persons.register import create
from helhet.record.renewal.rebuilding import differences
from helhet.record.times import to_date, to_day, to_moment
from helhet.record.wholeness.verifying import verify_record
from tests.ledger.cast import cast, member, unit
from tests.ledger.drawn import AUTHOR, NOW, ONE_BY_ONE, entries_of, rows, units_of
from tests.ledger.installation import ROOT, own_environment
from tests.ledger.sent import COURSES, ENTRIES, PERSONS, send

ABOUT_PERSONS = [one for one in ONE_BY_ONE if table_of(one.pathway).newest.subject == "person"]
COLUMNS = ("event", "outcome", "setting", "fulfils", "replaces", "voids")


def imported(folder: Path, source: str = "old") -> Outcome:
    world = World(NOW, pack().calendar, is_synthetic=True)
    return run_import(Run(Sender(source), 7, world), gather(find_files([folder])))


# --- out and in again --------------------------------------------------------------------------------------


def filled(new: New, pathway: str, unit_id: int) -> New:
    """Return an entry with an answer wherever its forms ask for one: drawn histories leave out what moves no clock."""
    if new.kind != "event":
        return new
    fields = forms.fields_of(table_of(pathway), to_day(new.happened_on), new.event)
    values = dict(new.content["values"])
    for name, field in fields.items():
        if field.required and name not in values:
            values[name] = ["one"] if field.many else answer(field, to_day(new.happened_on))
    return replace(new, content={"values": values}, unit=new.unit or unit_id)


def answer(field: FormField, on: int) -> Value:
    answers: dict[FieldType, Value] = {
        FieldType.YES_NO: True,
        FieldType.DATE: on,
        FieldType.NUMBER: field.minimum or 1,
        FieldType.UNIT: "u",
    }
    return next(iter(field.choices), None) or answers.get(field.type, "one")


def cell(field: FormField, value: Any) -> str:
    """Return a value of a form as the files have it."""
    if isinstance(value, tuple):
        return "|".join(value)
    told: Mapping[FieldType, Callable[[], str]] = {
        FieldType.DATE: lambda: to_date(value).isoformat(),
        FieldType.MOMENT: lambda: to_moment(value).isoformat(),
        FieldType.MONEY: lambda: f"{value // 100}.{value % 100:02}",
        FieldType.YES_NO: lambda: "yes" if value else "no",
    }
    return told.get(field.type, lambda: str(value))()


def sent_rows(course: Course) -> Iterator[dict[str, str]]:
    """Yield the entries of a course as a sender would send them; a birth is not sent, and so the numbers are lower."""
    table, contents = table_of(course.pathway), opened(course.contents.all())
    entries = course.entries.exclude(kind="birth").select_related("unit").order_by("number")
    first = min(entry.number for entry in entries)
    for one in entries:
        fields = forms.fields_of(table, to_day(one.happened_on), one.event) if one.event else {}
        told = {name: getattr(one, name) for name in COLUMNS}
        links = {n: v - first + 1 for n, v in told.items() if isinstance(v, int)}
        yield {
            "course": "c",
            "number": str(one.number - first + 1),
            "happened_on": one.happened_on.isoformat(),
            "happened_at": one.happened_at.isoformat() if one.happened_at else "",
            "recorded_at": one.recorded_at.isoformat(),
            "unit": one.unit.code if one.unit else "",
            **{name: str(links.get(name, v or "")) for name, v in told.items()},
            **{
                name: cell(fields[name], value)
                for name, value in values_of(contents[one.number]).items()
            },
        }


def shown(course: Course) -> dict[str, Any]:
    """Return all rows of a course but for who wrote them."""
    found = rows(course)
    for entry in found["entries"]:
        del entry["user"], entry["role"]
    return found


def units_asked_for(history: History) -> set[str]:
    """Return the units that forms name."""
    table, entries = table_of(history.pathway), history.course.entries
    named = [forms.units_named(table, e.day, e.event, e.values) for e in entries if e.event]
    return {str(code) for each in named for _, code in each}


def somebody(history: History) -> Subject:
    born = history.course.born
    told = {} if born is None else {"born_on": to_date(born).isoformat()}
    died = [to_date(one.day).isoformat() for one in history.course.entries if one.event == "died"]
    facts = {**told, "numbers": {}} | ({"died_on": died[-1]} if died else {})
    return create(Subject().pk, facts, AUTHOR, NOW).subject


@pytest.mark.django_db
@pytest.mark.parametrize("nth", range(len(ABOUT_PERSONS)))
def test_what_went_out_comes_in_the_same(nth: int, tmp_path: Path) -> None:
    history = ABOUT_PERSONS[nth]
    where, units = unit("u", "unit"), units_of([history])
    for code in units_asked_for(history) - units.keys():
        unit(code, "unit")
    course = Course(subject=somebody(history), pathway=history.pathway)
    entries = [filled(one, history.pathway, where.pk) for one in entries_of(history, units)]
    assert record_many([NewCourse(course, [(one, NOW) for one in entries])], AUTHOR, NOW) == []
    who = Person.objects.get(pk=course.subject_id)
    days = {name: str(getattr(who, name) or "") for name in ("born_on", "died_on")}
    row = {"course": "c", "person": "p", "pathway": history.pathway, "unit": "u"}

    outcome = imported(send(tmp_path, [{"person": "p", **days}], [row], list(sent_rows(course))))

    assert outcome.faults == []
    again = Course.objects.exclude(pk=course.pk).get(pathway=history.pathway)
    assert shown(again) == shown(course)
    assert list(differences()) == []


# --- killed in the middle ----------------------------------------------------------------------------------

MANY = 1_100


def many(folder: Path) -> Path:
    """Send so many persons and courses that they are written in several parts."""
    ids = range(MANY)
    return send(
        folder,
        [{"person": f"p{n}", "given_name": f"N{n}", "born_on": "1990-01-01"} for n in ids],
        [
            {
                "course": f"c{n}",
                "person": f"p{MANY - 1 - n}",
                "pathway": "naloxone",
                "unit": "sorvik",
            }
            for n in ids
        ],
        [
            {"course": f"c{n}", "number": str(k), "event": event, "happened_on": f"2026-05-0{k}"}
            for k, event in enumerate(["person-met", "follow-up-ended", "met-again"], start=1)
            for n in ids
        ],
    )


def start(folder: Path, user: str) -> subprocess.Popen[bytes]:
    words = ["import", str(folder), "--source", "old", "--by", user]
    return subprocess.Popen(
        [sys.executable, "-m", "helhet.cli", *words],
        env=own_environment() | {"DJANGO_SETTINGS_MODULE": "helhet.site.settings"},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_was_killed_in_the_middle_goes_on_where_it_ended(tmp_path: Path) -> None:
    user = member(cast().clinic, "unit-leader").user
    folder, ended = many(tmp_path / "sent"), []

    for until in (1, MANY + 1):
        process = start(folder, user.username)
        while process.poll() is None and Imported.objects.count() < until:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        ended.append(Imported.objects.count())
        assert list(verify_record(Path("/nonexistent"))) == []
        assert Course.objects.count() == Imported.objects.count()
    last = start(folder, user.username)

    assert last.wait() == 0
    assert any(0 < count < 2 * MANY for count in ended), "no kill came in the middle"
    assert Imported.objects.count() == Course.objects.count() == 2 * MANY
    assert Person.objects.count() == MANY
    assert (
        Entry.objects.filter(course__pathway="naloxone").count() == 4 * MANY
    )  # each hears of the birth first
    interrupted = whole("old")
    imported(folder, "another")
    assert whole("another") == interrupted
    connections.close_all()


def whole(source: str) -> dict[str, tuple[str, list[str], str]]:
    """Return of each course of a source whose it is, its events and its state, by the sender's ids."""
    sender, kinds = Sender(source), Imported.Kind
    persons = sender.find(kinds.PERSON, [f"p{n}" for n in range(MANY)])
    courses = sender.find(kinds.COURSE, [f"c{n}" for n in range(MANY)])
    names: dict[UUID, str] = dict(Person.objects.values_list("pk", "given_name"))
    assert {told: names[one.here] for told, one in persons.items()} == {
        f"p{n}": f"N{n}" for n in range(MANY)
    }
    kept = {one.pk: one for one in Course.objects.filter(pathway="naloxone")}
    events: dict[UUID, list[str]] = {}
    for course, event in Entry.objects.order_by("course", "number").values_list("course", "event"):
        events.setdefault(course, []).append(event)
    return {
        told: (names[kept[one.here].subject_id], events[one.here], kept[one.here].state)
        for told, one in courses.items()
    }


# --- files that are strange --------------------------------------------------------------------------------

NAMES = {
    kind: list(dict.fromkeys(name for row in rows for name in row))
    for kind, rows in (("persons", PERSONS), ("courses", COURSES), ("entries", ENTRIES))
}
STRANGE = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["c1", "c2", "p1", "p2", "1", "2", "3", "tsb", "nordvik", "2026-05-04", "died"]
    ),
    st.sampled_from(
        ["0", "-1", "2026-02-30", "9" * 40, "2026-05-04 24:00", "\0", "=1", '"', "\ud800"]
    ),
    st.sampled_from(["٣", "2026-05-04T10:00+99:00", "0001-01-01", "9999-12-31", "x" * 999]),
)


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, list[dict[str, str]]]:
    """Return the files with strange cells in some places."""
    sent = {"persons": PERSONS, "courses": COURSES, "entries": ENTRIES}
    told = {kind: [dict(row) for row in rows] for kind, rows in sent.items()}
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(sorted(told)))
        row = draw(st.sampled_from(told[kind]))
        row[draw(st.sampled_from(NAMES[kind]))] = draw(STRANGE)
    return told


def strange_file(
    path: Path, rows: list[dict[str, str]], names: list[str], *, is_quoted: bool
) -> None:
    def written(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if is_quoted else text

    lines = [",".join(written(row.get(name, "")) for name in names) for row in rows]
    text = "\n".join([",".join(names), *lines])
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


@pytest.mark.django_db
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(spoilt(), st.booleans())
def test_nothing_is_too_strange_to_be_told_of(
    sent: dict[str, list[dict[str, str]]], is_quoted: bool
) -> None:
    before = transaction.savepoint()  # an import wants no transaction around it
    with TemporaryDirectory() as folder:
        cast()
        for kind, told in sent.items():
            strange_file(Path(folder, f"{kind}.csv"), told, NAMES[kind], is_quoted=is_quoted)
        with suppress(CannotImport):
            check(sent, imported(Path(folder)))
    transaction.savepoint_rollback(before)


def check(sent: dict[str, list[dict[str, str]]], outcome: Outcome) -> None:
    """Hold that each course that was taken is whole, that nothing is lost, and that what was not taken is told of."""
    taken = Course.objects.exclude(pathway="register")
    counted = [course.entries.exclude(kind="birth").count() for course in taken]
    assert sum(counted) == outcome.counts["entries new"]
    assert all(course.version == course.entries.count() for course in taken)
    whole = {entry["course"] for entry in sent["entries"] if entry.get("course")}
    assert all(
        count in {sum(row.get("course") == told for row in sent["entries"]) for told in whole}
        for count in counted
    )
    assert list(differences()) == []
    assert bool(outcome.rejected) == bool(outcome.faults)
