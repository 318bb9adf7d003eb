"""The words of pathway files in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language

from helhet.pathway.language.model import Clock
from helhet.pathway.language.words import Title
from helhet.record.pathways import table_of


def said(title: Title | None, name: str) -> str:
    """Return a title in the language of the page; what has none is called by its name."""
    return title.in_(get_language() or "nb") if title else name


def pathway_title(pathway: str) -> str:
    """Return what a pathway is called."""
    return said(table_of(pathway).newest.title, pathway)


def state_title(pathway: str, state: str) -> str:
    """Return what a state is called."""
    told = table_of(pathway).newest.states.get(state)
    return said(told.title if told else None, state)


def flag_title(pathway: str, flag: str) -> str:
    """Return what a condition that is a flag is called."""
    told = table_of(pathway).newest.conditions.get(flag)
    return said(told.title if told else None, flag)


def event_title(pathway: str, event: str) -> str:
    """Return what an event is called."""
    told = table_of(pathway).event(event)
    return said(told.title if told else None, event)


def clock_of(pathway: str, clock: str, start_day: int) -> Clock | None:
    """Return a clock as it was when a run of it started."""
    return table_of(pathway).clock(clock, start_day)


def clock_title(pathway: str, clock: str) -> str:
    """Return what a clock is called."""
    told = table_of(pathway).newest.clocks.get(clock)
    return said(told.title if told else None, clock)
