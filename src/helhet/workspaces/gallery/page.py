"""One edition of a pathway in the words of a language: states, what happens and is asked, deadlines and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helhet.drawing.clock_words import ClockWords
from helhet.drawing.words import Words
from helhet.pathway.explaining.rules import rule_on
from helhet.pathway.language.model import Binding, Event, FieldType, Label, Pathway
from helhet.record.pathways import pack, table_of
from helhet.record.times import to_date, to_day
from helhet.web.days import long_date
from helhet.workspaces.gallery.cards import AREAS, Stop, stops, summary
from helhet.workspaces.gallery.wording import editions, words_of

BINDINGS: Final[dict[Binding, str | Promise]] = {
    Binding.LAW: _("By law"),
    Binding.RIGHT: _("Rights"),
    Binding.GUIDANCE: _("By guideline"),
    Binding.TARGET: _("Targets"),
    Binding.NONE: _("Only measured"),
}
KINDS: Final[dict[FieldType, str | Promise]] = {
    FieldType.TEXT: _("text"),
    FieldType.LONG_TEXT: _("longer text"),
    FieldType.NUMBER: _("number"),
    FieldType.YES_NO: _("yes or no"),
    FieldType.DATE: _("date"),
    FieldType.MOMENT: _("date and time"),
    FieldType.CHOICE: _("choice"),
    FieldType.KEY: _("which one"),
    FieldType.PERSON: _("person"),
    FieldType.UNIT: _("unit"),
    FieldType.MUNICIPALITY: _("municipality"),
    FieldType.MONEY: _("amount"),
}
LABELS: Final[dict[Label, str | Promise]] = {
    Label.HEALTH: _("health services"),
    Label.COURT: _("the court's programme"),
    Label.WELFARE: _("welfare services"),
    Label.CHILD: _("child welfare"),
    Label.GUARDIAN: _("guardians"),
    Label.PLAN: _("plan and grants"),
}


class ClockShown(NamedTuple):
    """A clock in words; `more` is what else holds for it, `grounds` what it rests on."""

    name: str
    limit: str
    span: str
    owner: str
    is_sure: bool
    is_on: bool
    more: tuple[str, ...]
    grounds: tuple[str, ...]


class Question(NamedTuple):
    """A field of a form."""

    name: str
    kind: str | Promise
    choices: tuple[str, ...]
    is_required: bool


class EventShown(NamedTuple):
    """Something that happens: where it leads, by outcome if that decides; and what is written down with it."""

    name: str
    is_fact: bool
    sources: tuple[str, ...]
    target: str
    begins: bool
    outcomes: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]


class EditionShown(NamedTuple):
    """An edition, and the days on which it is in force."""

    name: str
    since: str
    until: str
    is_sure: bool


class PathwayPage(NamedTuple):
    """All that the page of one edition tells."""

    name: str
    title: str
    summary: str
    area: str | Promise
    label: str | Promise
    edition: str
    editions: tuple[EditionShown, ...]
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    stops: tuple[Stop, ...]
    clocks: tuple[tuple[str | Promise, str, tuple[ClockShown, ...]], ...]
    events: tuple[EventShown, ...]
    note: str


@cache
def pathway_page(name: str, edition: str, language: str, day: date) -> PathwayPage:
    """Return the page of an edition as its rules hold on a day; made once a process, language and day.

    Raises KeyError for an edition that is not there. `language` is that of the page.
    """
    pathway = editions(name)[edition]
    words = words_of(pathway, language)
    told = (words.called("event", one) for one, event in pathway.events.items() if event.opens)
    ends = (words.state(one) for one, state in pathway.states.items() if state.is_end)
    return PathwayPage(
        name,
        words.title(),
        summary(pathway, language),
        AREAS[pathway.area],
        LABELS[pathway.label],
        edition,
        tuple(_editions(name)),
        tuple(told),
        tuple(ends),
        tuple(stops(pathway, language)),
        tuple(_by_binding(name, words, day)),
        tuple(_event(one, event, words) for one, event in pathway.events.items()),
        (pathway.note or "").strip(),
    )


def _editions(name: str) -> Iterator[EditionShown]:
    for edition in editions(name).values():
        valid = edition.valid
        until = long_date(to_date(valid.to)) if valid.to is not None else ""
        since = long_date(to_date(valid.from_))
        yield EditionShown(edition.edition, since, until, valid.verified)


def _by_binding(
    name: str, words: Words, day: date
) -> Iterator[tuple[str | Promise, str, tuple[ClockShown, ...]]]:
    clocks = words.pathway.clocks
    for binding, title in BINDINGS.items():
        its = [one for one, clock in clocks.items() if clock.binding is binding]
        if its:
            yield title, binding.value, tuple(_clock(name, one, words, day) for one in its)


def _clock(name: str, clock: str, words: Words, day: date) -> ClockShown:
    told = ClockWords(clock, words.pathway.clocks[clock], words)
    rule = rule_on(table_of(name), clock, to_day(day), pack().listener(words.listener.language))
    return ClockShown(
        told.name,
        _begun(told.limit()),
        _begun(told.span()),
        _begun(told.owner()),
        not told.is_unsure(),
        told.clock.shipped,
        tuple(_begun(one) for one in told.all_more()),
        tuple(rule.grounds()),
    )


def _begun(text: str) -> str:
    """Return what stands inside a sentence as it stands at the beginning of one."""
    return text[:1].upper() + text[1:]


def _event(name: str, event: Event, words: Words) -> EventShown:
    states = words.state
    outcomes = (
        (words.named(one, told.title), states(told.to) if told.to else "")
        for one, told in event.outcomes.items()
    )
    target = event.opens or event.to
    return EventShown(
        words.called("event", name),
        event.fact,
        tuple(map(states, event.from_)),
        states(target) if target else "",
        bool(event.opens),
        tuple(outcomes),
        tuple(_questions(words.pathway, event, words)),
    )


def _questions(pathway: Pathway, event: Event, words: Words) -> Iterator[Question]:
    for form in event.form:
        for name, field in pathway.forms[form].fields.items():
            choices = (words.named(one, told.title) for one, told in field.choices.items())
            title = words.named(name, field.title)
            yield Question(title, KINDS[field.type], tuple(choices), field.required)
