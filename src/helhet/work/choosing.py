"""Who stands on a page of the list. Of few deadlines all are read, and put in order here; both ways say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from helhet.access.deciding import Reader
from helhet.record.models import Course
from helhet.work.long_list import chosen_runs, counts, first_people
from helhet.work.order import Counts, Days, Narrowed, Place, Stretch, fits, worst_of
from helhet.work.owing import Owed, owing, read, read_few

FEW: Final = 500
"""How many deadlines are read at once. Own choice: more than most units have."""


class Chosen(NamedTuple):
    """Who stands on a page, all that is owed about them, and how many stand in each stretch of what is not set aside."""

    subjects: list[UUID]
    owed: list[Owed]
    counts: Counts


def choose(
    reader: Reader, now: datetime, narrowed: Narrowed, days: Days, *, first: int, size: int
) -> Chosen:
    """Return who stands on a page. Three queries; nine if the list is long."""
    owed = read_few(reader, now, FEW)
    if owed is not None:
        return _of_few(owed, narrowed, days, first, size)
    chosen = chosen_runs(reader, now, narrowed)
    page = first_people(chosen, days, narrowed.stretch, first, size)
    # Asked for first: SQLite would rather read all runs of the unit than those of some courses.
    courses = list(Course.objects.filter(subject__root__in=page).values_list("pk", flat=True))
    found = read(reader, now, owing(reader, now).filter(course__in=courses))
    return Chosen(page, found, counts(reader, now, replace(narrowed, aside=False)))


def _of_few(owed: list[Owed], narrowed: Narrowed, days: Days, first: int, size: int) -> Chosen:
    standing = _standing(owed, narrowed, days)
    people = [one.subject for one in standing if narrowed.stretch in (None, one.stretch)]
    page = people[first : first + size]
    others = _standing(owed, replace(narrowed, aside=False), days) if narrowed.aside else standing
    in_each = Counter(one.stretch for one in others)
    shown = set(page)
    return Chosen(
        page,
        [one for one in owed if one.subject in shown],
        Counts(*(in_each[one] for one in list(Stretch)[:3])),
    )


def _standing(owed: Iterable[Owed], narrowed: Narrowed, days: Days) -> list[Place]:
    """Return the worst place of each person in what the list is narrowed to."""
    chosen = (one for one in owed if (one.until is not None) is narrowed.aside)
    places = (
        Place(days.stretch(one.due_at), one.rank, one.due_at, one.subject)
        for one in chosen
        if fits(one, narrowed)
    )
    return list(worst_of(sorted(places), None))
