"""The pack's pathways as tables, each compiled when it is first asked for and kept for the process."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from helhet.packs.finding import load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import Pack, open_pack
from helhet.packs.texts import FormText, read_texts, worded
from helhet.pathway.courses.effects import heard_by, person_wide
from helhet.pathway.tables.table import Table, compile_pathway
from helhet.record.times import to_date, to_instant


@cache
def pack() -> Pack:
    """Return the pack of this installation."""
    return open_pack(Path(settings.PACK))


@cache
def table_of(pathway: str) -> Table:
    """Return a pathway's table; raise FileNotFoundError for a name that the pack does not have."""
    editions = load_pathway(pathway, pack())
    return compile_pathway([worded(each, texts()) for each in editions], pack().calendar)


@cache
def texts() -> Mapping[str, FormText]:
    """Return the words of instruments that this installation has put in; raise DefinitionError for what is wrong in them."""
    return read_texts(Path(settings.TEXTS), pack())


def names() -> list[str]:
    """Return the names of the pack's pathways."""
    return list(_names())


@cache
def _names() -> tuple[str, ...]:
    # Asked for each list that is shown: the folders are looked through once a process, as they are read.
    return tuple(pathway_names(pack()))


def hearings(day: int) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return who hears what on a day: 'pathway.event' → the (pathway, event) of the hearers.

    By the edition of that day of each: what a later one listens to would be an entry that this one does not know.
    """
    return _hearings(max(bisect_right(_first_days(), day) - 1, 0))


@cache
def _hearings(nth: int) -> dict[str, tuple[tuple[str, str], ...]]:
    day = _first_days()[nth]
    return heard_by(table_of(name).edition_on(day) for name in names())


@cache
def _first_days() -> list[int]:
    """Return the first days of all editions of all pathways: between two of them the same is heard."""
    return sorted({edition.valid.from_ for name in names() for edition in table_of(name).editions})


@cache
def events_of_all() -> dict[str, tuple[str, ...]]:
    """Return the events that reach all courses of a person, each with the pathways that know it."""
    return person_wide(table_of(name).newest for name in names())


def today(now: datetime) -> date:
    """Return the civil day of a moment in the pack's time zone."""
    return to_date(pack().calendar.day_of(to_instant(now)))
