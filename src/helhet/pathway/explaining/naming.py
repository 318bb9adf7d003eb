"""What stands in a pathway, called by its name in one language: explanations and pictures share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from helhet.pathway.explaining.days import duration_in
from helhet.pathway.explaining.texts import text_in
from helhet.pathway.language.model import (
    LANGUAGES,
    Binding,
    Clock,
    Condition,
    Event,
    Limit,
    Pathway,
    Setting,
    State,
    Tally,
)
from helhet.pathway.language.phrases import (
    Duration,
    FieldRef,
    Guard,
    Signal,
    SignalKind,
    Term,
    TimeUnit,
)
from helhet.pathway.language.words import Title

Titled = State | Event | Clock | Tally | Condition | Setting

_KINDS: Final = {
    SignalKind.ENTERS: "state",
    SignalKind.LEAVES: "state",
    SignalKind.ON: "condition",
    SignalKind.OFF: "condition",
    SignalKind.DUE: "clock",
    SignalKind.WARN: "clock",
    SignalKind.TALLY: "tally",
}


@dataclass(frozen=True)
class Listener:
    """Who is told: the language, and what the pack calls and remarks of laws, sources and roles."""

    language: str = "en"
    laws: Mapping[str, Title] = field(default_factory=dict)
    law_notes: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Title] = field(default_factory=dict)


ENGLISH: Final = Listener()
"""Who reads English and knows no pack."""


@dataclass(frozen=True)
class Naming:
    """The names in one edition of a pathway, to one listener."""

    pathway: Pathway
    listener: Listener

    def say(self, key: str, *parts: object) -> str:
        """Return a fixed text with its gaps filled."""
        return text_in(LANGUAGES.index(self.listener.language), key).format(*parts)

    def join(self, parts: Iterable[str], key: str = "or") -> str:
        """Join as "a, b or c"."""
        *most, last = parts
        return f"{', '.join(most)} {self.say(key)} {last}" if most else last

    # --- names -----------------------------------------------------------------------------------

    def named(self, name: str, title: Title | None) -> str:
        """Return a title; without one the name is read as words: `told-of-right` is "told of right"."""
        return title.in_(self.listener.language) if title else name.replace("-", " ")

    def quoted(self, name: str, title: Title | None = None) -> str:
        """Return the same in quotation marks."""
        return self.say("quoted", self.named(name, title))

    def called(self, kind: str, name: str) -> str:
        """Return what a state, event, clock, tally, condition or setting is called."""
        return self.named(name, self._title(kind, name))

    def inside(self, kind: str, name: str) -> str:
        """Return the same as it stands inside a sentence: in quotation marks, but settings bare."""
        if kind == "condition" and name in self.pathway.settings:
            return self.setting(name)
        return self.say("quoted", self.called(kind, name))

    def setting(self, name: str) -> str:
        """Return a setting inside a sentence."""
        return self.called("condition", name).lower()

    def deed(self, name: str, event: Event | None, outcomes: Sequence[str] = ()) -> str:
        """Return an event with its outcomes; `event` is None where only another edition has it."""
        told = self.named(name, event.title if event else None)
        stock = event.outcomes if event else {}
        titles = [
            self.named(each, stock[each].title if each in stock else None) for each in outcomes
        ]
        return f"{told}: {' / '.join(titles)}" if titles else told

    def owner(self, name: str) -> str:
        """Return a unit or role; the two that every pack has are known here."""
        if name in ("unit", "municipality") and name not in self.listener.roles:
            return self.say(name)
        return self.named(name, self.listener.roles.get(name))

    def form_field(self, ref: FieldRef) -> str:
        """Return the question of a form inside a sentence."""
        told = self.pathway.field(ref)
        return self.quoted(ref.field, told.title if told else None)

    def _title(self, kind: str, name: str) -> Title | None:
        pathway = self.pathway
        stock: Mapping[str, Mapping[str, Titled]] = {
            "state": pathway.states,
            "event": pathway.events,
            "clock": pathway.clocks,
            "tally": pathway.tallies,
            "condition": {**pathway.settings, **pathway.conditions},
        }
        told = stock[kind].get(name)
        return told.title if told else None

    # --- short phrases ---------------------------------------------------------------------------

    def binding(self, clock: Clock) -> str:
        """Return how far a clock binds; what binds nobody is measured, with or without a limit."""
        is_bare = clock.binding is Binding.NONE and lacks_limit(clock)
        return self.say("none-found" if is_bare else clock.binding)

    def duration(self, duration: Duration) -> str:
        """Return "10 working days"."""
        return duration_in(self.listener.language, duration)

    def length(self, duration: Duration) -> str:
        """Return a duration; no days at all is the same day."""
        is_whole = duration.unit not in (TimeUnit.HOURS, TimeUnit.WORKING_DAYS)
        return self.say("same-day") if is_whole and not duration.amount else self.duration(duration)

    def limit(self, limit: Limit) -> str:
        """Return a limit with what it asks: "7 days (inpatient)", "7 days (if “Told”)"."""
        told = self.length(limit.limit) if limit.limit else self.limit_date(limit)
        if limit.less:
            told = self.say("before", self.duration(limit.less), told)
        return told + (f" ({self._when(limit.when)})" if limit.when else "")

    def limit_date(self, limit: Limit) -> str:
        """Return the question of a form that a limit reads its date from, or the age."""
        if limit.at_age:
            return self.say("at-age", limit.at_age)
        assert limit.date_from is not None, "a limit is a time or a date"
        return self.form_field(limit.date_from)

    def signal(self, signal: Signal) -> str:
        """Return a signal as it reads after "from" or "until"."""
        if signal.kind is not SignalKind.EVENT:
            return self.say(signal.kind, self.inside(_KINDS[signal.kind], signal.name))
        outcomes = [signal.outcome] if signal.outcome else []
        return self.say(
            "quoted", self.deed(signal.name, self.pathway.events.get(signal.name), outcomes)
        )

    def signals(self, signals: Iterable[Signal]) -> str:
        """Return signals joined by "or"."""
        return self.join(map(self.signal, signals))

    def guard(self, guard: Guard) -> str:
        """Return a guard as "in “Ready”, inpatient and not “Told”"."""
        return self.join(map(self._term, guard), "and")

    def _when(self, guard: Guard) -> str:
        if str(guard) in self.pathway.settings:
            return self.inside("condition", str(guard))
        return self.say("if", self.guard(guard))

    def _term(self, term: Term) -> str:
        kind = "state" if term.is_state else "condition"
        told = self.join(self.inside(kind, name) for name in term.names)
        placed = self.say("in", told) if term.is_state else told
        return self.say("not", placed) if term.denied else placed


def lacks_limit(clock: Clock) -> bool:
    """Return whether a clock has no limit where one looks for it: a gate or a charge needs none."""
    return not (clock.within or clock.no_sooner or clock.before or clock.charge)
