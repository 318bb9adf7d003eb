"""What stands beside the states, in words: settings, conditions, tallies, and what passes between pathways."""

from collections.abc import Iterator
from typing import NamedTuple

from helhet.drawing.words import Words
from helhet.pathway.language.model import Condition, Event, Pathway, Tally


class Told(NamedTuple):
    """Something's name, and what there is to say of it."""

    name: str
    rest: str

    def __str__(self) -> str:
        return f"{self.name}: {self.rest}" if self.rest else self.name


def settings(words: Words) -> list[Told]:
    """Return the ways in which help is given."""
    return [Told(words.called("condition", name), "") for name in words.pathway.settings]


def conditions(words: Words) -> list[Told]:
    """Return what turns each condition on and off."""
    told = words.pathway.conditions
    return [_condition(words.called("condition", name), told[name], words) for name in told]


def _condition(name: str, condition: Condition, words: Words) -> Told:
    """An age whose title says it, as "Under 23", is not said again."""
    holds = _holds(condition, words)
    is_said = condition.age is not None and holds.casefold().startswith(name.casefold())
    return Told(name, "" if is_said else holds)


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
    return [Told(words.called("tally", name), _counts(tally, words)) for name, tally in told]


def _counts(tally: Tally, words: Words) -> str:
    of = words.signals(tally.of)
    once = tally.reaches == 1
    counts = words.say("tally-of-one", of) if once else words.say("tally-of", tally.reaches, of)
    if tally.within:
        counts += f" {words.say('within', words.length(tally.within))}"
    return (
        f"{counts}, {words.say('tally-reset', words.signals(tally.reset))}"
        if tally.reset
        else counts
    )


def other_courses(words: Words) -> list[Told]:
    """Return which events open courses elsewhere, and which are heard from elsewhere."""
    return [
        Told(words.called("event", name), told)
        for name, event in words.pathway.events.items()
        for told in (*_opens(event, words), *_moves_up(event, words), *_hears(event, words))
    ]


def neighbours(pathway: Pathway) -> set[str]:
    """Return the names of the pathways that this one opens, moves up to, or hears."""
    events = pathway.events.values()
    heard = {told.partition(".")[0] for event in events for told in event.hears}
    return heard | {other for event in events for other in (*opened_by(event), *event.moves_up)}


def opened_by(event: Event) -> dict[str, list[str]]:
    """Return the pathways that an event opens, each with the outcomes that do; without outcomes, none."""
    if not event.outcomes:
        return {event.opens_course.pathway: []} if event.opens_course else {}
    opened: dict[str, list[str]] = {}
    for name, outcome in event.outcomes.items():
        if course := outcome.opens_course or event.opens_course:
            opened.setdefault(course.pathway, []).append(name)
    return opened


def _opens(event: Event, words: Words) -> Iterator[str]:
    for pathway, outcomes in opened_by(event).items():
        if len(outcomes) == len(event.outcomes):
            yield words.say("opens-course", words.other(pathway))
        else:
            told = words.join(words.quoted(name, event.outcomes[name].title) for name in outcomes)
            yield words.say("outcome-opens", told, words.other(pathway))


def _moves_up(event: Event, words: Words) -> Iterator[str]:
    for pathway in event.moves_up:
        yield words.say("moves-up", words.other(pathway))


def _hears(event: Event, words: Words) -> Iterator[str]:
    for heard in event.hears:
        pathway = heard.partition(".")[0]
        yield words.say("hears", words.other(pathway), words.heard(heard))
