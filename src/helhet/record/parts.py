"""Which part of a record an entry belongs to: the pack's `access/parts.csv`, by pathway and form."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from helhet.access.table import Part
from helhet.pathway.language.model import Event, NeverGated, OpensCourse, Pathway
from helhet.record.pathways import names, table_of

# What no line speaks of is held closest.
CLOSEST = Part.VNOTE
REST: Final = "*"
"""What stands for the forms that `parts.csv` does not name."""


@cache
def _parts() -> dict[tuple[str, str], Part]:
    text = (Path(settings.PACK) / "access" / "parts.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["pathway"], row["form"]): Part(row["part"]) for row in rows}


def way_part(pathway: str) -> Part:
    """Return the part that a pathway's way is: its states, dates and events."""
    return _parts().get((pathway, ""), CLOSEST)


def form_part(pathway: str, form: str) -> Part:
    """Return the part that a form of a pathway is."""
    parts = _parts()
    return parts.get((pathway, form), parts.get((pathway, REST), CLOSEST))


def parts_of(pathway: str, forms: Iterable[str]) -> tuple[Part, ...]:
    """Return the parts that an entry with these forms belongs to, each once, its way first."""
    found = [way_part(pathway), *(form_part(pathway, form) for form in forms)]
    return tuple(dict.fromkeys(found))


def forms_of_outcome(event: Event | None, outcome: str) -> tuple[str, ...]:
    """Return the forms whose part an outcome is. One that leads elsewhere is the way; what else it tells is as
    close as what is written down with it, or without a form as the rest of the course; so is one nobody knows."""
    if not outcome:
        return ()
    told = event.outcomes.get(outcome) if event else None
    if told and told.to:
        return ()
    return (tuple(event.form) if event and told else ()) or (REST,)


def parts_said(pathway: str, event: str, outcome: str) -> set[Part]:
    """Return the parts of all that an entry may say: its forms, as any edition has them, and its outcome."""
    known = [edition.events.get(event) for edition in table_of(pathway).editions]
    forms = {form for one in known if one for form in one.form}
    outcomes = {form for one in known if one for form in forms_of_outcome(one, outcome)}
    return {form_part(pathway, form) for form in forms | outcomes}


@cache
def kept_apart(pathway: str) -> Mapping[str, Part]:
    """Return the events of which not even that they happened is open with their way, each with its part (ADR 7).

    A report to child welfare, or about an unborn child, is a child's. That a course was opened whose origin is hidden, and
    what is heard of it in return, is as close as that course.
    """
    found = {
        name: part
        for edition in table_of(pathway).editions
        for name, event in edition.events.items()
        for part in _parts_apart(event)
    }
    return {name: part for name, part in found.items() if part is not way_part(pathway)}


def apart_alone(pathway: str, events: Iterable[str]) -> tuple[Part, ...]:
    """Return the parts that the log names when somebody writes of what is kept apart: those alone, or its row would tell."""
    apart = kept_apart(pathway)
    return tuple(sorted({apart[event] for event in events if event in apart}))


def _parts_apart(event: Event) -> Iterator[Part]:
    if event.never_gated is NeverGated.CHILD_WELFARE_REPORT:
        yield Part.CHILD
    yield from (way_part(one.pathway) for one in _opened(event) if one.origin == "hidden")
    heard = {one.partition(".")[0] for one in event.hears}
    yield from (way_part(one) for one in sorted(heard & _with_hidden_origin()))


def _opened(event: Event) -> Iterator[OpensCourse]:
    told = (event.opens_course, *(one.opens_course for one in event.outcomes.values()))
    yield from (one for one in told if one is not None)


@cache
def _with_hidden_origin() -> frozenset[str]:
    """Return the pathways of which a course may have a hidden origin."""
    return frozenset(one.pathway for one in _openings() if one.origin == "hidden")


@cache
def answers_alone(pathway: str, event: str) -> bool:
    """Return whether an event is told back to the courses of somebody else, so that it answers them or tells nobody."""
    told = (one for one in _openings() if one.for_ is not None and one.pathway == pathway)
    return any(event in one.tells_back for one in told)


@cache
def _openings() -> tuple[OpensCourse, ...]:
    editions: Iterator[Pathway] = (one for name in names() for one in table_of(name).editions)
    return tuple(
        opened
        for edition in editions
        for event in edition.events.values()
        for opened in _opened(event)
    )
