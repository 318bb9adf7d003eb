"""A row of a course and the rows of its entries as one whole course, or every fault of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from helhet.importing.csvfiles import Row
from helhet.importing.entries import ToldEntry, read_entries
from helhet.importing.faults import RowFault, said
from helhet.importing.known import text_of
from helhet.importing.world import World, id_faults
from helhet.pathway.courses.ordering import effective_entries
from helhet.pathway.reading.faults import meant
from helhet.record.courses.appending import New
from helhet.record.doors.bulk import NewCourse, Ready
from helhet.record.models import Course, Entry, Spell
from helhet.record.pathways import names, table_of
from helhet.record.persons.reached import DIED
from helhet.record.times import to_day


@dataclass(frozen=True)
class Who:
    """A person as the register has them: whose the course is, and what a course must fit.

    The subject is the one that was found, with its own birth date, also where it was merged into another: they may
    be parted again. What is told is compared with what the whole person's register says.
    """

    subject: UUID
    own_born_on: date | None = field(repr=False)
    born_on: date | None = field(repr=False)
    died_on: date | None = field(repr=False)


@dataclass(frozen=True)
class ToldCourse:
    """A course as its rows tell."""

    row: Row
    entries: Sequence[Row]

    @property
    def id(self) -> str:
        """The sender's own id."""
        return self.row.get("course")

    @property
    def text(self) -> str:
        """What is told, for knowing it again."""
        entries = sorted(self.entries, key=lambda row: row.get("number"))
        return text_of(self.row, *entries)


def row_faults(row: Row, units: Mapping[str, int]) -> Iterator[RowFault]:
    """Yield what is wrong with a course's own row."""
    yield from row.faults
    if row.is_read("person"):
        yield from id_faults(row, "person")
    if row.is_read("pathway"):
        yield from _pathway_faults(row)
    if row.is_read("unit") and row.get("unit") not in units:
        yield row.fault("unit", *said("unknown-unit"))


def _pathway_faults(row: Row) -> Iterator[RowFault]:
    pathway = row.get("pathway")
    if pathway not in (known := names()):
        yield row.fault(
            "pathway", "the pack has no such pathway", meant(pathway, known, "pathways")
        )
    elif table_of(pathway).newest.subject != "person":
        yield row.fault(
            "pathway", "the pathway is not about persons", "Import courses of persons only."
        )


def read_course(
    told: ToldCourse,
    who: Who,
    units: Mapping[str, int],
    world: World,
    erased: Mapping[int, date],
) -> NewCourse | list[RowFault]:
    """Return the course to write, or all that is wrong with it. Of what was `erased`, by its number, the words are not taken."""
    row, table = told.row, table_of(told.row.get("pathway"))
    if not told.entries:
        return [row.fault("course", "there are no entries of the course", "Send them with it.")]
    entries, found = read_entries(told.entries, table, units, world, erased)
    if found:
        return found
    course = Course(subject_id=who.subject, pathway=row.get("pathway"))
    return NewCourse(course, list(_entries(entries, who, units[row.get("unit")])))


def _entries(told: Sequence[ToldEntry], who: Who, unit: int) -> Iterator[tuple[New, datetime]]:
    """Yield the entries as the record has them: the birth first, and the first one in the course's unit."""
    first = told[0]
    shift = 0
    if who.own_born_on is not None:
        shift = 1
        born = {"born": to_day(who.own_born_on)}
        yield New(Entry.Kind.BIRTH, first.new.happened_on, content=born), first.recorded_at
    held: dict[int, int | None] = {}
    for one in told:
        new = one.new
        if new.voids is None:
            # A correction keeps the unit of what it corrects, unless it names another.
            own = unit if one is first else held.get(new.replaces or 0)
            new = replace(new, unit=new.unit or own)
            held[new.replaces or one.number] = new.unit
        links = {
            name: number + shift
            for name in ("fulfils", "replaces", "voids")
            if (number := getattr(new, name)) is not None
        }
        yield replace(new, **links), one.recorded_at


def reading_faults(told: ToldCourse, ready: Ready, who: Who) -> Iterator[RowFault]:
    """Yield what a course that was read still lacks: somewhere to stand, and one word with the register on a death."""
    row = told.row
    if not ready.projection.rows[Spell]:
        yield row.fault(
            "course", "none of its entries opens a course of the pathway", "Send the one that does."
        )
    told_entries = effective_entries(ready.made.asked.core.entries)
    died = {entry.day for entry in told_entries if entry.event == DIED}
    if died and who.died_on is None:
        yield row.fault(
            "person",
            "the course says that the person died, and the register does not know of it",
            "Fill in died_on of the person; of one who is known already, record the death first.",
        )
    if died and who.died_on and to_day(who.died_on) not in died:
        words = (
            "the register says that the person died on another day",
            "Mend the one that is wrong.",
        )
        yield row.fault("person", *words)
    if who.died_on and not died and not ready.course.is_ended:
        yield row.fault(
            "person",
            "the register says that the person died, and the course goes on",
            "Send the entry of the death, or of the course's end.",
        )
