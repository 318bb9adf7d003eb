"""Registration codes of a whole log: from the same rows, in the same order, as all else that is measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from helhet.measure.coding import Bucket, code_bucket
from helhet.measure.database import workspace
from helhet.measure.measuring import Question, open_rows, told_safely
from helhet.packs.codes import Act, Coded, Codes

if TYPE_CHECKING:
    from helhet.pathway.tables.table import Table


def codes_in_log(question: Question, codes: Codes) -> Iterator[tuple[str, Coded]]:
    """Yield each entry of a log that has a code, with the name of its course; `number` is its place among the course's rows.

    Raises LogError as `measure` does. Rows after `as_of` are passed over.
    """
    with workspace() as (connection, folder), told_safely():
        opened = open_rows(question, connection, folder)
        for relation in opened.staged.buckets:
            bucket = code_bucket(connection, relation, opened.reading)
            yield from _of_bucket(bucket, question.table, codes, opened.as_of)


def _of_bucket(
    bucket: Bucket, table: Table, codes: Codes, as_of: int
) -> Iterator[tuple[str, Coded]]:
    pathway = table.editions[-1].pathway
    events = codes.events(pathway)
    deeds = [n for n, (event, _) in enumerate(table.names.deeds) if event in events]
    found = np.flatnonzero(np.isin(bucket.deed, deeds) & (bucket.day <= as_of))
    course = bucket.course[found]
    for rows in np.split(found, np.flatnonzero(np.diff(course)) + 1) if len(found) else ():
        acts = (_act(bucket, table, int(row)) for row in rows)
        name = str(bucket.names[bucket.course[rows[0]]])
        yield from ((name, coded) for coded in codes.of(pathway, acts))


def _act(bucket: Bucket, table: Table, row: int) -> Act:
    event, outcome = table.names.deeds[bucket.deed[row]]
    return Act(int(bucket.number[row]), event, outcome, int(bucket.day[row]))
