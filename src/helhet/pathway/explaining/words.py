"""How an explanation names what stands in a definition: titles, guards, limits, laws, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from helhet.pathway.calendar import Calendar
from helhet.pathway.explaining.days import DayWords
from helhet.pathway.explaining.texts import text_in
from helhet.pathway.language.model import (
    LANGUAGES,
    Basis,
    Clock,
    Condition,
    Event,
    Limit,
    Outcome,
    Pathway,
    Period,
    Setting,
    State,
)
from helhet.pathway.language.phrases import FieldRef, Guard, Term
from helhet.pathway.language.words import Title


@dataclass(frozen=True)
class Listener:
    """Who an explanation is for: the language, and what the pack calls laws, sources and roles."""

    language: str = "en"
    laws: Mapping[str, Title] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Title] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """The words for one edition of a pathway, to one listener."""

    pathway: Pathway
    calendar: Calendar
    listener: Listener

    @cached_property
    def days(self) -> DayWords:
        """The words for days and times."""
        return DayWords(self.calendar, self.listener.language)

    def say(self, key: str, *parts: object) -> str:
        """Return a fixed text with its gaps filled."""
        return text_in(LANGUAGES.index(self.listener.language), key).format(*parts)

    def clock(self, name: str) -> str:
        """Return the name of a clock."""
        return self._named(name, _title(self.pathway.clocks, name))

    def owner(self, name: str) -> str:
        """Return a unit or role; the two that every pack has are known here."""
        if name in ("unit", "municipality") and name not in self.listener.roles:
            return self.say(name)
        return self._named(name, self.listener.roles.get(name))

    def deed(self, name: str, outcome: str | None, event: Event) -> str:
        """Return an event with its outcome."""
        told = self._named(name, event.title)
        return (
            f"{told}: {self._named(outcome, _title(event.outcomes, outcome))}" if outcome else told
        )

    def setting(self, name: str) -> str:
        """Return a setting inside a sentence."""
        return self._named(name, _title(self.pathway.settings, name)).lower()

    def condition(self, name: str) -> str:
        """Return a condition inside a sentence."""
        return self._quoted(name, _title(self.pathway.conditions, name))

    def form_field(self, ref: FieldRef) -> str:
        """Return the question of a form inside a sentence."""
        told = self.pathway.field(ref)
        return self._quoted(ref.field, told.title if told else None)

    def limit(self, limit: Limit) -> str:
        """Return a limit with what it asks: "7 days (inpatient)"."""
        told = self.days.duration(limit.limit) if limit.limit else self.limit_date(limit)
        if limit.less:
            told = self.say("before", self.days.duration(limit.less), told)
        return told + (f" ({self._when(limit.when)})" if limit.when else "")

    def limit_date(self, limit: Limit) -> str:
        """Return the question of a form that a limit reads its date from."""
        assert limit.date_from is not None, "a limit is a time or a date"
        return self.form_field(limit.date_from)

    def limits(self, limits: Iterable[Limit]) -> str:
        """Return limits one after the other."""
        return ", ".join(map(self.limit, limits))

    def span(self, period: Period) -> str:
        """Return the days of a period: "from … to …"."""
        if period.from_ is not None and period.to is not None:
            return self.say("from-to", self.days.day(period.from_), self.days.day(period.to))
        if period.from_ is not None:
            return self.say("from", self.days.day(period.from_))
        return self.say("at-all-times" if period.to is None else "to", *self._end(period))

    def _end(self, period: Period) -> tuple[str, ...]:
        return () if period.to is None else (self.days.day(period.to),)

    def basis(self, basis: Basis) -> str:
        """Return a law or page, and where it was read."""
        law = self.listener.laws.get(basis.ref)
        told = law.in_(self.listener.language) if law else basis.ref
        return f"{told} ({self.source(basis.source)})" if basis.source else told

    def source(self, key: str) -> str:
        """Return a source by its key and, where the pack tells, what it is."""
        told = self.listener.sources.get(key)
        return f"{key}: {told}" if told else key

    def _when(self, guard: Guard) -> str:
        if str(guard) in self.pathway.settings:
            return self.setting(str(guard))
        return self.say("if", f" {self.say('and')} ".join(map(self._term, guard)))

    def _term(self, term: Term) -> str:
        told = f" {self.say('or')} ".join(self._asked(name, term) for name in term.names)
        placed = self.say("in", told) if term.is_state else told
        return self.say("not", placed) if term.denied else placed

    def _asked(self, name: str, term: Term) -> str:
        if term.is_state:
            return self._quoted(name, _title(self.pathway.states, name))
        return self.setting(name) if name in self.pathway.settings else self.condition(name)

    def _named(self, name: str, title: Title | None) -> str:
        return title.in_(self.listener.language) if title else name.replace("-", " ")

    def _quoted(self, name: str, title: Title | None) -> str:
        return self.say("quoted", self._named(name, title))


Titled = State | Setting | Condition | Clock | Outcome


def _title(stock: Mapping[str, Titled], name: str) -> Title | None:
    """Return a title; None too for a name that only another edition has."""
    told = stock.get(name)
    return told.title if told else None
