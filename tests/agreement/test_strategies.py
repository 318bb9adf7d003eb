"""What is invented is valid, and no word of the language is left out of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hypothesis import given, settings

from helhet.pathway.checking.clocks import clock_faults
from helhet.pathway.checking.cycles import cycle_faults
from helhet.pathway.checking.editions import edition_faults
from helhet.pathway.checking.names import name_faults
from helhet.pathway.courses.course import Breach, Entry, RunOutcome, Why
from helhet.pathway.language import model
from helhet.pathway.language.limits import Change
from helhet.pathway.language.model import Pathway
from helhet.pathway.language.phrases import Duration, Signal, SignalKind, TimeUnit
from helhet.pathway.language.words import Word
from tests.agreement.comparing import naive
from tests.agreement.histories import Example, examples
from tests.agreement.strategies import pathways

FIXED = settings(max_examples=300, derandomize=True, deadline=None)
ENUMS = (
    Change,
    SignalKind,
    TimeUnit,
    model.Area,
    model.Binding,
    model.FieldType,
    model.Fulfilment,
    model.Label,
    model.NeverGated,
    model.SubjectKind,
)


def parts(value: Any) -> Iterator[Any]:
    """Yield a value and all that it is made of."""
    yield value
    if isinstance(value, Word):
        inner: Iterable[Any] = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, Signal):
        inner = [value.kind]
    elif isinstance(value, Duration):
        inner = [value.unit]
    elif isinstance(value, Mapping):
        inner = value.values()
    else:
        inner = value if isinstance(value, tuple) else ()
    for part in inner:
        yield from parts(part)


def told(word: Word) -> Iterator[str]:
    """Yield the fields that say something else than nothing."""
    for name, field in type(word).model_fields.items():
        if field.is_required() or getattr(word, name) != field.get_default():
            yield name


def words_of_the_language(word: type[Word] = Word) -> Iterator[type[Word]]:
    """Yield the model classes of pathway files; other files of a pack have words of their own."""
    for kind in word.__subclasses__():
        if kind.__module__.startswith("helhet.pathway."):
            yield kind
        yield from words_of_the_language(kind)


def test_every_word_is_invented_with_every_field() -> None:
    met: dict[type[Word], set[str]] = defaultdict(set)
    members = set()

    @FIXED
    @given(pathways())
    def look(editions: tuple[Pathway, ...]) -> None:
        for part in parts(editions):
            if isinstance(part, Word):
                met[type(part)].update(told(part))
            elif isinstance(part, ENUMS):
                members.add(part)

    look()

    assert dict(met) == {word: set(word.model_fields) for word in words_of_the_language()}
    assert members == {member for enum in ENUMS for member in enum}


@settings(max_examples=100, derandomize=True, deadline=None)
@given(examples())
def test_what_is_invented_is_valid(example: Example) -> None:
    for edition in example.editions:
        assert not [*name_faults(edition), *clock_faults(edition), *cycle_faults(edition)]
    assert not list(edition_faults(example.editions))


def test_histories_come_to_every_outcome_breach_and_deviation() -> None:
    met: set[RunOutcome | Breach | Why] = set()
    fields: set[str] = set()

    @settings(max_examples=100, derandomize=True, deadline=None)
    @given(examples())
    def look(example: Example) -> None:
        questions = example.questions(4)
        for question, reading in zip(questions, naive(example, questions), strict=True):
            met.update(run.outcome for run in reading.runs)
            met.update(run.breach for run in reading.runs)
            met.update(deviation.why for deviation in reading.deviations)
            for entry in question.course.entries:
                fields.update(name for name, value in vars(entry).items() if value)

    look()

    assert met == {*RunOutcome, *Breach, *Why}
    assert fields == set(Entry.__dataclass_fields__)
