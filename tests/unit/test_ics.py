"""A calendar as other programs read it: every line ended, folded and escaped as RFC 5545 says."""

from datetime import UTC, date, datetime

import pytest

from helhet.web.ics import LONGEST_LINE, Event, calendar, escaped, folded

NOW = datetime(2026, 5, 19, 10, tzinfo=UTC)


def test_a_time_is_told_in_utc_and_a_day_without_one_as_a_whole_day() -> None:
    at = datetime.fromisoformat("2026-05-20T09:15:00+02:00")
    events = [
        Event("1@x", date(2026, 5, 20), at, "Time", "https://x/?day=2026-05-20"),
        Event("2@x", date(2026, 5, 21), None, "Day", "https://x/"),
    ]

    lines = calendar(events, NOW).decode().split("\r\n")

    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Helhet//Helhet//EN"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20260520T071500Z" in lines
    assert "DTSTART;VALUE=DATE:20260521" in lines
    assert lines.count("DTSTAMP:20260519T100000Z") == lines.count("BEGIN:VEVENT") == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [("a, b; c", "a\\, b\\; c"), ("a\\b", "a\\\\b"), ("a\r\nb\nc\rd", "a\\nb\\nc\\nd")],
    ids=["signs", "backslash", "lines"],
)
def test_what_means_something_in_a_calendar_is_escaped(text: str, told: str) -> None:
    assert escaped(text) == told


@pytest.mark.parametrize("line", ["x" * 75, "x" * 76, "SUMMARY:" + "å" * 100, "€" * 60, ""])
def test_a_long_line_is_folded_between_signs_and_reads_as_before(line: str) -> None:
    told = folded(line)

    assert all(len(one) <= LONGEST_LINE for one in told.split(b"\r\n"))
    assert all(one.decode() is not None for one in told.split(b"\r\n"))
    assert told.decode().replace("\r\n ", "") == line + "\r\n"
