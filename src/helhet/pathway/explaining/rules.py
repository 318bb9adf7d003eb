"""The rule behind a date: what it is called, how far it binds, how sure it is, and what it rests on that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from helhet.pathway.explaining.naming import Listener
from helhet.pathway.explaining.words import Words
from helhet.pathway.language.model import Basis, Binding, Clock, Pathway, Period
from helhet.pathway.tables.definitions import clock_on
from helhet.pathway.tables.table import Table


@dataclass(frozen=True)
class Rule:
    """A clock as one edition has it, for runs that start on one day. `first` is the pathway's first edition."""

    name: str
    edition: Pathway
    day: int
    first: Pathway
    words: Words

    @cached_property
    def clock(self) -> Clock:
        """The clock with the limits of that day."""
        return clock_on(self._told, self.day)

    @property
    def is_verified(self) -> bool:
        """Whether the rule was verified; a period that does not say takes it from the clock."""
        period = self._period
        says = period is not None and "verified" in period.model_fields_set
        return period.verified if period and says else self._told.verified

    def head(self) -> Iterator[str]:
        """Yield what the rule is, and what a reader must know before leaning on it."""
        say, told = self.words.say, self._told
        title, owner = self.words.called("clock", self.name), self.words.owner(told.owner)
        yield say("rule", title, self.words.binding(self.clock), owner)
        if not self.is_verified:
            yield say("unverified")
        if not told.shipped:
            yield say("ships-off")
        for period in told.periods:
            if not period.shipped and self._is_within(period):
                limits = self.words.limits((*period.within, *period.no_sooner))
                yield say("off-then", limits, self.words.span(period))

    def not_in_force(self) -> Iterator[str]:
        """Yield what is to be said of a day on which no run starts."""
        yield from self.head()
        say, days, since = self.words.say, self.words.days, self.first.valid.from_
        if self.day < since:
            yield say("no-edition", days.day(self.day), self.first.edition, days.day(since))
        else:
            yield say("not-in-force", days.day(self.day))
        yield from self._notes()

    def grounds(self) -> Iterator[str]:
        """Yield the edition and period in force, the law of that day, the source, and the notes on them."""
        yield self._in_force()
        period = self._period
        bases = (period and period.basis) or self._told.basis
        holding = [basis for basis in bases if _holds(basis, self.day)]
        if bases:
            yield self._bases(holding)
        source = (period and period.source) or self._told.source
        if source:
            yield self.words.say("source", self.words.source(source))
        yield from self.words.law_notes(holding)
        yield from self._notes()

    def _notes(self) -> Iterator[str]:
        """Yield what the file remarks of the period and of the clock, as it stands there."""
        for told in (self._period, self._told):
            if told and told.note:
                yield self.words.say("note", told.note.strip())

    def _in_force(self) -> str:
        say, first = self.words.say, self.words.days.day(self.edition.valid.from_)
        span = say("of-period", self.words.span(self._period)) if self._period else ""
        if not self.edition.valid.verified:
            first = say("unsure-day", first)
        return say("edition", self.edition.edition, first, span)

    def _bases(self, bases: list[Basis]) -> str:
        if not bases:
            return self.words.say("no-basis")
        key = "legal-basis" if self._told.binding is Binding.LAW else "basis"
        return self.words.say(key, "; ".join(map(self.words.basis, bases)))

    @property
    def _told(self) -> Clock:
        return self.edition.clocks[self.name]

    @cached_property
    def _period(self) -> Period | None:
        return next((p for p in self._told.periods if p.shipped and self._is_within(p)), None)

    def _is_within(self, period: Period) -> bool:
        """Ask `clock_on` whether a period covers the day: where none does, it returns the clock itself."""
        shipped = period.model_copy(update={"shipped": True})
        alone = self._told.model_copy(update={"periods": (shipped,)})
        return clock_on(alone, self.day) is not alone


def rule_on(table: Table, clock: str, day: int, listener: Listener) -> Rule:
    """Return the rule of a day; where the edition of that day has no such clock, the newest that has."""
    having = (table.edition_on(day), *reversed(table.editions))
    edition = next(each for each in having if clock in each.clocks)
    words = Words(edition, listener, table.calendar)
    return Rule(clock, edition, day, table.editions[0], words)


def _holds(basis: Basis, day: int) -> bool:
    return (basis.from_ is None or basis.from_ <= day) and (basis.to is None or day <= basis.to)
