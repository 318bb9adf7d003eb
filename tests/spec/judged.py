"""A drawn history read by every reading, and what each says otherwise than drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from helhet.pathway.calendar import Calendar
from helhet.pathway.course import CourseReading
from helhet.pathway.encoding import encode
from helhet.pathway.folding import fold, read_course
from helhet.pathway.history import History
from helhet.pathway.judging import judge
from helhet.pathway.model import Pathway
from helhet.pathway.tables import compile_pathway
from tests.agreement.compiled import fold_compiled
from tests.agreement.oracle import read_naively


def read_plainly(
    history: History, editions: Sequence[Pathway], calendar: Calendar
) -> CourseReading:
    """Read as the live system does."""
    table = compile_pathway(editions, calendar, switched_on=history.switched_on)
    return read_course(table, history.course, history.until, known_after=history.known_after)


def read_as_oracle(
    history: History, editions: Sequence[Pathway], calendar: Calendar
) -> CourseReading:
    """Read by dates and sets, as the tests' oracle does."""
    return read_naively(
        editions,
        calendar,
        history.course,
        history.until,
        switched_on=history.switched_on,
        known_after=history.known_after,
    )


def differences(history: History, editions: Sequence[Pathway], calendar: Calendar) -> list[str]:
    """Return each thing that a reading says otherwise than drawn, or than the other reading."""
    plain = read_plainly(history, editions, calendar)
    naive = read_as_oracle(history, editions, calendar)
    told = [f"plain: {problem}" for problem in judge(history, plain, calendar)]
    told += [f"oracle: {problem}" for problem in judge(history, naive, calendar)]
    return told + list(_apart(_in_order(plain), _in_order(naive)))


def compiled_differs(history: History, editions: Sequence[Pathway], calendar: Calendar) -> bool:
    """Return whether the compiled stepping writes another row than the plain one."""
    table = compile_pathway(editions, calendar, switched_on=history.switched_on)
    encoded = encode(table, history.course, history.known_after)
    plain = fold(table, encoded, history.until)
    return fold_compiled(table, encoded, history.until) != plain


def _in_order(reading: CourseReading) -> CourseReading:
    """Return the reading with what has no order of its own sorted."""
    runs, deviations = tuple(sorted(reading.runs)), tuple(sorted(reading.deviations))
    return replace(reading, runs=runs, deviations=deviations)


def _apart(plain: CourseReading, naive: CourseReading) -> Iterator[str]:
    """Yield what the two readings do not say alike, drawn or not."""
    for part in CourseReading.__dataclass_fields__:
        one, other = getattr(plain, part), getattr(naive, part)
        if one != other:
            yield f"'{part}' is {one} read plainly and {other} by the oracle"
