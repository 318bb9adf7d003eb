"""What an import tells, and another course too: the same event of the same day is one, and a course has it once.

A sender tells of a prison in each course that it has of a person; whoever records writes it where they work, and
the others hear. So it holds for what was imported alone: two who record the same have both written it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from helhet.parties.models import Person
from helhet.pathway.courses.ordering import standing
from helhet.record.courses.appending import Origin
from helhet.record.models import IMPORT, REGISTER, Course, Entry
from helhet.record.persons.reached import DIED, Reached, origin_of_entry
from helhet.record.times import to_day

Key = tuple[str, int]
"""An event and its day."""


def twins(course: Course, told: Sequence[Reached], day_in: Callable[[Reached], int]) -> set[Origin]:
    """Return what a course has already of all that was told of its person, or has from another course. Two queries at most.

    `day_in` says on which day the course would hear of something.
    """
    if not told:
        return set()
    rows = list(course.entries.order_by("number"))
    stands = standing(rows)
    heard = {origin_of_entry(row): row for row in stands.values() if _is_heard(row)}
    own = _own(course, rows, stands, [_key(row) for row in heard.values()])
    said = {
        one.origin
        for one in told
        if (key := (one.told["event"], day_in(one))) in own and (own[key] or one.is_imported)
    }
    left = (one for one in told if one.origin not in said)
    return said.union(_told_again(left, heard.keys()))


def _own(
    course: Course, rows: Sequence[Entry], stands: Mapping[int, Entry], heard: Collection[Key]
) -> dict[Key, bool]:
    """Return what a course says itself, and whether that was imported. Of a register, the death alone."""
    if course.pathway == REGISTER:
        died = Person.objects.filter(pk=course.subject_id).values_list("died_on", flat=True).first()
        return {key: False for key in [(DIED, to_day(died))] if key not in heard} if died else {}
    imported = {row.number for row in rows if row.role == IMPORT}
    found: dict[Key, bool] = {}
    for place, row in stands.items():
        if row.origin is None:
            found[_key(row)] = found.get(_key(row), False) or place in imported
    return found


def _told_again(told: Iterable[Reached], heard: Collection[Origin]) -> Iterator[Origin]:
    """Yield what others tell, too: of what an import and others tell, what was heard stays, then what was recorded here."""
    days = defaultdict[Key, list[Reached]](list)
    for one in told:
        days[one.told["event"], one.told["day"]].append(one)
    for same in days.values():
        kept = min(same, key=lambda one: (one.origin not in heard, one.is_imported))
        for one in same:
            if one is not kept and (one.is_imported or kept.is_imported):
                yield one.origin


def _key(row: Entry) -> Key:
    return row.event, to_day(row.happened_on)


def _is_heard(row: Entry) -> bool:
    return row.origin is not None and row.kind == Entry.Kind.EVENT
