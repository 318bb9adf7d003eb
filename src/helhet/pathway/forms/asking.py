"""Which questions of a form are asked after the answers given so far; what is answered beyond them counts as nothing."""

from __future__ import annotations

from collections.abc import Mapping

from helhet.pathway.courses.course import Value
from helhet.pathway.forms.answers import is_such
from helhet.pathway.language.forms import Answers, Form, FormField


def asked(name: str, form: Form, values: Mapping[str, Value]) -> dict[str, FormField]:
    """Return the questions that are asked, in order. `values` are an entry's, by `form.field`.

    A question leans on earlier ones alone; one that is not asked itself has no answer.
    """
    found: dict[str, FormField] = {}
    told: dict[str, Value | None] = {}
    for key, field in form.fields.items():
        if not field.asked_if or any(_hold(form, told, one) for one in field.asked_if):
            found[key] = field
            told[key] = values.get(f"{name}.{key}")
    return found


def answered(name: str, form: Form, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the answers to what is asked, by field."""
    told = {key: values.get(f"{name}.{key}") for key in asked(name, form, values)}
    return {key: value for key, value in told.items() if value not in (None, "", ())}


def _hold(form: Form, told: Mapping[str, Value | None], answers: Answers) -> bool:
    return all(is_such(form.fields[key], one, told.get(key)) for key, one in answers.items())
