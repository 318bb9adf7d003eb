"""Integer columns → the records of `helhet.pathway.tables.layout` → the rows of the out, some thousand courses at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from helhet.measure.coding import Bucket
from helhet.measure.keys import Keys, code_keys, values_of
from helhet.measure.staging import Reading
from helhet.measure.times import Column, days_of
from helhet.pathway.calendar import months_later
from helhet.pathway.stepping import courses as plain
from helhet.pathway.tables import layout as at

SLICE_ENTRIES = 200_000
"""Entries that are laid out at a time: few enough for the processor's cache, many enough to forget the calls."""
OUT_ROWS = 100_000

Reader = Callable[[Column, Column, Column, Column, Column, int, int], int]
"""`read_courses` of the stepping: table, entries, work, out, given, first course, until → courses read."""


def plain_reader(ints: list[int]) -> Reader:
    """Return the stepping as it stands, for a table of these ints: slow, but at hand at once."""

    def read(
        _: Column, entries: Column, work: Column, out: Column, given: Column, first: int, until: int
    ) -> int:
        held, written = [0] * len(work), [0] * len(out)
        done = plain.read_courses(
            ints, entries.tolist(), held, written, given.tolist(), first, until
        )
        work[:], out[:] = held, written
        return done

    return read


@dataclass(frozen=True)
class Bulk:
    """How courses are read: by which reader, as of when, and how much at a time."""

    reading: Reading
    read: Reader
    until: int
    slice_entries: int = SLICE_ENTRIES
    out_rows: int = OUT_ROWS

    def outs(self, bucket: Bucket) -> Iterator[tuple[Column, Keys]]:
        """Yield the rows of the out for the courses of a bucket, and the keys they name; a row is a course's of that bucket."""
        keys = code_keys(bucket, self.reading, len(bucket.born))
        table = np.array(self.reading.table.ints, dtype=np.int64)
        out = np.empty(self.out_rows * at.OUT_SIZE, dtype=np.int64)
        yield out[:0].reshape(-1, at.OUT_SIZE), keys  # of no course: a bucket may hold none
        for courses in _slices(bucket.course, self.slice_entries):
            entries, given = lay_out(bucket, courses, keys, self.reading)
            work = np.zeros(self._work_size(given), dtype=np.int64)
            read = 0
            while read < len(courses):
                before = read
                read = self.read(table, entries, work, out, given, before, self.until)
                if read == before:
                    out = np.empty(4 * len(out), dtype=np.int64)
                yield out[: work[at.N_OUT]].reshape(-1, at.OUT_SIZE), keys

    def _work_size(self, given: Column) -> int:
        t, most_keys = self.reading.table.ints, int(given[at.GIVEN_KEYS :: at.GIVEN_SIZE].max())
        runs = (most_keys + 1) * t[at.N_CLOCKS] * at.RUN_SIZE
        return at.WORK_HEADER + t[at.RUNS_IN_COURSE] + runs


@dataclass(frozen=True)
class Courses:
    """Some courses of a bucket: their codes, and from where to where their entries stand."""

    code: Column
    start: Column
    stop: Column

    def __len__(self) -> int:
        return len(self.code)


def _slices(course: Column, most: int) -> Iterator[Courses]:
    """Yield courses, as many as have about so many entries; one alone may have more."""
    start = np.flatnonzero(np.diff(course, prepend=-1))
    stop = np.append(start[1:], len(course))
    part = (start // most).astype(np.int64)
    for places in np.split(np.arange(len(start)), np.flatnonzero(np.diff(part)) + 1):
        if len(places):
            yield Courses(course[start[places]], start[places], stop[places])


def lay_out(
    bucket: Bucket, courses: Courses, keys: Keys, reading: Reading
) -> tuple[Column, Column]:
    """Return the entries of some courses, births before them and keys after, and where each course stands."""
    first, part = int(courses.start[0]), slice(int(courses.start[0]), int(courses.stop[-1]))
    size = reading.table.ints[at.ENTRY_SIZE]
    is_born = bucket.born[courses.code] != at.MISSING
    births = np.cumsum(is_born)
    place = np.arange(part.stop - first) + np.repeat(births, courses.stop - courses.start)
    records = _records(bucket, part, reading, size)
    if births[-1]:
        entries, records = records, np.empty((len(records) + int(births[-1]), size), dtype=np.int64)
        records[place] = entries
        start = courses.start[is_born]
        born = bucket.born[courses.code[is_born]]
        records[place[start - first] - 1] = _births(bucket.day[start], born, reading, size)
    pairs = _lay_out_keys(records, place, keys, part)
    stop = (courses.stop - first + births) * size
    n_keys = keys.first[courses.code + 1] - keys.first[courses.code]
    given = np.column_stack((courses.code, np.append(0, stop[:-1]), stop, n_keys))
    return np.concatenate((records.ravel(), pairs)), given.astype(np.int64).ravel()


def _records(bucket: Bucket, part: slice, reading: Reading, size: int) -> Column:
    records = np.full((part.stop - part.start, size), at.MISSING, dtype=np.int64)
    day, position = bucket.day[part], bucket.position[part]
    timed = bucket.place[part] == 1
    start = days_of(reading.calendar).start[day]
    told: dict[int, Column | int] = {
        at.ENTRY_DAY: day,
        at.ENTRY_POSITION: position,
        at.ENTRY_MOMENT: np.where(timed, position, start),
        at.ENTRY_DEED: bucket.deed[part],
        at.ENTRY_SETTING: bucket.setting[part],
        at.ENTRY_UNIT: bucket.unit[part],
        at.ENTRY_NUMBER: bucket.number[part],
        at.ENTRY_TIMED: timed,
        at.ENTRY_KEYS: 0,
        at.ENTRY_N_KEYS: 0,
    }
    for column, values in told.items():
        records[:, column] = values
    for column, days in values_of(reading.table.names.fields, bucket, reading).items():
        records[:, column] = days[part]
    return records


def _births(day: Column, born: Column, reading: Reading, size: int) -> Column:
    """Return the records that tell of births at the first tick of each course's first day."""
    records = np.full((len(day), size), at.MISSING, dtype=np.int64)
    start = days_of(reading.calendar).start[day]
    records[:, at.ENTRY_DAY] = day
    records[:, at.ENTRY_POSITION] = records[:, at.ENTRY_MOMENT] = start
    records[:, at.ENTRY_DEED : at.ENTRY_VALUES] = (at.BIRTH, at.NONE, at.NONE, 0, 1, 0, 0)
    births, which = np.unique(born, return_inverse=True)
    for number, name in enumerate(reading.table.names.fields):
        if name.isdigit():
            reached = [months_later(int(birth), 12 * int(name)) for birth in births]
            records[:, at.ENTRY_VALUES + number] = np.array(reached, dtype=np.int64)[which]
    return records


def _lay_out_keys(records: Column, place: Column, keys: Keys, part: slice) -> Column:
    """Say in the records where their keys stand after all records, and return them as pairs of field and key."""
    first, last = np.searchsorted(keys.entry, (part.start, part.stop))
    carrier = place[keys.entry[first:last] - part.start]
    places, starts, counts = np.unique(carrier, return_index=True, return_counts=True)
    records[places, at.ENTRY_KEYS] = records.size + 2 * starts
    records[places, at.ENTRY_N_KEYS] = counts
    return np.column_stack((keys.field[first:last], keys.key[first:last])).ravel()
