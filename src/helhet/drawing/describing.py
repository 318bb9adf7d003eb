"""A pathway told in words: what a picture shows, for those who do not see it."""

from collections.abc import Iterable, Iterator, Mapping

from helhet.drawing import beside
from helhet.drawing.clock_words import ClockWords
from helhet.drawing.moves import Move, anywhere, moves_of, natural_order
from helhet.drawing.words import Words
from helhet.pathway.calendar import format_day
from helhet.pathway.explaining.naming import ENGLISH, Listener
from helhet.pathway.language.model import Pathway


def describe_pathway(
    pathway: Pathway, listener: Listener = ENGLISH, others: Mapping[str, Pathway] = {}
) -> str:
    """Return all that the picture tells as plain text; its lists also read as Markdown.

    `roles` and `others` are those of `draw_pathway`.
    """
    return describe(Words(pathway, listener, others))


def describe(words: Words) -> str:
    """Return the text of a pathway in these words."""
    parts: list[tuple[str, Iterable[str]]] = [
        ("states", _states(words)),
        ("moves", _moves(words)),
        ("stays", _stays(words)),
        ("clocks", _clocks(words)),
        ("settings", map(str, beside.settings(words))),
        ("conditions", map(str, beside.conditions(words))),
        ("tallies", map(str, beside.tallies(words))),
        ("other-courses", map(str, beside.other_courses(words))),
    ]
    told = [_part(words.say(key), lines) for key, lines in parts]
    return "\n\n".join([f"{words.title()}\n{subtitle(words)}", *filter(None, told)])


def subtitle(words: Words) -> str:
    """Return "edition 2019-02, in force from 2019-01-01"."""
    valid = words.pathway.valid
    edition = words.say("edition", words.pathway.edition)
    first = format_day(valid.from_)
    days = [first if valid.verified else words.say("unsure-day", first)]
    days += [] if valid.to is None else [format_day(valid.to)]
    return f"{edition}, {words.say('in-force-to' if len(days) > 1 else 'in-force', *days)}"


def _part(heading: str, lines: Iterable[str]) -> str:
    told = [f"- {line}" for line in lines]
    return "\n".join([f"{heading}:", "", *told]) if told else ""


def _states(words: Words) -> Iterator[str]:
    for name in natural_order(words.pathway):
        tags = words.tags(words.pathway.states[name])
        yield f"{words.state(name)} ({', '.join(tags)})" if tags else words.state(name)


def _moves(words: Words) -> Iterator[str]:
    for move in moves_of(words.pathway):
        if move.target is not None:
            for cause in move.causes:
                yield _way(words.cause(cause, fact=move.fact), move, words)
    for item in anywhere(words.pathway):
        if item.target is not None:
            told = words.cause(item.cause, fact=item.fact)
            yield words.say("moves-anywhere", told, words.state(item.target))


def _way(told: str, move: Move, words: Words) -> str:
    assert move.target is not None
    target = words.state(move.target)
    if not move.sources:
        return words.say("opens-way", told, target)
    return words.say("moves-way", told, words.join(map(words.state, move.sources)), target)


def _stays(words: Words) -> Iterator[str]:
    for move in moves_of(words.pathway):
        if move.target is None:
            where = words.join(map(words.state, move.sources))
            for cause in move.causes:
                yield words.say("stays-in", words.cause(cause, fact=move.fact), where)
    for item in anywhere(words.pathway):
        if item.target is None:
            yield words.say("stays-anywhere", words.cause(item.cause, fact=item.fact))


def _clocks(words: Words) -> Iterator[str]:
    for name, clock in words.pathway.clocks.items():
        yield ClockWords(name, clock, words).sentence()
