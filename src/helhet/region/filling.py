"""The values of a form that somebody fills in on a walk: by what is assumed, or else the plainest that the field takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from helhet.packs.assumptions import Draw
from helhet.pathway.courses.course import Value
from helhet.pathway.language.model import FieldType, FormField
from helhet.record.forms import ORE_PER_KRONE, asked_after, fields_of
from helhet.region.acts import Walked
from helhet.region.chance import Chance
from helhet.region.world import World

NOTHING_SAID = "–"


@dataclass(frozen=True)
class Occasion:
    """When a form is filled in, for whom, for which moment an appointment is set or was, and what the act said that led here."""

    day: int
    home: str
    planned: int | None = None
    outcome: str | None = None
    follows: Mapping[str, Value] = field(default_factory=dict)


def filled(
    world: World, chance: Chance, walked: Walked, event: str, occasion: Occasion
) -> dict[str, Value]:
    """Return the values of all forms of an event: of what is asked after the answers before."""
    table, assumed = walked.service.table, walked.service.assumed.values
    values: dict[str, Value] = {}
    for name, field_ in fields_of(table, occasion.day, event).items():
        filler = _Filler(world, chance, walked, occasion, event, name, field_)
        draw = assumed.get(name)
        value = filler.drawn(draw) if draw else filler.where_it_opens()
        if value is None and field_.required and not draw:
            value = filler.plainest()
        if isinstance(value, str) and field_.many:
            value = (value,)
        if value is not None:
            values[name] = value
    asked = asked_after(table, occasion.day, event, values)
    return {name: value for name, value in values.items() if name in asked}


def kept(
    values: Mapping[str, Value], walked: Walked, event: str, occasion: Occasion
) -> dict[str, Value]:
    """Return of values that are told those for which an event has a field."""
    fields = fields_of(walked.service.table, occasion.day, event)
    return {name: value for name, value in values.items() if name in fields}


@dataclass(frozen=True)
class _Filler:
    world: World
    chance: Chance
    walked: Walked
    occasion: Occasion
    event: str
    name: str
    field: FormField

    def drawn(self, draw: Draw) -> Value | None:
        """Return what is drawn; None if the means has nothing to give here."""
        if draw.numbered_by == self.event:
            return str(1 + sum(act.event == self.event for act in self.walked.acts))
        is_as_before = draw.as_before or draw.numbered_by is not None
        if is_as_before and (said := self._said_before()) is not None:
            return said
        if draw.one_of:
            return self.chance.one(draw.one_of)
        if draw.yes is not None:
            return self.chance.hits(draw.yes)
        if draw.days is not None:
            return self.occasion.day + self.chance.whole(draw.days)
        if draw.number is not None:
            return self.chance.whole(draw.number) * self._times
        if draw.planned:
            return self._planned()
        return self._unit(draw) if draw.unit else self._municipality(draw)

    def where_it_opens(self) -> str | None:
        """Return a unit that offers the pathway of which the act opens a course there, if this field says where."""
        event = self.walked.service.table.event_on(self.occasion.day, self.event)
        outcome = event.outcomes.get(self.occasion.outcome or "")
        opened = (outcome and outcome.opens_course) or event.opens_course
        if opened is None or str(opened.unit) != self.name:
            return None
        offering = self.world.offering(opened.pathway, self.occasion.home)
        return self.chance.one(offering) if offering else None

    def plainest(self) -> Value | None:
        """Return the plainest value that a required field takes."""
        kind = self.field.type
        if kind is FieldType.YES_NO:
            return True
        if kind is FieldType.DATE:
            return self.occasion.day
        if kind in (FieldType.NUMBER, FieldType.MONEY):
            return (self.field.minimum or 0) * self._times
        if kind is FieldType.CHOICE:
            return self.chance.one(list(self.field.choices))
        if kind is FieldType.MOMENT:
            return self.occasion.planned
        others = {
            FieldType.UNIT: self.walked.unit,
            FieldType.MUNICIPALITY: self._number(self.occasion.home),
        }
        return others.get(kind, NOTHING_SAID)

    @property
    def _times(self) -> int:
        return ORE_PER_KRONE if self.field.type is FieldType.MONEY else 1

    def _said_before(self) -> Value | None:
        acts = (act.values for act in reversed(self.walked.acts))
        said = (values.get(self.name) for values in (self.occasion.follows, *acts))
        return next((value for value in said if value is not None), None)

    def _planned(self) -> int | None:
        planned = self.occasion.planned
        if planned is None or self.field.type is FieldType.MOMENT:
            return planned
        return self.walked.service.table.calendar.day_of(planned)

    def _unit(self, draw: Draw) -> str:
        if draw.unit in ("own", "home"):
            return self.walked.unit if draw.unit == "own" else self.occasion.home
        serves = self.occasion.home if draw.unit == "other" else None
        offering = self.world.offering(self.walked.pathway, serves)
        others = [unit for unit in offering if unit != self.walked.unit]
        return self.chance.one(others) if others else self.walked.unit

    def _municipality(self, draw: Draw) -> str | None:
        if draw.municipality is None:
            return None
        others = [code for code in self.world.region.municipalities if code != self.occasion.home]
        return self._number(
            self.chance.one(others) if draw.municipality == "other" else self.occasion.home
        )

    def _number(self, municipality: str) -> str:
        return self.world.region.municipalities[municipality].number
