"""What a leader's review shows first, in words: what is worth a look, and who looked how much on which day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helhet.record.queries.review import Overview
from helhet.record.queries.review_kinds import Asked, Kind
from helhet.web.days import clock_time, short_date
from helhet.workspaces.review.asking import address_of
from helhet.workspaces.review.queries import last_week

SHOWN: Final = 200
"""Rows of the table, the latest days first. Own choice."""


class Hint(NamedTuple):
    """A kind of rows that a leader may want to look at, how many, and where they are."""

    title: str
    text: str
    n: int | None
    address: str


class Row(NamedTuple):
    """What a user did on a day."""

    by: str
    day: str
    looks: int
    persons: int
    refused: int
    night: int
    address: str


class Hour(NamedTuple):
    """An hour in which somebody opened many persons."""

    by: str
    when: str
    persons: int
    address: str


class Page(NamedTuple):
    """The whole."""

    hints: list[Hint]
    hours: list[Hour]
    rows: list[Row]
    more: int


def overview_page(seen: Overview, asked: Asked, today: date) -> Page:
    """Return the page of a review."""
    names = seen.names
    hours = [
        Hour(
            names.get(one.user) or _("the system"),
            f"{short_date(localtime(one.hour).date())}, {clock_time(one.hour)}",
            one.persons,
            address_of(asked, user=one.user, kind=Kind.MANY.value),
        )
        for one in seen.busy[:SHOWN]
    ]
    rows = [
        Row(
            names.get(one.user) or _("the system"),
            short_date(one.day),
            one.looks,
            one.persons,
            one.refused,
            one.night,
            address_of(asked, user=one.user, **{"from": one.day, "to": one.day}, kind=""),
        )
        for one in seen.days[:SHOWN]
    ]
    more = max(len(seen.days) - SHOWN, 0)
    return Page(list(_hints(seen, asked, today)), hours, rows, more)


def _hints(seen: Overview, asked: Asked, today: date) -> Iterator[Hint]:
    for kind, title, text in _kinds():
        address = address_of(asked, kind=kind.value)
        yield Hint(title, text, seen.counts[kind], address)
    first, last = last_week(today)
    yield Hint(
        _("A sample of last week"),
        ngettext(
            "%(n)s look at one person, drawn by lot: ask whoever looked why.",
            "%(n)s looks at one person each, drawn by lot: ask whoever looked why.",
            settings.REVIEW_SAMPLE,
        )
        % {"n": settings.REVIEW_SAMPLE},
        None,
        address_of(Asked(first, last, asked.user, Kind.SAMPLE)),
    )


def _kinds() -> Iterator[tuple[Kind, str, str]]:
    yield (
        Kind.REFUSED,
        _("Refused"),
        _(
            "Somebody asked for what they may not see, most often of a person the unit has nothing to do with."
        ),
    )
    yield (
        Kind.NAMESAKE,
        _("Same family name"),
        _(
            "Looks at one person who has the family name of whoever looked. Common names are shared by many."
        ),
    )
    yield (
        Kind.NIGHT,
        _("At night"),
        _(
            "Before %(begins)s:00 or after %(ends)s:00. Where somebody is on duty all night, this is the night's work."
        )
        % {"begins": settings.REVIEW_DAY_BEGINS, "ends": settings.REVIEW_DAY_ENDS},
    )
    yield (
        Kind.MANY,
        _("Many persons in an hour"),
        _("Hours in which somebody opened more than %(n)s persons, one by one.")
        % {"n": settings.REVIEW_PERSONS_AN_HOUR},
    )
