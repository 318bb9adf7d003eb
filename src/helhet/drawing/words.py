"""How the parts of a pathway are named in the user's language: states, events, signals, times."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from helhet.drawing.moves import Cause
from helhet.drawing.texts import texts_in, units_in
from helhet.pathway.language.model import Clock, Condition, Event, Pathway, Setting, State, Tally
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

TitleFallback = Callable[[str], str]
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


def names(name: str) -> str:
    """Read a name as words: `told-of-right` is "told of right"."""
    return name.replace("-", " ")


class Words:
    """The names and fixed words of one pathway in one language."""

    def __init__(self, pathway: Pathway, language: str, fallback: TitleFallback = names) -> None:
        self.pathway = pathway
        self.language = language
        self._fallback = fallback
        self._texts = texts_in(language)
        self._units = units_in(language)

    def say(self, key: str, *parts: object) -> str:
        """Return a fixed text with its gaps filled."""
        return self._texts[key].format(*parts)

    def join(self, parts: Iterable[str], key: str = "or") -> str:
        """Join as "a, b or c"."""
        *most, last = parts
        return f"{', '.join(most)} {self.say(key)} {last}" if most else last

    # --- what stands in the file -----------------------------------------------------------------

    def title(self) -> str:
        """Return the name of the pathway."""
        return self._named(self.pathway.pathway, self.pathway.title)

    def state(self, name: str) -> str:
        """Return the name of a state."""
        return self._named(name, self._title("state", name))

    def event(self, name: str) -> str:
        """Return the name of an event."""
        return self._named(name, self._title("event", name))

    def clock(self, name: str) -> str:
        """Return the name of a clock."""
        return self._named(name, self._title("clock", name))

    def condition(self, name: str) -> str:
        """Return the name of a condition or a setting: both stand bare in a guard."""
        return self._named(name, self._title("condition", name))

    def tally(self, name: str) -> str:
        """Return the name of a tally."""
        return self._named(name, self._title("tally", name))

    def inside(self, kind: str, name: str) -> str:
        """Return a name as it stands inside a sentence: a title in quotation marks."""
        return self._quoted(name, self._title(kind, name))

    def tags(self, state: State) -> list[str]:
        """Return what sort of state it is, in words."""
        return [
            self.say(key) for key in ("waiting", "place", "final", "resting") if getattr(state, key)
        ]

    def cause(self, cause: Cause, *, fact: bool = False) -> str:
        """Return an event with its outcomes, and whether it is a fact."""
        told = self.event(cause.event)
        if cause.outcomes:
            told += f": {' / '.join(self._outcome(cause.event, name) for name in cause.outcomes)}"
        return f"{told} ({self.say('fact')})" if fact else told

    def events(self, names: Iterable[str]) -> str:
        """Return events inside a sentence, joined by "or"."""
        return self.join(self.inside("event", name) for name in names)

    def field(self, ref: FieldRef) -> str:
        """Return the question of a form, inside a sentence."""
        field = self.pathway.field(ref)
        return self._quoted(ref.field, field.title if field else None)

    def plain(self, name: str) -> str:
        """Return a name that has no title, as a role, a rate or another pathway."""
        return self._fallback(name)

    def owner(self, name: str) -> str:
        """Return a unit or a role; the few that every pack has are known here."""
        return self._texts[name] if name in {"unit", "municipality"} else self._fallback(name)

    def _outcome(self, event: str, name: str) -> str:
        told = (
            self.pathway.events[event].outcomes.get(name) if event in self.pathway.events else None
        )
        return self._named(name, told.title if told else None)

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

    def _named(self, name: str, title: Title | None) -> str:
        return title.in_(self.language) if title else self._fallback(name)

    def _quoted(self, name: str, title: Title | None) -> str:
        return self.say("quoted", title.in_(self.language)) if title else self._fallback(name)

    # --- short phrases ---------------------------------------------------------------------------

    def duration(self, duration: Duration) -> str:
        """Return "10 working days"; no days at all is the same day."""
        if not duration.amount and duration.unit in {
            TimeUnit.DAYS,
            TimeUnit.WEEKS,
            TimeUnit.MONTHS,
        }:
            return self.say("same-day")
        one, many = self._units[duration.unit]
        return f"{duration.amount} {one if duration.amount == 1 else many}"

    def signal(self, signal: Signal) -> str:
        """Return a signal as it reads after "from" or "until"."""
        if signal.kind is not SignalKind.EVENT:
            return self.say(signal.kind, self.inside(_KINDS[signal.kind], signal.name))
        if not signal.outcome:
            return self.inside("event", signal.name)
        told = self.cause(Cause(signal.name, (signal.outcome,)))
        return self.say("quoted", told) if self._title("event", signal.name) else told

    def signals(self, signals: Iterable[Signal]) -> str:
        """Return signals joined by "or"."""
        return self.join(map(self.signal, signals))

    def short_signals(self, signals: Sequence[Signal]) -> str:
        """Return one or two signals as `signals` does; of more, the first and how many others."""
        if len(signals) <= 2:
            return self.signals(signals)
        return self.say("others", self.signal(signals[0]), len(signals) - 1)

    def guard(self, guard: Guard) -> str:
        """Return a guard as "in ready and inpatient and not told"."""
        return self.join(map(self._term, guard), "and")

    def _term(self, term: Term) -> str:
        told = self.join(
            self.inside("state" if term.is_state else "condition", n) for n in term.names
        )
        placed = self.say("in", told) if term.is_state else told
        return self.say("not", placed) if term.denied else placed
