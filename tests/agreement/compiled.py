"""The readers that are held against the oracle; each takes the same examples."""

from collections.abc import Sequence

import numpy as np

from helhet.measure.kernels import kernel
from helhet.pathway import layout as at
from helhet.pathway.course import CourseReading
from helhet.pathway.encoding import Encoded
from helhet.pathway.folding import read_course, work_size
from helhet.pathway.tables import Table, compile_pathway
from tests.agreement.comparing import Reader
from tests.agreement.histories import Example, Question


def plain(example: Example, questions: Sequence[Question]) -> list[CourseReading]:
    """Answer as the live system does, one course at a time."""
    table = compile_pathway(example.editions, example.calendar, switched_on=example.switched_on)
    return [
        read_course(table, asked.course, asked.until, known_after=asked.known_after)
        for asked in questions
    ]


def fold_compiled(table: Table, encoded: Encoded, until: int) -> list[int]:
    """Return the rows of the out of one course as machine code writes them; `folding.fold` does it plainly."""
    t, e = (np.array(ints, np.int64) for ints in (table.ints, encoded.ints))
    given = np.array([0, 0, encoded.end, len(encoded.keys)], np.int64)
    work = np.zeros(work_size(table, len(encoded.keys)), np.int64)
    room = 16 + 2 * encoded.end // table.ints[at.ENTRY_SIZE]
    while True:
        out = np.zeros(room * at.OUT_SIZE, np.int64)
        if kernel().read(t, e, work, out, given, 0, until):
            return [int(number) for number in out[: work[at.N_OUT]]]
        room *= 4


READERS: list[Reader] = [plain]
