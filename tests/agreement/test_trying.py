"""Entries tried on a course: the same deviations as if each were written in it alone, and the whole read anew."""

from dataclasses import replace

from hypothesis import given

from helhet.pathway.courses.course import Course, Deviation, Entry
from helhet.pathway.courses.folding import read_course
from helhet.pathway.courses.ordering import effective_entries, position
from helhet.pathway.courses.trying import deviations_of
from helhet.pathway.tables.table import Table, compile_pathway
from tests.agreement.histories import Example, Question, example, examples


@given(examples())
def test_each_entry_is_tried_as_if_it_were_written_alone(example: Example) -> None:
    table = compile_pathway(example.editions, example.calendar, example.switched_on)
    for question in example.questions(4):
        course, tried = parted(question)
        assert deviations_of(table, course, tried) == {
            entry.number: written(table, course, entry) for entry in tried
        }


def parted(question: Question) -> tuple[Course, list[Entry]]:
    """Return a course without its last entries, and those on or after its first day, each about nothing else."""
    entries = [replace(one, fulfils=None) for one in effective_entries(question.course.entries)]
    kept, last = entries[:-4], entries[-4:]
    first = min((one.day for one in kept), default=0)
    tried = [one for one in last if one.day >= first] if kept else last[:1]
    return Course(tuple(kept), question.course.born), tried


def written(table: Table, course: Course, entry: Entry) -> list[Deviation]:
    """Return the deviations of an entry that was written in a course."""
    after = replace(course, entries=(*course.entries, entry))
    until = max((position(table, one) for one in after.entries), default=0)
    return [
        one for one in read_course(table, after, until).deviations if one.number == entry.number
    ]


def test_nothing_tried_is_nothing_found() -> None:
    invented = example(bytes(400))
    table = compile_pathway(invented.editions, invented.calendar, invented.switched_on)

    assert deviations_of(table, Course(()), []) == {}
