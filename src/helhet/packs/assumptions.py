"""What is assumed of a pathway: how often each way is taken, and how long it takes. Read for an invented region.

Every figure is on one of three bases, which the file names; the pack's own are invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from helhet.packs.words import problems_in, read_data, validated
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.forms.deciding import is_decided
from helhet.pathway.language.model import Pathway
from helhet.pathway.language.spelling import Flag, Name, Number, Text
from helhet.pathway.language.words import Word
from helhet.pathway.reading.documents import Document
from helhet.pathway.reading.documents import Path as DocumentPath
from helhet.pathway.reading.faults import meant, quoted

FILE: Final = "assumptions.yaml"
Share = Annotated[Number, Field(ge=0, le=100)]
"""Of a hundred; where one of several is drawn, against the others."""


def _rising(told: tuple[int, int, int]) -> tuple[int, int, int]:
    if list(told) != sorted(told):
        raise ValueError("Write the least, the commonest and the most, as [1, 6, 20]")
    return told


Spread = Annotated[tuple[Number, Number, Number], AfterValidator(_rising)]
"""The least, the commonest and the most of something: a triangle to draw from."""


class Step(Word):
    """Something that may happen: `event` or `event.outcome`, how often, and so many days after; or else another."""

    event: Text
    share: Share = 100
    after: Spread = (0, 0, 0)
    only: Literal["female", "male"] | None = None
    while_open: Flag = False  # falls away when the course has ended before
    else_: Step | None = None

    @property
    def parts(self) -> tuple[str, str | None]:
        """The event, and its outcome if it has one."""
        event, _, outcome = self.event.partition(".")
        return event, outcome or None


class Recurring(Step):
    """What happens again and again in a state, perhaps by an appointment that is kept, missed or moved."""

    every: Spread
    appointment: Name | None = None
    missed: Name | None = None
    missed_share: Share = 0
    moved: tuple[Name, ...] = ()  # one of them, before the day; then another appointment is set
    moved_share: Share = 0


class Draw(Word):
    """How a form's field is filled: by one of these means."""

    one_of: tuple[Text, ...] = ()  # the same twice is drawn twice as often
    yes: Share | None = None
    days: Spread | None = None  # a day, so many after the event
    number: Spread | None = None
    unit: Literal["own", "other", "elsewhere", "home"] | None = None
    """The course's; another that serves the person's municipality, if there is one; another wherever it is; that municipality."""
    municipality: Literal["home", "other"] | None = None
    planned: Flag = False  # the day for which an appointment is set
    as_before: Flag = False
    """What the act said that this one follows, or else what was said last in the course; one of the others if nothing was."""
    numbered_by: Name | None = None
    """A key: that event gives the next number, and the others take theirs as before."""


class Assumptions(Word):
    """All that is assumed of one pathway."""

    assumptions: Name
    basis: Literal["invented", "estimated", "cited"]
    note: Text | None = None
    opens: tuple[Step, ...] = ()
    ways: Mapping[Name, tuple[Step, ...]] = {}
    """Out of each state: one of them is drawn on entering it."""
    also: Mapping[Text, tuple[Step, ...]] = {}
    """What an event (or one outcome of it) brings along, each by itself."""
    during: Mapping[Name, tuple[Recurring, ...]] = {}
    a_year: Mapping[Name, Annotated[Number, Field(ge=0, le=1000)]] = {}
    """How many of a thousand open courses meet with this in a year."""
    values: Mapping[Text, Draw] = {}


def read_assumptions(folder: Path, pathway: Pathway) -> Assumptions | None:
    """Return what is assumed of a pathway, None if its folder has no such file.

    Raises DefinitionError with everything that the pathway does not have.
    """
    path = folder / FILE
    if not path.exists():
        return None
    document = read_data(path)
    read = validated(document, (), document.data, Assumptions)
    if problems := list(_problems(read, pathway, document)):
        raise DefinitionError(problems)
    return read


def assumption_problems(folder: Path, pathway: Pathway) -> tuple[Problem, ...]:
    """Return what is wrong in the assumptions of a pathway; nothing if there are none."""
    return problems_in(lambda: read_assumptions(folder, pathway))


_Named = Iterator[tuple[DocumentPath, str]]


def _problems(read: Assumptions, pathway: Pathway, document: Document) -> Iterator[Problem]:
    fields = {f"{form}.{name}" for form, told in pathway.forms.items() for name in told.fields}
    asked = (
        (_steps_of(read), _steps(pathway), "events"),
        (_events_of(read), _deeds(pathway) | set(pathway.events), "events"),
        (_states_of(read), set(pathway.states), "states"),
        ((((("values", name), name)) for name in read.values), fields, "fields"),
        (iter([(("assumptions",), read.assumptions)]), {pathway.pathway}, "pathways"),
        *_choices_of(read, pathway),
    )
    for told, known, plural in asked:
        for path, name in told:
            if name not in known:
                fault = f"the pathway knows nothing of {quoted(name)}"
                yield Problem(document.file, document.line(path), fault, meant(name, known, plural))


def _steps(pathway: Pathway) -> set[str]:
    """Return what may be let happen: each event with its outcome; where answers decide it, without."""
    decided = {name for name, event in pathway.events.items() if is_decided(event)}
    return {one for one in _deeds(pathway) if one.partition(".")[0] not in decided} | decided


def _deeds(pathway: Pathway) -> set[str]:
    """Return what may happen: each event, with its outcome if it has any."""
    return {
        f"{name}.{outcome}" if outcome else name
        for name, event in pathway.events.items()
        for outcome in (event.outcomes or (None,))
    }


def _steps_of(read: Assumptions) -> _Named:
    yield from ((("a-year", name), name) for name in read.a_year)
    for nth, step in enumerate(read.opens):
        yield from _of_step(("opens", nth), step)
    for part, told in (("ways", read.ways), ("also", read.also), ("during", read.during)):
        for name, steps in told.items():
            for nth, step in enumerate(steps):
                yield from _of_step((part, name, nth), step)


def _of_step(path: DocumentPath, step: Step) -> _Named:
    yield path, step.event
    if step.else_ is not None:
        yield from _of_step((*path, "else"), step.else_)
    if isinstance(step, Recurring):
        yield from ((path, name) for name in (step.appointment, step.missed, *step.moved) if name)


def _events_of(read: Assumptions) -> _Named:
    yield from ((("also", name), name) for name in read.also)
    for name, draw in read.values.items():
        if draw.numbered_by:
            yield ("values", name), draw.numbered_by


def _states_of(read: Assumptions) -> _Named:
    for part, told in (("ways", read.ways), ("during", read.during)):
        yield from (((part, name), name) for name in told)


def _choices_of(
    read: Assumptions, pathway: Pathway
) -> Iterator[tuple[_Named, set[str], Literal["choices"]]]:
    for name, draw in read.values.items():
        form, _, field = name.partition(".")
        told = pathway.forms[form].fields.get(field) if form in pathway.forms else None
        if told is not None and told.choices:
            named: list[tuple[DocumentPath, str]] = [
                (("values", name), said) for said in draw.one_of
            ]
            yield iter(named), set(told.choices), "choices"
