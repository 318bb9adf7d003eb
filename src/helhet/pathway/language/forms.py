"""The words of a form file: Form, FormField, Choice; what it scores, what it signals, whose text it is.

A form that scores is an instrument. What the words mean stands in docs/reference/language/forms.md;
`helhet.pathway.forms` reads answers by them.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from helhet.pathway.language.spelling import (
    ADecimal,
    AloneOrList,
    Flag,
    Name,
    Names,
    Number,
    OrNames,
    Text,
    Texts,
)
from helhet.pathway.language.words import Title, Word


class FieldType(StrEnum):
    """What a form field holds. A `key` names one of several (a child, a kit); `person` and `unit` name a record."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    YES_NO = "yes-no"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    KEY = "key"
    PERSON = "person"
    UNIT = "unit"
    MUNICIPALITY = "municipality"
    MONEY = "money"


class Choice(Word):
    """One answer that may be chosen; `points` is what it counts in a score."""

    title: Title | None = None
    points: Number | None = None


class Answer(Word):
    """What is asked of one answer: that it is one of several, or that its number or points lie within bounds."""

    is_: Texts = ()
    at_least: ADecimal | None = None
    at_most: ADecimal | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.is_ and self.at_least is None and self.at_most is None:
            raise ValueError("say which answers: 'is', 'at-least' or 'at-most'")
        return self


def _short_answer(value: Any) -> Any:
    return value if isinstance(value, dict | Answer) else {"is": value}


Answers = Mapping[Name, Annotated[Answer, BeforeValidator(_short_answer)]]
"""What is asked of several answers at once: all of it must hold."""


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


AnyAnswers = Annotated[tuple[Answers, ...], BeforeValidator(_one_or_more), AloneOrList()]
"""Several ways in which something may hold; one of them is enough."""


class FormField(Word):
    """One question of a form; `asked-if` says after which answers it is asked at all."""

    type: FieldType
    title: Title | None = None
    help: Title | None = None
    measured_in: Title | None = None
    asked_if: AnyAnswers = ()
    required: Flag = False
    many: Flag = False
    choices: Annotated[Mapping[Name, Choice], *OrNames] = {}
    choices_as: Name | None = None
    minimum: Number | None = None
    maximum: Number | None = None

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if (self.type is FieldType.CHOICE) != bool(self.choices or self.choices_as):
            raise ValueError("a field of type 'choice' has 'choices', and no other has")
        return self


class Band(Word):
    """What a score of so much and more is called, and what comes next; `sex` where the limit is another for women and men."""

    title: Title | None = None
    at_least: ADecimal = Decimal(0)
    sex: Literal["female", "male"] | None = None
    next: Title | None = None
    verified: Flag = True
    source: str | None = None


class Score(Word):
    """What the points of some answers make together: their sum, or their mean. Unanswered ones may be `missing`, so many."""

    title: Title | None = None
    of: Names
    by: Literal["sum", "mean"] = "sum"
    missing: Annotated[Number, Field(ge=0)] = 0
    bands: Annotated[Mapping[Name, Band], *OrNames] = {}
    source: str | None = None
    note: str | None = None


class AnswerSignal(Word):
    """What answers tell at once; `urgent` is read before anything else, and shown with where to turn."""

    when: AnyAnswers
    title: Title | None = None
    urgent: Flag = False


class Licence(Word):
    """Whose words the questions are: `text` says whether they stand here (`bundled`, `own`) or only their structure does."""

    owner: Text
    terms: Text
    text: Literal["own", "bundled", "structure"]
    source: str | None = None
    verified: Flag = True


def _with_choices(data: Any) -> Any:
    """Return a form's data with the choices that fields take from earlier ones written out."""
    fields = data.get("fields") if isinstance(data, dict) else None
    if not isinstance(fields, dict):
        return data
    written: dict[Any, Any] = {}
    for key, field in fields.items():
        taken = _choices_of(written, field)
        written[key] = field if taken is None else {**field, "choices": taken}
    return {**data, "fields": written}


def _choices_of(written: Mapping[Any, Any], field: Any) -> Any:
    """Return the choices of the field that this one names in `choices-as`; None if it names none that has any."""
    if not isinstance(field, dict) or "choices" in field:
        return None
    named = field.get("choices-as")
    other = written.get(named) if isinstance(named, str) else None
    return other.get("choices") if isinstance(other, dict) else None


class Form(Word):
    """What is written down with an entry, or answered: questions, what they score, what they signal."""

    title: Title | None = None
    fields: Annotated[Mapping[Name, FormField], Field(min_length=1)]
    scores: Mapping[Name, Score] = {}
    signals: Mapping[Name, AnswerSignal] = {}
    licence: Licence | None = None
    source: str | None = None
    note: str | None = None

    _choices_written_out = model_validator(mode="before")(_with_choices)
