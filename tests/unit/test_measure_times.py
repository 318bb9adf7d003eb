"""Times as strangers write them: what is read, as which moment, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from helhet.measure.errors import LogError
from helhet.measure.rows import SAID, Fault
from helhet.measure.times import check_format, day_sql
from tests.unit.measure_sample import ask, rows, told, write

HEADER = "case,event,time\n"


def read_times(tmp_path: Path, times: Sequence[str], **more: Any) -> dict[str, object]:
    """Return as which local time each is read, or what is wrong with its row."""
    rows_of_log = (f'{number},referral,"{time}"\n' for number, time in enumerate(times))
    log = write(tmp_path / "log.csv", HEADER + "".join(rows_of_log) + "x,referral,2020-01-01\n")
    answer = ask(log, to=tmp_path / "results", **more)
    found = dict(rows(tmp_path / "results", "spells", "course, from_at"))
    bad = {line: why for why, lines in told(answer).items() for line in lines}
    return {time: found.get(f"{n}", bad.get(n + 2)) for n, time in enumerate(times)}


def test_iso_times_with_and_without_an_offset_are_read(tmp_path: Path) -> None:
    times = {
        "2026-05-04": "2026-05-04 00:00:00",
        " 2026-05-04 ": "2026-05-04 00:00:00",
        "2026-05-04 10:30": "2026-05-04 10:30:00",
        "2026-05-04T10:30:05": "2026-05-04 10:30:05",
        "2026-05-04T10:30:05.123456789": "2026-05-04 10:30:05.123456",
        "2026-05-04 10:30:05,5": "2026-05-04 10:30:05.500000",
        "2026-05-04T10:30Z": "2026-05-04 12:30:00",
        "2026-05-04T10:30:00+02:00": "2026-05-04 10:30:00",
        "2026-05-04 10:30:00 +0200": "2026-05-04 10:30:00",
        "2026-05-04 10:30:00-05": "2026-05-04 17:30:00",
        "2026-05-04 23:30 Z": "2026-05-05 01:30:00",
        "1969-12-31T23:30:00Z": "1970-01-01 00:30:00",
        "1970-01-01 00:30": "1970-01-01 00:30:00",
        "2100-12-31T22:59:59Z": "2100-12-31 23:59:59",
    }

    assert read_times(tmp_path, [*times]) == times


def test_days_on_which_the_clock_changes(tmp_path: Path) -> None:
    times = {
        "2026-03-29 01:59": "2026-03-29 01:59:00",
        "2026-03-29 02:30": "2026-03-29 03:30:00",  # in the gap: by a clock not yet put forward
        "2026-03-29 03:00": "2026-03-29 03:00:00",
        "2026-10-25 02:30": "2026-10-25 02:30:00",
        "2026-10-25T00:30Z": "2026-10-25 02:30:00",  # in the overlap, the first time…
        "2026-10-25T01:30Z": "2026-10-25 02:30:00",  # …and the second
        "2026-10-25T01:00Z": "2026-10-25 02:00:00",
    }

    assert read_times(tmp_path, [*times]) == times


def test_the_overlap_without_an_offset_is_its_first_hour(tmp_path: Path) -> None:
    text = "a,referral,2026-10-25 02:30\na,attended,2026-10-25T00:29:59Z\nb,referral,2026-10-25 02:30\nb,attended,2026-10-25T00:30:01Z\n"

    ask(write(tmp_path / "log.csv", HEADER + text), to=tmp_path / "results")

    stopped = rows(tmp_path / "results", "runs", "course, clock, outcome")
    assert ("a", "wait", "open") in stopped
    assert ("b", "wait", "met") in stopped


def test_what_is_no_iso_time_is_a_bad_row(tmp_path: Path) -> None:
    times = (
        *("2026-02-30", "2026-13-01", "2026-05-04 24:00", "2026-05-04 24:61", "2026-05-04 10:60"),
        *("2026-05-04 10", "2026-5-4", "20260504", "31.12.2020", "12/31/2020", "noon", "infinity"),
        *("2026-05-04 10:30+25:00", "2026-05-04 10:30 Europe/Oslo", "2026-05-04 10:30:61", "epoch"),
    )
    said = SAID[Fault.TIME].partition(".")[0]

    # Ten places of each fault are told; in two logs all are.
    for some in (times[:8], times[8:]):
        assert set(read_times(tmp_path, some).values()) == {said}


def test_times_outside_the_calendar_are_bad_rows(tmp_path: Path) -> None:
    times = (
        *("1899-12-31", "1969-12-31T22:59:59Z", "1969-12-31 23:59", "2101-01-01"),
        "2100-12-31T23:00Z",
    )

    said = {"has a time that is not between 1970-01-01 and 2100-12-31"}
    assert set(read_times(tmp_path, times).values()) == said


def test_other_ways_of_writing_dates_are_read_where_they_are_named(tmp_path: Path) -> None:
    times = {
        "31.12.2020": "2020-12-31 00:00:00",
        "31.12.2020 14:05": "2020-12-31 14:05:00",
        "2020-12-31T10:00": "2020-12-31 10:00:00",
        "12.31.2020": "has a time that cannot be read",
    }

    assert read_times(tmp_path, [*times], formats=["%d.%m.%Y", "%d.%m.%Y %H:%M"]) == times


@pytest.mark.parametrize("written", ["%d.%m.%y", "%d.%m", "%d.%m.%Y %z", "dd.mm.yyyy"])
def test_a_date_format_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(LogError, match="cannot be used"):
        check_format(written)


def test_a_usable_date_format_is_taken() -> None:
    assert check_format("%d.%m.%Y") == "%d.%m.%Y"


def test_a_day_alone_stands_where_the_pathway_puts_it(tmp_path: Path) -> None:
    # The referral opens the course, so its day counts from the morning; an attendance comes last.
    text = "a,attended,2026-05-04\na,referral,2026-05-04\na,child-seen,2026-05-04 12:00\n"

    ask(write(tmp_path / "log.csv", HEADER + text), to=tmp_path / "results")

    assert rows(tmp_path / "results", "spells", "state, from_at") == [
        ("referred", "2026-05-04 00:00:00"),
        ("seen", "2026-05-04 00:00:00"),
    ]
    assert rows(tmp_path / "results", "deviations") == []


# --- dates of forms, births -------------------------------------------------------------------------

FORMS = "case,event,time,outcome,right.start-by,born\n"


def dues(tmp_path: Path, clock: str, **more: Any) -> dict[str, object]:
    """Return by course when the runs of a clock are due."""
    ask(tmp_path / "log.csv", to=tmp_path / "results", **more)
    found = rows(tmp_path / "results", "runs", "course, due_on, clock")
    return {course: due for course, due, name in found if name == clock}


def test_a_date_of_a_form_gives_the_due(tmp_path: Path) -> None:
    dates = ("2026-06-30", "2026-06-30 12:00", "", "1960-01-01", "30.06.2026")
    text = "".join(
        f"{n},referral,2026-05-04,,,\n{n},right-decided,2026-05-05,granted,{date},\n"
        for n, date in enumerate(dates)
    )
    write(tmp_path / "log.csv", FORMS + text)

    due = "2026-06-30"
    expected = {"0": due, "1": due, "2": None, "3": None, "4": due}
    assert dues(tmp_path, "start-by", formats=["%d.%m.%Y"]) == expected


def test_a_date_of_a_form_that_cannot_be_read_makes_a_bad_row(tmp_path: Path) -> None:
    dates = ("30.06.2026", "2026-06-31", "2026-06-30T22:00:00Z")
    text = "".join(f"a,right-decided,2026-05-05,granted,{date},\n" for date in dates)
    log = write(tmp_path / "log.csv", FORMS + "a,referral,2026-05-04,,,\n" + text)

    assert told(ask(log)) == {"has a date 'right": [3, 4, 5]}


def test_a_birth_date_turns_what_hangs_on_age(tmp_path: Path) -> None:
    births = ("2004-01-01", "1990-01-01", "")
    text = "".join(
        f"{n},referral,2026-05-04,,,\n{n},attended,2026-05-05,,,{born}\n"
        for n, born in enumerate(births)
    )
    write(tmp_path / "log.csv", FORMS + text)

    expected = {"0": "2026-05-12", "1": "2026-07-04", "2": "2026-07-04"}
    assert dues(tmp_path, "young") == expected


def test_a_birth_date_that_cannot_be_is_a_bad_row(tmp_path: Path) -> None:
    births = ("1700-01-01", "unknown", "2110-01-01")
    text = "".join(f"a,referral,2026-05-04,,,{born}\n" for born in births)
    log = write(tmp_path / "log.csv", FORMS + "b,referral,2026-05-04,,,\n" + text)

    assert [*told(ask(log)).values()] == [[3, 4, 5]]


def test_a_column_of_instants_is_no_column_of_dates() -> None:
    with pytest.raises(LogError, match="holds instants with a zone"):
        day_sql("born", "TIMESTAMP WITH TIME ZONE", ())
    assert "isfinite" in day_sql("born", "DATE", ())
