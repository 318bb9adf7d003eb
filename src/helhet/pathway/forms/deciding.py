"""What answers signal, and how an event turned out where its form's answers say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from helhet.pathway.courses.course import Value
from helhet.pathway.forms.answers import is_such, is_within
from helhet.pathway.forms.asking import answered
from helhet.pathway.forms.scoring import scored
from helhet.pathway.language.forms import Answer, Form
from helhet.pathway.language.model import Event, Pathway
from helhet.pathway.language.phrases import FieldRef


def signals(name: str, form: Form, values: Mapping[str, Value]) -> Iterator[str]:
    """Yield the signals that the answers to a form give, in the form's order."""
    told = answered(name, form, values)
    scores = {key: scored(name, form, key, values).points for key in form.scores}
    for called, signal in form.signals.items():
        ways = signal.when
        if any(all(_holds(form, told, scores, *each) for each in way.items()) for way in ways):
            yield called


def _holds(
    form: Form,
    told: Mapping[str, Value],
    scores: Mapping[str, Fraction | None],
    key: str,
    asked: Answer,
) -> bool:
    if key in scores:
        reached = scores[key]
        return reached is not None and is_within(asked, reached)
    return is_such(form.fields[key], asked, told.get(key))


def is_decided(event: Event) -> bool:
    """Return whether an event's outcome follows from its forms, so that nobody chooses it."""
    return any(one.when for one in event.outcomes.values())


def decided(edition: Pathway, event: Event, values: Mapping[str, Value]) -> str:
    """Return the outcome that the answers decide: the first whose signal is given, or the one that waits for none."""
    given = {
        FieldRef(form, signal)
        for form in event.form
        if form in edition.forms
        for signal in signals(form, edition.forms[form], values)
    }
    outcomes = event.outcomes.items()
    return next(name for name, one in outcomes if not one.when or given.intersection(one.when))
