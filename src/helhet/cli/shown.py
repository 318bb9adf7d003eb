"""What `helhet history` prints: a drawn history and its reading as tables, and why a clock's dates are what they are."""

from __future__ import annotations

import sys

from helhet.cli.errors import UsageError
from helhet.cli.tables import show_table
from helhet.packs.pack import Pack
from helhet.packs.reading import HistoryReading
from helhet.pathway.calendar import Calendar
from helhet.pathway.courses.course import CourseReading, Entry, Run
from helhet.pathway.errors import printable
from helhet.pathway.explaining.explain import explain_run
from helhet.pathway.histories.history import History
from helhet.pathway.histories.telling import told_deviation, told_instant
from helhet.pathway.reading.faults import meant
from helhet.pathway.tables.table import Table


def show(history: History, read: HistoryReading) -> int:
    """Print one history and its reading; return the number of things not as expected."""
    _title(history, read.table.calendar)
    _show_entries(history, read)
    _show_spells(read)
    _show_runs(read.reading, read.table, history.until)
    _say_end(read.reading, read.table)
    sys.stdout.writelines(f"{problem}\n" for problem in read.problems)
    sys.stdout.write("\n")
    return len(read.problems)


def explain(history: History, read: HistoryReading, pack: Pack, clock: str, language: str) -> None:
    """Print why each due date of a clock's runs is what it is."""
    if clock not in read.table.names.clocks:
        there_are = meant(clock, read.table.names.clocks, "clocks")
        raise UsageError(f"'{clock}' is not among the pathway's clocks. {there_are}")
    for run in read.reading.runs:
        if run.clock == clock:
            told = explain_run(
                read.table,
                history.course,
                run,
                until=history.until,
                known_after=history.known_after,
                listener=pack.listener(language),
            )
            sys.stdout.write(told.text.rstrip("\n") + "\n\n")


def _title(history: History, calendar: Calendar) -> None:
    sys.stdout.write(f"{history.pathway}: {printable(history.name)}\n")
    if history.shows:
        sys.stdout.write(f"{history.shows.en}\n")
    known = "" if history.known_after is None else f", as known after entry {history.known_after}"
    sys.stdout.write(f"As of {told_instant(history.until, calendar, timed=True)}{known}.\n\n")


def _show_entries(history: History, read: HistoryReading) -> None:
    remarks: dict[int, str] = {}
    for deviation in read.reading.deviations:
        told = told_deviation(deviation).partition(" ")[2]
        remarks[deviation.number] = ", ".join(filter(None, (remarks.get(deviation.number), told)))
    known = history.known_after or len(history.course.entries)
    rows = [
        (
            str(entry.number),
            _when(entry, read.table),
            _what(entry),
            remarks.get(entry.number, "") if entry.number <= known else "not known yet",
        )
        for entry in history.course.entries
    ]
    show_table(("", "happened", "event", "remark"), rows, texts=4)
    sys.stdout.write("\n")


def _when(entry: Entry, table: Table) -> str:
    calendar = table.calendar
    if entry.instant is None:
        return told_instant(calendar.day_start[entry.day], calendar)
    return told_instant(entry.instant, calendar, timed=True)


def _what(entry: Entry) -> str:
    if entry.voids is not None:
        return f"voids {entry.voids}"
    told = f"{entry.event}.{entry.outcome}" if entry.outcome else entry.event
    return f"{told} (replaces {entry.replaces})" if entry.replaces is not None else told


def _show_spells(read: HistoryReading) -> None:
    calendar = read.table.calendar
    rows = [
        (
            spell.state,
            spell.setting or "",
            told_instant(spell.from_at, calendar),
            _told(spell.to_at, read.table),
        )
        for spell in read.reading.spells
    ]
    show_table(("state", "setting", "from", "to"), rows, texts=4)
    sys.stdout.write("\n")


def _show_runs(reading: CourseReading, table: Table, until: int) -> None:
    rows = [_run_row(run, table, until) for run in reading.runs]
    show_table(("clock", "key", "from", "due", "to", "days", "outcome", "broken"), rows, texts=5)
    sys.stdout.write("\n")


def _run_row(run: Run, table: Table, until: int) -> tuple[str, ...]:
    calendar = table.calendar
    last_day = calendar.wall_time(until)[0] if run.stop_day is None else run.stop_day
    due = "" if run.due is None else _told_due(run.due, calendar)
    broken = "" if run.breach == "none" else str(run.breach)
    told = told_instant(run.start_at, calendar), due, _told(run.stop_at, table)
    return run.clock, run.key or "", *told, str(last_day - run.start_day), str(run.outcome), broken


def _told_due(due: int, calendar: Calendar) -> str:
    """Return the last day in time, or of a limit in hours the last minute."""
    next_midnight = calendar.day_start[calendar.day_of(due - 1) + 1]
    return told_instant(due - 1, calendar, timed=due != next_midnight)


def _told(instant: int | None, table: Table) -> str:
    return "" if instant is None else told_instant(instant, table.calendar)


def _say_end(reading: CourseReading, table: Table) -> None:
    held = ", ".join(sorted(reading.conditions)) or "none"
    sys.stdout.write(f"Now {reading.state or 'not opened'}. Conditions that hold: {held}. ")
    change = reading.next_change_at
    told = "nothing" if change is None else told_instant(change, table.calendar, timed=True)
    sys.stdout.write(f"Next that time alone will change: {told}.\n")
