"""How the parts of a pathway are named in a picture, beside what explanations name too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from helhet.drawing.moves import Cause
from helhet.drawing.texts import text_in
from helhet.pathway.explaining.naming import Listener, Naming
from helhet.pathway.language.model import LANGUAGES, Pathway, State
from helhet.pathway.language.phrases import Signal

__all__ = ["Listener", "Words"]


@dataclass(frozen=True)
class Words(Naming):
    """The names and fixed words of one pathway; `others` are the pathways it opens and hears, by name."""

    others: Mapping[str, Pathway] = field(default_factory=dict)

    def say(self, key: str, *parts: object) -> str:
        """Return a fixed text with its gaps filled."""
        return text_in(LANGUAGES.index(self.listener.language), key).format(*parts)

    def title(self) -> str:
        """Return the name of the pathway."""
        return self.named(self.pathway.pathway, self.pathway.title)

    def other(self, name: str) -> str:
        """Return another pathway inside a sentence."""
        return self.quoted(name, self.others[name].title if name in self.others else None)

    def heard(self, told: str) -> str:
        """Return what is heard, `pathway.event` or `pathway.event.outcome`, without the pathway."""
        name, event, *outcomes = told.split(".")
        known = self.others[name].events.get(event) if name in self.others else None
        return self.say("quoted", self.deed(event, known, outcomes))

    def tags(self, state: State) -> list[str]:
        """Return what sort of state it is, in words."""
        return [
            self.say(key) for key in ("waiting", "place", "final", "resting") if getattr(state, key)
        ]

    def cause(self, cause: Cause, *, fact: bool = False) -> str:
        """Return an event with its outcomes, and whether it is a fact."""
        told = self.deed(cause.event, self.pathway.events[cause.event], cause.outcomes)
        return f"{told} ({self.say('fact')})" if fact else told

    def state(self, name: str) -> str:
        """Return the name of a state."""
        return self.called("state", name)

    def events(self, names: Iterable[str]) -> str:
        """Return events inside a sentence, joined by "or"."""
        return self.join(self.inside("event", name) for name in names)

    def short_signals(self, signals: Sequence[Signal]) -> str:
        """Return one or two signals as `signals` does; of more, the first and how many others."""
        if len(signals) <= 2:
            return self.signals(signals)
        return self.say("others", self.signal(signals[0]), len(signals) - 1)
