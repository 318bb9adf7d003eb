"""An invented region in the database: its units, who lives there, and what has happened to them, as ordinary entries."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from django.db import transaction

from helhet.access import doors
from helhet.parties.models import Subject, Thing
from helhet.pathway.language.model import SubjectKind
from helhet.record.courses.appending import Author
from helhet.record.doors.bulk import NewCourse, record_many
from helhet.record.doors.registering import NewPerson, register_many
from helhet.record.pathways import pack, today
from helhet.record.persons.calling import create
from helhet.record.renewal.batches import batches
from helhet.record.times import to_day, to_instant, to_moment
from helhet.region.chance import Chance
from helhet.region.money import make_money
from helhet.region.outside import make_outside
from helhet.region.passing import Staff, make_passed_on
from helhet.region.people import facts_of, make_staff, make_units
from helhet.region.readings import make_readings
from helhet.region.sharing import share_work
from helhet.region.walking import Walk
from helhet.region.world import World, services, the_region
from helhet.region.writing import courses_of, register_entries

AUTHOR: Final = Author(user=0, role="demo")
PERSONS, STAFF, THINGS, WORK, READINGS, ALIASES, OUTSIDE, MONEY = range(8)
"""The streams of chance: one subject more or less changes nothing for the others."""
OPENING: Final = 9
"""The hour at which a course that comes of itself begins; the register knew of the person the hour before. Own choice."""
Told = Callable[[str], None]


@dataclass
class Made:
    """How much has been made so far."""

    units: int = 0
    persons: int = 0
    courses: int = 0
    entries: int = 0
    releases: int = 0


@dataclass
class Making:
    """One region on its way into an empty database, the same for the same seed and day."""

    seed: int
    now: datetime
    told: Told = lambda _: None
    made: Made = field(default_factory=Made)
    _taken: set[str] = field(default_factory=set)
    _staff: Staff = field(default_factory=dict)

    def make(self, persons: int) -> Made:
        """Write the region with so many persons; nothing happens in it after last midnight."""
        world = self._world()
        for numbers in batches(range(persons)):
            with _uncollected():
                self._write_persons(world, numbers)
            self.told(f"{self.made.persons} of {persons} persons, {self.made.entries} entries")
        self._record(list(self._about_things(world)))
        self._record(list(self._about_aliases(world)))
        share_work(world.staff, world.region.tasks, Chance(self.seed, WORK), self.now)
        make_outside(world.staff, Chance(self.seed, OUTSIDE), self._today)
        make_readings(Chance(self.seed, READINGS), self.now)
        weights = {place.number: place.weight for place in world.region.municipalities.values()}
        make_money(weights, Chance(self.seed, MONEY), self._today)
        self._staff = world.staff
        return self.made

    def pass_things_on(self) -> Made:
        """Let the staff pass things on and write consents down in the region that has been made, through the doors.

        Apart from `make`, for a door writes its log for good, and so not inside a transaction.
        """
        self.made.releases = make_passed_on(self._staff, self.now)
        return self.made

    def _world(self) -> World:
        region, table = the_region(), doors.table()
        units = make_units(region)
        staff = make_staff(region, units, table, Chance(self.seed, STAFF))
        self.made.units = len(units)
        end = pack().calendar.day_start[to_day(self._today)]
        return World(region, services(), {code: u.pk for code, u in units.items()}, staff, end)

    @property
    def _today(self) -> date:
        return today(self.now)

    def _write_persons(self, world: World, numbers: Sequence[int]) -> None:
        lives = [self._life(world, number) for number in numbers]
        register_many((person for person, _ in lives), AUTHOR, self.now)
        self._record([course for _, courses in lives for course in courses])
        self.made.persons += len(lives)

    def _life(self, world: World, number: int) -> tuple[NewPerson, list[NewCourse]]:
        chance = Chance(self.seed, PERSONS, number)
        home = _home(world, chance)
        facts = facts_of(world.region, chance, self._today, home, self._taken)
        subject, register = chance.uuid(), chance.uuid()
        born = to_day(date.fromisoformat(facts["born_on"]))
        walk = Walk(world, chance, home, born, facts["sex"])
        since = self._begin(world, walk, chance)
        walk.run()
        courses = courses_of(world, walk, subject, to_instant(self.now))
        later = register_entries(world, walk, to_instant(self.now))
        return NewPerson(facts, to_moment(since), later, subject, register), courses

    def _begin(self, world: World, walk: Walk, chance: Chance) -> int:
        """Draw which courses begin and when; everybody has one. Return the morning of the first day."""
        arrivals = {
            name: told
            for name, told in world.region.arrivals.items()
            if _is_about_persons(world, name)
        }
        drawn = [name for name, told in arrivals.items() if chance.hits(told.share)]
        names = drawn or [chance.some(list(arrivals), [told.share for told in arrivals.values()])]
        calendar, end = pack().calendar, to_day(self._today)
        days = {name: end - 1 - chance.whole(arrivals[name].since) for name in names}
        for name, day in days.items():
            walk.begin(name, calendar.instant_of(day, OPENING))
        return calendar.instant_of(min(days.values()), OPENING - 1)

    def _record(self, courses: list[NewCourse]) -> None:
        rejected = record_many(courses, AUTHOR, self.now)
        assert not rejected, rejected[0].why
        self.made.courses += len(courses)
        self.made.entries += sum(len(course.entries) for course in courses)

    def _about_things(self, world: World) -> Iterator[NewCourse]:
        """Write what is nobody, and yield the course of each."""
        for number, (name, title) in enumerate(_each(world, world.region.things)):
            chance = Chance(self.seed, THINGS, number)
            walk, _ = self._walk(world, chance, name)
            subject = _thing(world, chance, name, title, walk)
            yield from courses_of(world, walk, subject.pk, to_instant(self.now))

    def _about_aliases(self, world: World) -> Iterator[NewCourse]:
        """Write whom a team calls by a name alone, and yield the course of each."""
        for number, (name, called) in enumerate(_each(world, world.region.aliases)):
            chance = Chance(self.seed, ALIASES, number)
            walk, since = self._walk(world, chance, name)
            subject = chance.uuid()
            team = replace(AUTHOR, unit=world.units[walk.courses[0].opened_in])
            with transaction.atomic():
                create(subject, called, team, to_moment(since), register=chance.uuid())
            yield from courses_of(world, walk, subject, to_instant(self.now))

    def _walk(self, world: World, chance: Chance, name: str) -> tuple[Walk, int]:
        """Return the walk of somebody, or something, without a birth date, and when it began."""
        walk = Walk(world, chance, _home(world, chance), None)
        day = to_day(self._today) - 1 - chance.whole(world.region.arrivals[name].since)
        since = pack().calendar.instant_of(day, OPENING)
        walk.begin(name, since)
        walk.run()
        return walk, since


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for rubbish among many thousand rows that are all in use: a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def _each(world: World, told: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield each name with its pathway, of those of which something is assumed."""
    yield from (
        (name, one) for name, ones in told.items() if name in world.services for one in ones
    )


def _home(world: World, chance: Chance) -> str:
    places = world.region.municipalities
    return chance.some(list(places), [place.weight for place in places.values()])


def _is_about_persons(world: World, name: str) -> bool:
    service = world.services.get(name)
    return service is not None and service.table.newest.subject is SubjectKind.PERSON


def _thing(world: World, chance: Chance, name: str, title: str, walk: Walk) -> Subject:
    kind = world.services[name].table.newest.subject.value
    subject = Subject(pk=chance.uuid(), kind=kind)
    subject.root = subject
    subject.save(force_insert=True)
    unit = walk.courses[0].opened_in
    Thing.objects.create(subject=subject, unit_id=world.units[unit], title=title)
    return subject
