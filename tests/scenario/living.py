"""The diary lived in the record: each act through its door, time passing between, messages delivered, and every evening all clocks read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import ndiff
from typing import Any, Final
from uuid import uuid4

from helhet.access.deciding import Reader
from helhet.access.doors import table as decision_table
from helhet.access.readers import staff_reader
from helhet.parties.models import Membership, Subject
from helhet.pathway.courses.course import Value
from helhet.pathway.language.forms import FieldType, FormField
from helhet.record.doors.recording import Told, record
from helhet.record.doors.taking import Newcomer, take_in
from helhet.record.errors import NotConfirmed, NotFromHere
from helhet.record.forms import ORE_PER_KRONE, fields_of
from helhet.record.messages.outbox import work
from helhet.record.models import REGISTER, Course, Entry, Message
from helhet.record.pathways import table_of
from helhet.record.persons.register import register
from helhet.record.renewal.ticking import tick
from helhet.record.times import to_day, to_instant
from helhet.region.chance import Chance
from helhet.region.people import make_staff, make_units
from helhet.region.world import the_region
from tests.scenario.clocks import NOWHERE, OSLO, Standing, changes, standing
from tests.scenario.diary import Act, Chapter, Day
from tests.scenario.looking import looked
from tests.scenario.people import MOTHER, PEOPLE

EVENING: Final = time(23, 50)
LATER: Final = timedelta(minutes=5)
"""How long after it happened something is written down."""
ONE_DAY: Final = timedelta(days=1)


@dataclass
class Life:
    """What has become of the diary so far; `found` are the lines that do not fit, by chapter."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    stood: dict[str, Standing] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    on: date | None = None
    begun: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Write the invented region's units and staff."""
        region = the_region()
        make_staff(region, make_units(region), decision_table(), Chance(1, 1))

    def live(self, chapter: Chapter) -> None:
        """Live a chapter to its last evening, and keep what does not fit."""
        found = self.found.setdefault(chapter.name, [])
        for day in chapter.days:
            for between in self._days_before(day.on):
                found += self._evening(Day(between, "", ()))
            for act in day.acts:
                found += self._act(day, act)
            found += self._evening(day)

    def _days_before(self, on: date) -> Iterator[date]:
        """Yield the days on which nothing is told, and on which nothing may change."""
        last = self.on or on - ONE_DAY
        assert last < on, f"{on} comes after {last}"
        yield from (last + ONE_DAY * n for n in range(1, (on - last).days))

    # --- acts ----------------------------------------------------------------------------------------------------

    def _act(self, day: Day, act: Act) -> list[str]:
        now = at(day.on, time.fromisoformat(act.time) if act.time else time(15)) + LATER
        self._pass_until(now)
        try:
            self._do(day, act, now)
        except NotFromHere as refused:
            if act.apart.get("refused") != str(refused):
                return [f"{day.on} {act.line}: refused, {refused}"]
            return []
        except Exception as error:  # noqa: BLE001 - the diary is told whole, whatever it says wrong
            return [f"{day.on} {act.line}: {type(error).__name__}: {error} {vars(error)}"]
        return [f"{day.on} {act.line}: not refused"] if "refused" in act.apart else []

    def _do(self, day: Day, act: Act, now: datetime) -> None:
        reader = self.reader(act.role, act.unit, day.on)
        if act.event == "registers":
            who = PEOPLE[act.course]
            self.subjects[act.course] = register(reader, who.number, who.facts, now=now)
            return
        told = self._told(day, act)
        if act.opens:
            self._open(reader, act, told, now)
            return
        course = self.courses[act.course]
        course.refresh_from_db()
        try:
            self._record(reader, course, told, now, confirmed=False)
        except NotConfirmed:
            # Only what the diary says is a correction changes the past; it is shown first, and confirmed.
            if told.replaces is None and told.voids is None:
                raise
            self._record(reader, course, told, now, confirmed=True)

    def _record(
        self, reader: Reader, course: Course, told: Told, now: datetime, *, confirmed: bool
    ) -> None:
        key, version = uuid4(), course.version
        record(reader, course.pk, told, version=version, key=key, confirmed=confirmed, now=now)

    def _open(self, reader: Reader, act: Act, told: Told, now: datetime) -> None:
        """Open a course by hand: as one takes in somebody who is new to the unit, by the number that they tell."""
        pathway = act.course.split()[0]
        who = PEOPLE[MOTHER]
        newcomer = Newcomer(who.number, who.facts)
        done = take_in(reader, newcomer, pathway, told, key=uuid4(), now=now)
        course = Course.objects.get(pk=done.course)
        self.subjects[MOTHER] = course.subject
        self.courses[act.course] = course

    def reader(self, role: str, unit: str, on: date) -> Reader:
        """Return the first who works in a role at a unit of the invented region."""
        membership = Membership.objects.filter(unit__code=unit, role=role).order_by("pk").first()
        assert membership, f"nobody works as {role} at {unit}"
        return staff_reader(membership, on)

    def _told(self, day: Day, act: Act) -> Told:
        happened = act.apart.get("happened", f"{day.on}" + (f" {act.time}" if act.time else ""))
        on, _, clock = happened.partition(" ")
        on_day = date.fromisoformat(on)
        reason = act.apart.get("reason", "")
        if back := act.apart.get("takes-back"):
            return Told(on_day, voids=self._entry(act, back), reason=reason)
        pathway = act.course.split()[0]
        fields = fields_of(table_of(pathway), to_day(on_day), act.event)
        unknown = act.values.keys() - fields.keys()
        assert not unknown, f"{act.line}: {unknown}"
        corrects, fulfils = act.apart.get("corrects"), act.apart.get("fulfils")
        return Told(
            on_day,
            act.event,
            act.outcome,
            at(on_day, time.fromisoformat(clock)) if clock else None,
            act.apart.get("setting"),
            {name: self._value(fields[name], told) for name, told in act.values.items()},
            fulfils=self._entry(act, fulfils) if fulfils else None,
            replaces=self._entry(act, corrects) if corrects else None,
            reason=reason,
        )

    def _entry(self, act: Act, told: str) -> int:
        """Return the number of the last entry of an event, perhaps on a day: "talk-set 2024-02-12"."""
        event, _, on = told.partition(" ")
        rows = Entry.objects.filter(course=self.courses[act.course], event=event, replaces=None)
        rows = rows.filter(happened_on=on) if on else rows
        return rows.order_by("-number").values_list("number", flat=True)[0]

    def _value(self, of: FormField, told: Any) -> Value:
        if of.many:
            return tuple(str(one) for one in (told if isinstance(told, list) else [told]))
        if of.type is FieldType.DATE:
            return to_day(date.fromisoformat(told))
        if of.type is FieldType.MOMENT:
            return to_instant(datetime.fromisoformat(told).replace(tzinfo=OSLO))
        if of.type is FieldType.NUMBER:
            return int(told)
        if of.type is FieldType.MONEY:
            return int(told) * ORE_PER_KRONE
        if of.type is FieldType.YES_NO:
            return {"yes": True, "no": False}[told]
        return str(self.subjects[told].pk) if of.type is FieldType.PERSON else str(told)

    # --- evenings ------------------------------------------------------------------------------------------------

    def _evening(self, day: Day) -> list[str]:
        """Let the day end, and return what of it does not fit: courses begun, clocks of every course, what is looked at."""
        now = at(day.on, EVENING)
        self._pass_until(now)
        self.on = day.on
        found = differing(f"{day.on} begins", day.begins, self.begun)
        self.begun = []
        read = Course.objects.in_bulk([course.pk for course in self.courses.values()])
        self.courses = {name: read[course.pk] for name, course in self.courses.items()}
        known = {**dict.fromkeys(day.clocks, ()), **self.courses}
        for name in known:
            told = list(self._changed(name, now, day.on)) if name in self.courses else []
            found += differing(f"{day.on} {name}", day.clocks.get(name, []), told)
        for what, expected in day.looks.items():
            try:
                seen = looked(self, what, now)
            except KeyError as error:
                seen = f"not there: {error}"
            found += [] if seen == expected else [f"{day.on} {what}: {seen!r}, not {expected!r}"]
        return found

    def _pass_until(self, now: datetime) -> None:
        while work(now) or any(one is None for one in tick(now)):
            pass
        self.begun += self._begun()
        stuck = Message.objects.exclude(fault="").values_list("name", "fault")
        assert not stuck, list(stuck)

    def _begun(self) -> Iterator[str]:
        """Name the courses that have begun since, and yield a line for each that another course has opened."""
        known = {course.pk for course in self.courses.values()}
        new = Course.objects.exclude(pk__in=known).exclude(pathway=REGISTER)
        for course in new.select_related("unit").order_by("pathway", "pk"):
            nth = 1 + sum(name.split()[0] == course.pathway for name in self.courses)
            name = course.pathway if nth == 1 else f"{course.pathway} {nth}"
            self.courses[name] = course
            origin = (
                course.entries.exclude(origin=None)
                .order_by("number")
                .values_list("origin", flat=True)[0]
            )
            asked_by = next(name for name, one in self.courses.items() if one.pk == origin)
            whose = next(who for who, one in self.subjects.items() if one.pk == course.subject_id)
            assert course.unit is not None
            yield (
                f"{name} at {course.unit.code}, asked for by {asked_by}"
                + ("" if whose == MOTHER else f", for {whose}")
                + (", which is told to nobody there" if course.is_origin_hidden else "")
            )

    def _changed(self, name: str, now: datetime, on: date) -> Iterator[str]:
        course = self.courses[name]
        stood = self.stood.get(name, NOWHERE)
        if stood.holds(course, now):
            return
        stands = standing(course, now)
        self.stood[name] = stands
        yield from changes(stood, stands, on)


def at(on: date, clock: time) -> datetime:
    """Return a moment of a day, in Norway."""
    return datetime.combine(on, clock, OSLO)


def differing(what: str, stated: list[str], found: list[str]) -> list[str]:
    """Return a line for each that only one of the two has, in any order."""
    if sorted(stated) == sorted(found):
        return []
    lines = (line for line in ndiff(sorted(stated), sorted(found)) if line[0] in "-+")
    return [
        f"{what}: {'stated, not found' if line[0] == '-' else 'found, not stated'}: {line[2:]}"
        for line in lines
    ]
