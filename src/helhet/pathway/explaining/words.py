"""How an explanation names days, laws and sources beside what stands in a definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from helhet.pathway.calendar import Calendar
from helhet.pathway.explaining.days import DayWords
from helhet.pathway.explaining.naming import Naming
from helhet.pathway.language.model import Basis, Clock, Limit, Period


@dataclass(frozen=True)
class Words(Naming):
    """The words for one edition of a pathway, to one listener."""

    calendar: Calendar

    @cached_property
    def days(self) -> DayWords:
        """The words for days and times."""
        return DayWords(self.calendar, self.listener.language)

    def limits(self, limits: Iterable[Limit]) -> str:
        """Return limits one after the other."""
        return ", ".join(map(self.limit, limits))

    def starts(self, clock: Clock) -> str:
        """Return what starts a clock, whichever of it did: "“Request received” or “Asked again”"."""
        if clock.while_:
            return self.say("while", self.guard(clock.while_))
        return ", ".join([self.signals(clock.start), *self.only_if(clock)])

    def only_if(self, clock: Clock) -> Iterator[str]:
        """Yield what must hold for a clock to start, if it asks for anything."""
        if clock.when:
            yield self.say("if", self.guard(clock.when))

    def span(self, period: Period) -> str:
        """Return the days of a period: "from … to …"."""
        ends = [day for day in (period.from_, period.to) if day is not None]
        both = "from-to" if len(ends) > 1 else "at-all-times"
        alone = "to" if period.from_ is None else "from"
        return self.say(alone if len(ends) == 1 else both, *map(self.days.day, ends))

    def basis(self, basis: Basis) -> str:
        """Return a law or page, and where it was read."""
        told = self._law(basis.ref)
        return f"{told} ({self.source(basis.source)})" if basis.source else told

    def source(self, key: str) -> str:
        """Return a source by its key and, where the pack tells, what it is."""
        told = self.listener.sources.get(key)
        return f"{key}: {told}" if told else key

    def law_notes(self, bases: Iterable[Basis]) -> Iterator[str]:
        """Yield what the pack remarks of each law or page, once."""
        for ref in dict.fromkeys(basis.ref for basis in bases):
            if ref in self.listener.law_notes:
                law = self.say("quoted", self._law(ref))
                yield self.say("law-note", law, self.listener.law_notes[ref])

    def _law(self, ref: str) -> str:
        law = self.listener.laws.get(ref)
        return law.in_(self.listener.language) if law else ref
