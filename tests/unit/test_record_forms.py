"""Whether values fit the forms of an event: each kind of field, one and many, bounds, and what is asked for."""

import pytest

from helhet.pathway.courses.course import Value
from helhet.pathway.language.model import FormField
from helhet.record import forms


def field(kind: str, **more: object) -> FormField:
    return FormField.model_validate({"type": kind, **more})


TEXT, LONG = field("text"), field("long-text")
NUMBER = field("number", minimum="1", maximum="9")
MONEY = field("money", minimum="1", maximum="9")
CHOICE = field("choice", choices={"red": {}, "blue": {}})
NEEDED, MANY = field("text", required="yes"), field("key", many="yes")


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (TEXT, "a garden"),
        (TEXT, None),
        (TEXT, ""),
        (TEXT, "x" * forms.LONGEST_TEXT),
        (LONG, "x" * forms.LONGEST_LONG_TEXT),
        (NUMBER, 1),
        (NUMBER, 9),
        (MONEY, 100),
        (MONEY, 900),
        (CHOICE, "red"),
        (field("yes-no"), False),
        (field("date"), 0),
        (field("moment"), 1_700_000_000_000_000),
        (MANY, ("anna", "bo")),
        (MANY, ()),
        (NEEDED, "here"),
    ],
)
def test_what_fits_has_no_fault(one: FormField, value: Value | None) -> None:
    assert list(forms._faults(one, value)) == []


@pytest.mark.parametrize(
    ("one", "value", "fault"),
    [
        (NEEDED, None, "required"),
        (NEEDED, "", "required"),
        (field("key", many="yes", required="yes"), (), "required"),
        (MANY, "anna", "one-or-many"),
        (TEXT, ("a", "b"), "one-or-many"),
        (MANY, ("anna", 7), "type"),
        (TEXT, 7, "type"),
        (TEXT, True, "type"),
        (TEXT, "a\0b", "type"),
        (TEXT, "x" * (forms.LONGEST_TEXT + 1), "too-long"),
        (LONG, "x" * (forms.LONGEST_LONG_TEXT + 1), "too-long"),
        (NUMBER, "7", "type"),
        (NUMBER, True, "type"),
        (NUMBER, 0, "range"),
        (NUMBER, 10, "range"),
        (MONEY, 99, "range"),
        (MONEY, 901, "range"),
        (CHOICE, "green", "choice"),
        (CHOICE, 1, "type"),
        (field("yes-no"), 1, "type"),
        (field("yes-no"), "yes", "type"),
        (field("date"), -1, "range"),
        (field("date"), 47_847, "range"),
        (field("date"), "2026-05-19", "type"),
        (field("moment"), -1, "range"),
        (field("moment"), 47_847 * 86_400_000_000, "range"),
    ],
)
def test_what_does_not_fit_has_its_fault(one: FormField, value: Value | None, fault: str) -> None:
    assert list(forms._faults(one, value)) == [fault]
