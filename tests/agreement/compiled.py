"""The readers that are held against the oracle; each takes the same examples."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from helhet.measure.folding import compiled_fold
from helhet.measure.kernels import Array, Read, checked_read, kernel
from helhet.pathway.courses.course import CourseReading
from helhet.pathway.courses.encoding import Encoded, encode
from helhet.pathway.courses.folding import decode, read_course, work_size
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table, compile_pathway
from tests.agreement.comparing import Reader
from tests.agreement.histories import Example, Question


def plain(example: Example, questions: Sequence[Question]) -> list[CourseReading]:
    """Answer as the live system does, one course at a time."""
    table = compile_pathway(example.editions, example.calendar, switched_on=example.switched_on)
    return [
        read_course(table, asked.course, asked.until, known_after=asked.known_after)
        for asked in questions
    ]


def compiled(example: Example, questions: Sequence[Question]) -> list[CourseReading]:
    """Answer with machine code, all courses together as when the live record is made anew."""
    table = compile_pathway(example.editions, example.calendar, switched_on=example.switched_on)
    encoded = [encode(table, asked.course, asked.known_after) for asked in questions]
    outs = compiled_fold(table, encoded, [asked.until for asked in questions])
    return [decode(table, each, out) for each, out in zip(encoded, outs, strict=True)]


def checked(example: Example, questions: Sequence[Question]) -> list[CourseReading]:
    """Answer with machine code that stops where an index leaves its array."""
    return _answers(example, questions, _checked_read())


@lru_cache(maxsize=1)
def _checked_read() -> Read:
    return checked_read()


def _answers(example: Example, questions: Sequence[Question], read: Read) -> list[CourseReading]:
    table = compile_pathway(example.editions, example.calendar, switched_on=example.switched_on)
    encoded = [encode(table, asked.course, asked.known_after) for asked in questions]
    return [
        decode(table, each, fold_compiled(table, each, asked.until, read))
        for each, asked in zip(encoded, questions, strict=True)
    ]


def fold_compiled(
    table: Table, encoded: Encoded, until: int, read: Read | None = None
) -> list[int]:
    """Return the rows of the out of one course as machine code writes them; `folding.fold` does it plainly."""
    given = np.array([0, 0, encoded.end, len(encoded.keys)], np.int64)
    entries = np.array(encoded.ints, np.int64)
    work = np.zeros(work_size(table, len(encoded.keys)), np.int64)
    room = 16 + 2 * encoded.end // table.ints[at.ENTRY_SIZE]
    while True:
        out = np.zeros(room * at.OUT_SIZE, np.int64)
        if (read or kernel().read)(_ints(table), entries, work, out, given, 0, until):
            return [int(number) for number in out[: work[at.N_OUT]]]
        room *= 4


@lru_cache(maxsize=4)
def _ints(table: Table) -> Array:
    return np.array(table.ints, np.int64)


READERS: list[Reader] = [plain, compiled]
