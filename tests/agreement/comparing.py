"""Hold readings of the same courses together, and make a difference small enough to read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, fields, replace
from pprint import pformat
from typing import Any

from helhet.pathway.courses.course import Course, CourseReading, Entry
from helhet.pathway.language.model import Clock, Event
from tests.agreement.histories import Example, Question
from tests.agreement.oracle import read_naively

Reader = Callable[[Example, Sequence[Question]], Sequence[CourseReading]]
"""Reads many courses of one pathway; gives the answers in the order of the questions."""


UNTOLD = {"forms", "title", "goals", "area", "label", "subject", "pathway", "note"}


def naive(example: Example, questions: Sequence[Question]) -> list[CourseReading]:
    """Answer as the oracle does."""
    return [
        read_naively(
            example.editions,
            example.calendar,
            question.course,
            question.until,
            switched_on=example.switched_on,
            known_after=question.known_after,
        )
        for question in questions
    ]


def entries_compared(example: Example, histories: int, readers: Sequence[Reader]) -> int:
    """Hold every reader against the oracle on so many histories; return how many entries they have.

    Every fourth is read again just before, at and just after what time alone will change next.
    """
    questions = example.questions(histories)
    expected = naive(example, questions)
    again = [
        replace(question, until=at + late)
        for question, reading in zip(questions[::4], expected[::4], strict=True)
        for at in turns_of(reading)
        for late in (-1, 0, 1)
    ]
    questions, expected = questions + again, expected + naive(example, again)
    for reader in readers:
        answers = _told(reader, example, questions)
        for question, told, right in zip(questions, answers, expected, strict=True):
            if told != right:
                raise AssertionError(_report(*_smallest(example, question, reader), reader))
    return sum(len(question.course.entries) for question in questions)


def turns_of(reading: CourseReading) -> list[int]:
    """Return when a reading changes though nothing is recorded: a due passes, or time speaks."""
    dues = [run.due for run in reading.runs if run.due is not None]
    return [at for at in (reading.next_change_at, *dues[:1]) if at is not None]


def _told(reader: Reader, example: Example, questions: Sequence[Question]) -> list[CourseReading]:
    """Return a reader's answers, with what has no order of its own sorted."""
    return [
        replace(
            reading, runs=tuple(sorted(reading.runs)), deviations=tuple(sorted(reading.deviations))
        )
        for reading in reader(example, questions)
    ]


def _report(example: Example, question: Question, reader: Reader) -> str:
    (right,), (told,) = naive(example, [question]), _told(reader, example, [question])
    pathways = [e.model_dump(exclude_defaults=True, exclude=UNTOLD) for e in example.editions]
    parts = [
        f"{field.name}:\n  oracle {pformat(a, width=150)}\n  reader {pformat(b, width=150)}"
        for field in fields(CourseReading)
        if (a := getattr(right, field.name)) != (b := getattr(told, field.name))
    ]
    asked = [f"until {question.until}, {question.known_after=}, born={question.course.born}"]
    entries = [_short(entry) for entry in question.course.entries]
    return "\n".join([*(pformat(p, width=150) for p in pathways), *asked, *entries, *parts])


def _short(entry: Entry) -> str:
    given = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return f"Entry({', '.join(f'{name}={value!r}' for name, value in given.items() if value)})"


def _smallest(example: Example, question: Question, reader: Reader) -> tuple[Example, Question]:
    """Return the least of the example that the readings still differ on, found greedily."""

    def differ(example: Example, question: Question) -> bool:
        try:
            return naive(example, [question]) != _told(reader, example, [question])
        except Exception:  # noqa: BLE001 - what is left may be no valid pathway, and fail anyhow
            return False

    while smaller := next((s for s in _smaller(example, question) if differ(*s)), None):
        example, question = smaller
    return example, question


def _smaller(example: Example, question: Question) -> Iterator[tuple[Example, Question]]:
    for course in _smaller_courses(question.course):
        yield example, replace(question, course=course)
    if question.known_after is not None:
        yield example, replace(question, known_after=None)
    for place in range(len(example.editions) if len(example.editions) > 1 else 0):
        editions = example.editions[:place] + example.editions[place + 1 :]
        yield replace(example, editions=editions), question
    for plural in ("clocks", "conditions", "tallies", "migrates"):
        for name in {name for e in example.editions for name in getattr(e, plural)}:
            yield _without(example, plural, name), question
    for name in {name for e in example.editions for name in e.clocks}:
        for word in Clock.model_fields.keys() - {"start", "while_"}:
            yield _plainer(example, "clocks", name, word), question
    for name in example.editions[0].events:
        for word in Event.model_fields.keys() - {"form", "opens"}:
            yield _plainer(example, "events", name, word), question


def _smaller_courses(course: Course) -> Iterator[Course]:
    for gone in course.entries:
        yield replace(course, entries=tuple(_renumbered(course, gone.number)))
    if course.born is not None:
        yield replace(course, born=None)
    for place, entry in enumerate(course.entries):
        for field in fields(entry):
            plain: Any = field.default if field.default is not MISSING else {}
            if field.name not in ("number", "day", "event") and getattr(entry, field.name) != plain:
                plainer = Entry(**{**vars(entry), field.name: plain})
                kept = course.entries
                yield replace(course, entries=(*kept[:place], plainer, *kept[place + 1 :]))


def _renumbered(course: Course, gone: int) -> Iterator[Entry]:
    """Yield the entries less one, without a gap in the numbers, nor what names the one gone."""

    def new(number: int | None) -> int | None:
        return number and number - (number > gone)

    for entry in course.entries:
        if gone not in (entry.number, entry.replaces, entry.voids):
            yield replace(
                entry,
                number=entry.number - (entry.number > gone),
                fulfils=None if entry.fulfils == gone else new(entry.fulfils),
                replaces=new(entry.replaces),
                voids=new(entry.voids),
            )
        elif gone != entry.number:
            yield Entry(entry.number - 1, entry.day, voids=1)


def _without(example: Example, plural: str, name: str) -> Example:
    def kept(words: dict[str, object]) -> dict[str, object]:
        return {other: word for other, word in words.items() if other != name}

    editions = (e.model_copy(update={plural: kept(getattr(e, plural))}) for e in example.editions)
    return replace(example, editions=tuple(editions))


def _plainer(example: Example, plural: str, name: str, word: str) -> Example:
    """Return the example with one word of one clock or event left out everywhere."""

    def plainer(words: dict[str, Clock | Event]) -> dict[str, Clock | Event]:
        if name not in words or words[name] == (plain := _left_out(words[name], word)):
            return words
        return {**words, name: plain}

    editions = tuple(
        e.model_copy(update={plural: plainer(getattr(e, plural))}) for e in example.editions
    )
    same = editions == example.editions
    return replace(example, editions=() if same else editions)


def _left_out(words: Clock | Event, word: str) -> Clock | Event:
    return words.model_copy(update={word: type(words).model_fields[word].get_default()})
