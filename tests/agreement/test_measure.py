"""Everybody at once reads as one by one: logs of invented pathways, by every way in and in every size of part."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings

from helhet.measure.measuring import Answer, Question, Sizes, measure
from helhet.pathway.calendar import Calendar, format_day
from helhet.pathway.courses.course import Course, Deviation, Entry, Run, Spell, Value
from helhet.pathway.courses.folding import read_course
from helhet.pathway.tables.table import Table, compile_pathway
from tests.agreement.histories import Example, examples

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
COURSES = 20
TINY = Sizes(bucket_rows=60, slice_entries=25, out_rows=3)
Row = tuple[Any, ...]
Tables = tuple[list[Row], list[Row], list[Row]]

RUNS = "course, clock, key, number, edition, unit, setting, started_at, due_at, due_on, stopped_at, days, working_days, outcome, breach_class"
SPELLS = "course, state, unit, setting, from_at, to_at"
DEVIATIONS = "course, number, event, happened_at, state, why, clock"


@dataclass(frozen=True)
class Log:
    """Courses as a log has them: nothing corrected, nothing fulfilled; each named as it should stay."""

    table: Table
    courses: Mapping[str, Course]
    as_of: int

    @property
    def calendar(self) -> Calendar:
        return self.table.calendar


def log_of(example: Example) -> Log:
    table = compile_pathway(example.editions, example.calendar, switched_on=example.switched_on)
    questions = example.questions(COURSES)
    names = ["NA", "007", "7", "null", 'with "quotes"', "two\nlines", *map(str, range(99))]
    courses = {
        name: Course(tuple(plain_entries(question.course)), question.course.born)
        for name, question in zip(names, questions, strict=False)
    }
    days = sorted(entry.day for course in courses.values() for entry in course.entries)
    return Log(table, courses, days[-1 - len(days) // 8])


def plain_entries(course: Course) -> Iterator[Entry]:
    told = [entry for entry in course.entries if entry.voids is None]
    for number, entry in enumerate(told, 1):
        yield replace(entry, number=number, replaces=None, fulfils=None)


def rows_of(log: Log) -> Iterator[dict[str, str]]:
    """Yield the log's rows, the courses in turn, each entry with its time in one of the ways there are."""
    longest = max(len(course.entries) for course in log.courses.values())
    for number in range(longest):
        for name, course in log.courses.items():
            if number < len(course.entries):
                entry = course.entries[number]
                born = "" if course.born is None else format_day(course.born)
                yield {
                    "case_id": name,
                    "activity": entry.event,
                    "outcome": entry.outcome or "",
                    "time": written_time(log.calendar, entry),
                    "setting": entry.setting or "",
                    "unit": entry.unit or "",
                    "born": born,
                    **{field: written(log, field, value) for field, value in entry.values.items()},
                }


def written_time(calendar: Calendar, entry: Entry) -> str:
    if entry.instant is None:
        return format_day(entry.day)
    wall = local(calendar, entry.instant)
    time = wall - datetime(wall.year, wall.month, wall.day)  # noqa: DTZ001 - wall time has no zone
    seconds, microseconds = divmod(time // timedelta(microseconds=1), 1_000_000)
    told = calendar.instant_of(entry.day, *divmod(seconds // 60, 60), seconds % 60, microseconds)
    if told == entry.instant and entry.number % 2:
        return wall.isoformat(" ")
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=entry.instant)
    return instant.isoformat()


def written(log: Log, field: str, value: Value) -> str:
    if isinstance(value, tuple):
        return ";".join(value)
    is_date = field in log.table.names.fields
    return format_day(value) if is_date and isinstance(value, int) else str(value)


def local(calendar: Calendar, instant: int) -> datetime:
    """Return local wall time, by looking through all changes of the clock."""
    ahead = [
        o for at, o in zip(calendar.offset_from, calendar.offset, strict=True) if at <= instant
    ]
    return datetime(1970, 1, 1) + timedelta(microseconds=instant + ahead[-1])  # noqa: DTZ001 - as above


def expected(log: Log) -> Tables:
    """Return the tables as reading course by course gives them."""
    runs, spells, deviations = [], [], []
    until = log.calendar.day_start[log.as_of + 1] - 1
    for name, course in log.courses.items():
        reading = read_course(log.table, course, until)
        entries = {entry.number: entry for entry in course.entries}
        runs += [run_row(log, name, run) for run in reading.runs]
        spells += [spell_row(log, name, spell) for spell in reading.spells]
        deviations += [deviation_row(log, name, entries[d.number], d) for d in reading.deviations]
    return runs, spells, deviations


def run_row(log: Log, course: str, run: Run) -> Row:
    calendar = log.calendar
    stop_day = log.as_of if run.stop_day is None else run.stop_day
    due_on = None if run.due is None else calendar.day_of(run.due - 1)
    return (
        course,
        run.clock,
        run.key,
        run.number,
        run.edition,
        run.unit,
        run.setting,
        local(calendar, run.start_at),
        moment(calendar, run.due),
        None if due_on is None else format_day(due_on),
        moment(calendar, run.stop_at),
        stop_day - run.start_day,
        calendar.working_days_between(run.start_day, stop_day),
        str(run.outcome),
        str(run.breach),
    )


def spell_row(log: Log, course: str, spell: Spell) -> Row:
    moments = (moment(log.calendar, spell.from_at), moment(log.calendar, spell.to_at))
    return (course, spell.state, spell.unit, spell.setting, *moments)


def deviation_row(log: Log, course: str, entry: Entry, deviation: Deviation) -> Row:
    event = f"{entry.event}.{entry.outcome}" if entry.outcome else entry.event
    at = local(log.calendar, deviation.at)
    return (
        course,
        deviation.number,
        event,
        at,
        deviation.state,
        str(deviation.why),
        deviation.clock,
    )


def moment(calendar: Calendar, instant: int | None) -> datetime | None:
    return None if instant is None else local(calendar, instant)


def write_csv(log: Log, path: Path) -> Path:
    rows = list(rows_of(log))
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def ask(log: Log, path: Path, to: Path, sizes: Sizes, kind: str = "parquet") -> Answer:
    question = Question(path, log.table, as_of=log.as_of, to=to, kind=kind)
    return measure(question, sizes=sizes)


def tables_in(folder: Path) -> Tables:
    runs, spells, deviations = (
        rows_in(folder, name, columns)
        for name, columns in (("runs", RUNS), ("spells", SPELLS), ("deviations", DEVIATIONS))
    )
    return [(*row[:9], row[9] and str(row[9]), *row[10:]) for row in runs], spells, deviations


def rows_in(folder: Path, name: str, columns: str) -> list[Row]:
    with duckdb.connect() as connection:
        query = f"SELECT {columns} FROM read_parquet(?)"  # noqa: S608 - a constant above
        found = connection.execute(query, [str(folder / f"{name}.parquet")]).fetchall()
    return [tuple(row) for row in found]


def ordered(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=repr)


@settings(max_examples=5, derandomize=True, deadline=None, phases=PHASES)
@given(examples())
def test_bulk_reads_each_course_as_it_reads_alone(example: Example) -> None:
    hold_together(log_of(example))


@pytest.mark.slow
def test_bulk_reads_thousands_of_courses_as_they_read_alone() -> None:
    @settings(max_examples=60, derandomize=True, deadline=None, phases=PHASES)
    @given(examples())
    def hold(example: Example) -> None:
        hold_together(log_of(example))

    hold()


def hold_together(log: Log) -> None:
    """Read a log at once, and again in the smallest parts; compare every row with reading course by course."""
    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        path = write_csv(log, folder / "log.csv")

        answer = ask(log, path, folder / "one", Sizes())
        ask(log, path, folder / "tiny", TINY)

        assert not answer.bad.count
        runs, spells, deviations = expected(log)
        for part in ("one", "tiny"):
            found = tables_in(folder / part)
            assert ordered(found[0]) == ordered(runs)
            assert ordered(found[1]) == ordered(spells)
            assert ordered(found[2]) == ordered(deviations)
        assert len(answer.summary.lines(log.table.names.clocks)) == len(log.table.names.clocks)
