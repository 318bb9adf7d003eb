"""The names of a pathway: a name's code is its place in one of these tuples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from helhet.pathway.language.model import Pathway
from helhet.pathway.language.phrases import FieldRef
from helhet.pathway.tables.definitions import Definition


@dataclass(frozen=True)
class Names:
    """What the integers of a table stand for. State code 0 is "not opened"; deed code 0 is the birth."""

    states: tuple[str, ...]
    settings: tuple[str, ...]
    conditions: tuple[str, ...]
    tallies: tuple[str, ...]
    clocks: tuple[str, ...]
    deeds: tuple[tuple[str, str | None], ...]
    deed_settings: tuple[str | FieldRef | None, ...]
    """The setting each deed brings, or the form field that says it."""
    fields: tuple[str, ...]
    """The form fields whose dates the table reads, in the order of the value columns; then the ages in years, as text."""
    keys: tuple[str, ...]
    """What `each` can name: a form field or an event."""


def united(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return the names of all editions, each once, in the order in which they first stand."""
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _deeds(editions: Sequence[Pathway]) -> tuple[tuple[str, str | None], ...]:
    events = united(edition.events for edition in editions)
    deeds: list[tuple[str, str | None]] = [("", None)]
    for event in events:
        outcomes = united(e.events[event].outcomes for e in editions if event in e.events)
        deeds += [(event, None), *((event, outcome) for outcome in outcomes)]
    return tuple(deeds)


def _setting_of(
    editions: Sequence[Pathway], event: str, outcome: str | None
) -> str | FieldRef | None:
    """Return what an outcome, or else its event, says of the setting; it says the same in all editions."""
    events = [e.events[event] for e in reversed(editions) if event in e.events]
    told = [
        each.outcomes[outcome].setting for each in events if outcome and outcome in each.outcomes
    ]
    return next((setting for setting in told if setting), events[0].setting if events else None)


def _date_fields(definitions: Sequence[Definition]) -> Iterator[str]:
    for definition in definitions:
        if definition.clock.start_at:
            yield str(definition.clock.start_at)
        yield from (
            str(limit.date_from)
            for limit in (*definition.clock.within, *definition.clock.no_sooner)
            if limit.date_from
        )


def _ages(editions: Sequence[Pathway], definitions: Sequence[Definition]) -> Iterator[str]:
    yield from (str(c.age) for e in editions for c in e.conditions.values() if c.age)
    for definition in definitions:
        limits = (*definition.clock.within, *definition.clock.no_sooner)
        yield from (str(limit.at_age) for limit in limits if limit.at_age)


def names_of(editions: Sequence[Pathway], definitions: Sequence[Definition]) -> Names:
    """Return the names of all editions, in the order in which they first stand."""
    deeds = _deeds(editions)
    ages = dict.fromkeys(_ages(editions, definitions))
    return Names(
        states=("", *united(edition.states for edition in editions)),
        settings=united(edition.settings for edition in editions),
        conditions=united(edition.conditions for edition in editions),
        tallies=united(edition.tallies for edition in editions),
        clocks=tuple(dict.fromkeys(definition.name for definition in definitions)),
        deeds=deeds,
        deed_settings=tuple(_setting_of(editions, *deed) for deed in deeds),
        fields=(*dict.fromkeys(_date_fields(definitions)), *ages),
        keys=tuple(
            dict.fromkeys(
                str(definition.clock.each) for definition in definitions if definition.clock.each
            )
        ),
    )
