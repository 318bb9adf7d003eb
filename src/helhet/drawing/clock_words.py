"""How a clock reads: its limits, from when until when, and what else holds for it."""

from collections.abc import Iterator, Sequence

from helhet.drawing.words import Words
from helhet.pathway.calendar import format_day
from helhet.pathway.explaining.naming import lacks_limit
from helhet.pathway.language.model import Binding, Change, Clock, Limit, Period
from helhet.pathway.language.phrases import FieldRef


class ClockWords:
    """The phrases of one clock."""

    def __init__(self, name: str, clock: Clock, words: Words) -> None:
        self.name = words.called("clock", name)
        self.clock = clock
        self._words = words

    def binding(self) -> str:
        """Return how far it binds, in a word."""
        return self._words.binding(self.clock)

    def doubts(self) -> list[str]:
        """Return what a reader must know before leaning on it: uncertain, switched off."""
        say, clock = self._words.say, self.clock
        if clock.verified:
            unsure = [period for period in clock.periods if period.shipped and not period.verified]
            doubts = [say("uncertain-then", self._days(period)) for period in unsure]
        else:
            doubts = [say("uncertain")]
        return doubts if clock.shipped else [*doubts, say("shipped-off")]

    def is_unsure(self) -> bool:
        """Whether the rule, or that of some period, is not fully confirmed."""
        periods = (period for period in self.clock.periods if period.shipped)
        return not (self.clock.verified and all(period.verified for period in periods))

    def limit(self) -> str:
        """Return the limits: "within 21 days (outpatient) or 7 days (inpatient)"."""
        clock = self.clock
        if lacks_limit(clock):
            return "" if clock.binding is Binding.NONE else self._words.say("unlimited")
        return limits(clock.within, clock.no_sooner, self._words)

    def owner(self) -> str:
        """Return who has to see to it."""
        return self._words.say("owner", self._words.owner(self.clock.owner))

    def span(self, *, short: bool = False) -> str:
        """Return from when until when it runs; `short` names no more than two signals of each."""
        say, words, clock = self._words.say, self._words, self.clock
        if clock.while_:
            return say("while", words.guard(clock.while_))
        join = words.short_signals if short else words.signals
        told = say("from", join(clock.start))
        if clock.when:
            told += f" {say('if', words.guard(clock.when))}"
        if clock.start_at:
            told += f" ({say('start-at', words.form_field(clock.start_at))})"
        return f"{told} {say('until', join(clock.stops))}" if clock.stops else told

    def is_recurring(self) -> bool:
        """Whether what stops it also starts it anew."""
        return any(signal in self.clock.start for signal in self.clock.stops)

    def more(self) -> Iterator[str]:
        """Yield what a picture says besides: recurring, keys, gates, rights, cost."""
        say, words, clock = self._words.say, self._words, self.clock
        if self.is_recurring():
            yield say("recurring")
        if clock.each:
            yield say("each", self._each(clock.each))
        if clock.before:
            yield say("gate", words.events(clock.before))
        if clock.allows:
            yield say("allows", words.events(clock.allows))
        if clock.allows and clock.within:
            yield say("lapses")
        if clock.outlives:
            yield say("outlives")
        if clock.charge:
            yield say("charge", words.form_field(clock.charge.payer))
        yield from self._periods()

    def all_more(self) -> Iterator[str]:
        """Yield all that the text says besides; a picture would be too full of it."""
        say, words, clock = self._words.say, self._words, self.clock
        yield from self.more()
        if clock.cancel:
            yield say("cancelled", words.signals(clock.cancel))
        if clock.sets_due:
            yield say("sets-due", words.events(clock.sets_due))
        if clock.on_restart == "supersede":
            yield say("supersedes")
        yield from self._changes()
        if clock.warn:
            yield say("warns", words.length(clock.warn))
        if clock.marks.patient:
            yield say("marked-patient", words.signals(clock.marks.patient))
        if clock.marks.service:
            yield say("marked-service", words.signals(clock.marks.service))

    def sentence(self) -> str:
        """Return the whole clock in one sentence of plain words."""
        said = ", ".join(filter(None, [self.span(), self.limit(), *self.all_more()]))
        aside = "; ".join([self.binding(), self.owner(), *self.doubts()])
        return f"{self.name}: {said} ({aside})"

    def _each(self, each: str | FieldRef) -> str:
        words = self._words
        if isinstance(each, FieldRef):
            return words.form_field(each)
        return words.inside("event", each)

    def _changes(self) -> Iterator[str]:
        change = self.clock.on_change
        if not change:
            return
        for kind in (Change.RECOUNT, Change.RESTART):
            of = [self._changing(name) for name, told in change.of.items() if told is kind]
            if of:
                yield self._words.say(kind, self._words.join(of))
        if change.not_before and change.not_before.amount:
            yield self._words.say("never-less", self._words.duration(change.not_before))
        elif change.not_before:
            yield self._words.say("never-past")

    def _changing(self, name: str) -> str:
        if name == "setting":
            return self._words.say("setting")
        return self._words.inside("condition", name)

    def _periods(self) -> Iterator[str]:
        """Yield the limits that were others for a time; a period without limits changes none."""
        for period in self.clock.periods:
            told = limits(period.within, period.no_sooner, self._words)
            if told and period.shipped:
                yield f"{self._days(period)}: {told}"

    def _days(self, period: Period) -> str:
        ends = (("from", period.from_), ("until", period.to))
        return " ".join(
            self._words.say(key, format_day(day)) for key, day in ends if day is not None
        )


def limits(within: Sequence[Limit], no_sooner: Sequence[Limit], words: Words) -> str:
    """Return the limits of a clock or a period; empty if it has none."""
    times = [words.limit(limit) for limit in within if limit.limit]
    dates = [words.limit(limit) for limit in within if not limit.limit]
    sooner = [words.limit(limit) for limit in no_sooner]
    told = (("within", times), ("by-date", dates), ("no-sooner", sooner))
    return ", ".join(words.say(key, words.join(parts)) for key, parts in told if parts)
