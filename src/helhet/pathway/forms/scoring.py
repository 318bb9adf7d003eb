"""What answers score, and which band that lies in. Published limits stand in the form's file, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from helhet.pathway.courses.course import Value
from helhet.pathway.forms.answers import points
from helhet.pathway.forms.asking import answered
from helhet.pathway.language.forms import Form, Score

Sex = Literal["female", "male"]


@dataclass(frozen=True)
class Scored:
    """A score: how much, or None if too many questions have no answer; which those are; the least and most it can be."""

    points: Fraction | None
    unanswered: tuple[str, ...]
    least: Fraction
    most: Fraction


def scored(name: str, form: Form, key: str, values: Mapping[str, Value]) -> Scored:
    """Return one score of a form. Of a sum nothing is guessed for what is missing; a mean is that of what was answered."""
    told, score = answered(name, form, values), form.scores[key]
    counted = {
        field: number
        for field in score.of
        if (value := told.get(field)) is not None
        and (number := points(form.fields[field], value)) is not None
    }
    missing = tuple(field for field in score.of if field not in counted)
    total = Fraction(sum(counted.values()))
    if score.by == "mean" and counted:
        total /= len(counted)
    is_enough = len(missing) <= score.missing and bool(counted)
    return Scored(total if is_enough else None, missing, *_range(form, score))


def _range(form: Form, score: Score) -> tuple[Fraction, Fraction]:
    bounds = [_bounds(form, field) for field in score.of]
    parts = len(bounds) if score.by == "mean" else 1
    least, most = (sum(one[side] for one in bounds) for side in (0, 1))
    return Fraction(least, parts), Fraction(most, parts)


def _bounds(form: Form, key: str) -> tuple[int, int]:
    field = form.fields[key]
    numbers = [one.points for one in field.choices.values() if one.points is not None]
    numbers += [one for one in (field.minimum, field.maximum) if one is not None]
    return min(numbers, default=0), max(numbers, default=0)


def bands(score: Score, reached: Fraction, sex: Sex | None = None) -> tuple[str, ...]:
    """Return the band that a score lies in; two where the sexes have other limits and nobody knows which holds."""
    sexes: tuple[Sex, ...] = ("female", "male") if sex is None else (sex,)
    found = [next(_reached(score, reached, each), None) for each in sexes]
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _reached(score: Score, reached: Fraction, sex: Sex) -> Iterator[str]:
    """Yield the bands that a score reaches, the highest first."""
    for name, band in sorted(score.bands.items(), key=lambda one: one[1].at_least, reverse=True):
        if band.sex in (None, sex) and reached >= band.at_least:
            yield name
