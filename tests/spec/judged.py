"""A drawn history read by every reading, and what each says otherwise than drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import cache

from helhet.packs.pack import Pack, open_pack
from helhet.packs.reading import charges_of, effects_of
from helhet.pathway.calendar import Calendar
from helhet.pathway.courses.course import CourseReading
from helhet.pathway.courses.encoding import encode
from helhet.pathway.courses.folding import fold, read_course
from helhet.pathway.errors import Problem
from helhet.pathway.histories.history import History
from helhet.pathway.histories.judging import judge, judge_charges, judge_effects
from helhet.pathway.language.model import Pathway
from helhet.pathway.tables.table import compile_pathway
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
    told += map(str, what_follows(history, editions, calendar, plain))
    return told + list(_apart(plain, naive))


def what_follows(
    history: History, editions: Sequence[Pathway], calendar: Calendar, reading: CourseReading
) -> list[Problem]:
    """Hold against the history what follows from its reading: courses opened elsewhere, and what it costs."""
    table = compile_pathway(editions, calendar, switched_on=history.switched_on)
    problems = judge_effects(history, effects_of(table, history))
    return problems + judge_charges(history, charges_of(table, history, reading, _pack()))


def compiled_differs(history: History, editions: Sequence[Pathway], calendar: Calendar) -> bool:
    """Return whether the compiled stepping writes another row than the plain one."""
    table = compile_pathway(editions, calendar, switched_on=history.switched_on)
    encoded = encode(table, history.course, history.known_after)
    plain = fold(table, encoded, history.until)
    return fold_compiled(table, encoded, history.until) != plain


@cache
def _pack() -> Pack:
    """Return the shipped pack, for its rates."""
    return open_pack()


def _apart(plain: CourseReading, naive: CourseReading) -> Iterator[str]:
    """Yield what the two readings do not say alike, drawn or not."""
    one, other = _in_order(plain), _in_order(naive)
    for part in (field.name for field in fields(CourseReading)):
        here, there = getattr(one, part), getattr(other, part)
        if here != there and isinstance(here, tuple):
            here, there = set(here) - set(there), set(there) - set(here)
        if here != there:
            yield f"'{part}': read plainly {here}, by the oracle {there}"


def _in_order(reading: CourseReading) -> CourseReading:
    """Return the reading with what has no order of its own sorted."""
    runs, deviations = tuple(sorted(reading.runs)), tuple(sorted(reading.deviations))
    return replace(reading, runs=runs, deviations=deviations)
