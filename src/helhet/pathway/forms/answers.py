"""One answer: what it counts, and whether it is such as is asked for."""

from __future__ import annotations

from fractions import Fraction

from helhet.pathway.courses.course import Value
from helhet.pathway.language.forms import Answer, FieldType, FormField


def points(field: FormField, value: Value) -> int | None:
    """Return what an answer counts: a choice its points, a number itself; None for what counts nothing."""
    if field.type is FieldType.CHOICE and isinstance(value, str):
        choice = field.choices.get(value)
        return choice.points if choice else None
    return int(value) if field.type is FieldType.NUMBER and isinstance(value, int) else None


def is_such(field: FormField, answer: Answer, value: Value | None) -> bool:
    """Return whether a field was answered so; of several answers one is enough, and no answer is none such."""
    if value is None:
        return False
    several = value if isinstance(value, tuple) else (value,)
    return any(_is_one(field, answer, one) for one in several)


def _is_one(field: FormField, answer: Answer, value: str | int) -> bool:
    if answer.is_ and _word(value) not in answer.is_:
        return False
    if answer.at_least is None and answer.at_most is None:
        return True
    number = points(field, value)
    return number is not None and is_within(answer, Fraction(number))


def is_within(answer: Answer, number: Fraction) -> bool:
    """Return whether a number lies within the bounds, both included."""
    low, high = answer.at_least, answer.at_most
    return (low is None or number >= low) and (high is None or number <= high)


def _word(value: str | int) -> str:
    """Return an answer as a file writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
