"""The keys that entries carry → codes, counted in each course in the order in which keys first stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhet.measure.coding import Bucket, key_columns
from helhet.measure.errors import LogError
from helhet.measure.staging import Reading
from helhet.measure.times import Column
from helhet.pathway.tables import layout as at

MOST_KEYS = 10_000
"""Of one course: each has its runs on every clock, so their room is keys times clocks."""
SEPARATOR = ";"
"""Stands between several keys in one cell."""


@dataclass(frozen=True)
class Keys:
    """What the entries of a bucket carry, in the order of entries, fields and cells: entry, field and key.

    `first` is where the texts of each course begin in `texts`; key k of a course is texts[first + k - 1].
    """

    entry: Column
    field: Column
    key: Column
    first: Column
    texts: list[str]


def code_keys(bucket: Bucket, reading: Reading, courses: int) -> Keys:
    """Return the keys of a bucket with so many courses."""
    carried = [*_from_cells(bucket, reading), *_from_events(bucket, reading)]
    if not any(len(entry) for entry, *_ in carried):
        nothing = np.zeros(0, dtype=np.int64)
        return Keys(nothing, nothing, nothing, np.zeros(courses + 1, dtype=np.int64), [])
    entry, field, place, text = (np.concatenate(parts) for parts in zip(*carried, strict=True))
    order = np.lexsort((place, field, entry))
    entry, field, text = entry[order], field[order], text[order]
    return _coded(bucket.course[entry].astype(np.int64), entry, field, text, courses)


Carried = tuple[Column, Column, Column, Column]
"""For each key that is carried: by which entry, for which field, its place in the cell, its text."""


def _from_cells(bucket: Bucket, reading: Reading) -> list[Carried]:
    names = reading.table.names.keys
    keys = [_keys_in(text) for text in bucket.cell_texts]
    counts = np.array([len(each) for each in keys], dtype=np.int64)
    firsts = np.cumsum(counts) - counts
    flat = np.array([key for each in keys for key in each], dtype=object)
    carried = []
    for cells, number in zip(bucket.cells, key_columns(reading), strict=True):
        entries = np.flatnonzero(cells >= 0)
        many = counts[cells[entries]]
        entry = np.repeat(entries, many)
        place = np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
        text = flat[np.repeat(firsts[cells[entries]], many) + place]
        field = np.full(len(entry), names.index(reading.texts[number]))
        carried.append((entry, field, place, text))
    return carried


def _keys_in(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.strip() for key in cell.split(SEPARATOR) if key.strip()))


def _from_events(bucket: Bucket, reading: Reading) -> list[Carried]:
    """An entry of an event that is itself `each` carries its own number."""
    names, deeds = reading.table.names, reading.table.names.deeds
    carried = []
    for field, name in enumerate(names.keys):
        codes = [code for code, (event, _) in enumerate(deeds) if event == name]
        if codes:
            entry = np.flatnonzero(np.isin(bucket.deed, codes))
            text = bucket.number[entry].astype(str).astype(object)
            zeros = np.zeros(len(entry), dtype=np.int64)
            carried.append((entry, zeros + field, zeros, text))
    return carried


def _coded(course: Column, entry: Column, field: Column, text: Column, courses: int) -> Keys:
    texts, text_code = np.unique(text, return_inverse=True)
    pairs, first_seen, pair = np.unique(
        course * len(texts) + text_code, return_index=True, return_inverse=True
    )
    order = np.argsort(first_seen)  # courses rise with entries, so this is course by course
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    first = np.searchsorted(pairs[order] // len(texts), np.arange(courses + 1))
    if np.diff(first).max() > MOST_KEYS:
        raise LogError(
            f"A course has more than {MOST_KEYS:,} different keys, so a column of keys is taken wrongly. "
            "Look at --columns, and at clocks with 'each'."
        )
    key = rank[pair] - first[course] + 1
    return Keys(entry, field, key, first, list(texts[pairs[order] % len(texts)]))


def values_of(table_fields: tuple[str, ...], bucket: Bucket, reading: Reading) -> dict[int, Column]:
    """Return the value columns that the log fills, by their place in the table."""
    columns = zip(reading.dates, bucket.dates, strict=True)
    return {at.ENTRY_VALUES + table_fields.index(name): days for name, days in columns}
