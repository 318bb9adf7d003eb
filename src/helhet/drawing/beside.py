"""What stands beside the states, in words: settings, conditions, tallies, and what passes between pathways."""

from collections.abc import Iterator
from typing import NamedTuple

from helhet.drawing.words import Words
from helhet.pathway.language.model import Condition, Event, Tally


class Told(NamedTuple):
    """Something's name, and what there is to say of it."""

    name: str
    rest: str

    def __str__(self) -> str:
        return f"{self.name}: {self.rest}" if self.rest else self.name


def settings(words: Words) -> list[Told]:
    """Return the ways in which help is given."""
    return [Told(words.condition(name), "") for name in words.pathway.settings]


def conditions(words: Words) -> list[Told]:
    """Return what turns each condition on and off."""
    told = words.pathway.conditions.items()
    return [Told(words.condition(name), _holds(condition, words)) for name, condition in told]


def _holds(condition: Condition, words: Words) -> str:
    if condition.age_under is not None:
        return words.say("under-age", condition.age_under)
    if condition.age_from is not None:
        return words.say("from-age", condition.age_from)
    holds = words.say("holds-from", words.signals(condition.on))
    return f"{holds} {words.say('until', words.signals(condition.off))}" if condition.off else holds


def tallies(words: Words) -> list[Told]:
    """Return what each tally counts, and when it speaks."""
    told = words.pathway.tallies.items()
    return [Told(words.tally(name), _counts(tally, words)) for name, tally in told]


def _counts(tally: Tally, words: Words) -> str:
    of = words.signals(tally.of)
    once = tally.reaches == 1
    counts = words.say("tally-of-one", of) if once else words.say("tally-of", tally.reaches, of)
    if tally.within:
        counts += f" {words.say('within', words.duration(tally.within))}"
    return (
        f"{counts}, {words.say('tally-reset', words.signals(tally.reset))}"
        if tally.reset
        else counts
    )


def other_courses(words: Words) -> list[Told]:
    """Return which events open courses elsewhere, and which are heard from elsewhere."""
    return [
        Told(words.event(name), told)
        for name, event in words.pathway.events.items()
        for told in (*_opens(event, words), *_hears(event, words))
    ]


def _opens(event: Event, words: Words) -> Iterator[str]:
    opened = [event.opens_course, *(outcome.opens_course for outcome in event.outcomes.values())]
    for course in dict.fromkeys(course.pathway for course in opened if course):
        yield words.say("opens-course", words.plain(course))


def _hears(event: Event, words: Words) -> Iterator[str]:
    for heard in event.hears:
        pathway, _, signal = heard.partition(".")
        told = ": ".join(words.plain(part) for part in signal.split("."))
        yield words.say("hears", words.plain(pathway), told)
