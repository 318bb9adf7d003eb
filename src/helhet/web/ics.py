"""A calendar that other programs read (RFC 5545): times with one summary, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

LONGEST_LINE: Final = 75
"""Octets of a line, without its end."""


class Event(NamedTuple):
    """Something in a calendar: `at` a moment, or on the whole of a day if none is known."""

    uid: str
    day: date
    at: datetime | None
    summary: str
    url: str


def calendar(events: Iterable[Event], now: datetime) -> bytes:
    """Return a calendar; `now` is when its events were told."""
    return b"".join(folded(line) for line in _lines(events, now))


def _lines(events: Iterable[Event], now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Helhet//Helhet//EN")
    yield from ("CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-PUBLISHED-TTL:PT1H")
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{escaped(event.uid)}"
        yield f"DTSTAMP:{_moment(now)}"
        yield (
            f"DTSTART:{_moment(event.at)}" if event.at else f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        )
        yield f"SUMMARY:{escaped(event.summary)}"
        yield f"URL:{event.url}"
        yield from ("CLASS:PRIVATE", "END:VEVENT")
    yield "END:VCALENDAR"


def escaped(text: str) -> str:
    """Return a text as a property has it."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> bytes:
    """Return a line with its end, broken where it is too long, never within a sign."""
    told, length = bytearray(), 0
    for sign in line:
        octets = sign.encode()
        if length + len(octets) > LONGEST_LINE:
            told += b"\r\n "
            length = 1
        told += octets
        length += len(octets)
    return bytes(told + b"\r\n")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
