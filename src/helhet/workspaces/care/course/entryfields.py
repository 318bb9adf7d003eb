"""One question of a pathway's form as a field of a browser's form, and what is told there as the core has it; and back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from helhet.parties.models import Unit
from helhet.pathway.calendar import LAST_DAY
from helhet.pathway.courses.course import Value
from helhet.pathway.language.model import FieldType, FormField
from helhet.record.forms import LONGEST_KEY, LONGEST_LONG_TEXT, LONGEST_TEXT, ORE_PER_KRONE
from helhet.record.times import to_date, to_day, to_instant, to_moment
from helhet.workspaces.care.wording import said

YES: Final = "yes"
_QUIET: Final = {"autocomplete": "off"}


class Lines(forms.CharField):
    """Several texts, one a line: a comma may stand in each."""

    def __init__(self, **named: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3, **_QUIET}), **named)

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the field."""
        return "\n".join(value) if isinstance(value, list | tuple) else value


def day_field(**named: Any) -> forms.DateField:
    """Return a field for a day that the calendar knows."""
    return forms.DateField(
        widget=forms.DateInput({"type": "date", **_QUIET}, format="%Y-%m-%d"),
        validators=[MinValueValidator(to_date(0)), MaxValueValidator(to_date(LAST_DAY))],
        **named,
    )


def browser_field(field: FormField, name: str) -> forms.Field:
    """Return the field of a browser's form for one of the definition's."""
    shared: dict[str, Any] = {
        "label": said(field.title, name.partition(".")[2].replace("-", " ")),
        "help_text": _help(field),
        # What is asked only after some answers is asked for by the record's door.
        "required": field.required and not field.asked_if,
    }
    kind = field.type
    if kind is FieldType.CHOICE:
        return _choice(field, shared)
    if kind is FieldType.YES_NO:
        yes_no = [(YES, _("yes")), ("no", _("no"))]
        return forms.ChoiceField(**shared, choices=yes_no, widget=forms.RadioSelect)
    if kind is FieldType.UNIT:
        return _units(field, shared)
    if kind is FieldType.DATE:
        return day_field(**shared)
    if kind is FieldType.MOMENT:
        widget = forms.DateTimeInput({"type": "datetime-local", **_QUIET}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(**shared, widget=widget)
    if kind in (FieldType.NUMBER, FieldType.MONEY):
        return _number(field, shared)
    return _text(field, shared)


def _help(field: FormField) -> str:
    """Return what stands below a question: what its number counts, and the line that explains it."""
    told = (said(one, "") for one in (field.measured_in, field.help) if one)
    return ". ".join(told)


def _choice(field: FormField, shared: dict[str, Any]) -> forms.Field:
    choices = [(name, said(one.title, name)) for name, one in field.choices.items()]
    if field.many:
        return forms.MultipleChoiceField(
            **shared, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(**shared, choices=choices, widget=forms.RadioSelect)


def _units(field: FormField, shared: dict[str, Any]) -> forms.Field:
    units = list(Unit.objects.order_by("name").values_list("code", "name"))
    if field.many:
        return forms.MultipleChoiceField(**shared, choices=units)
    return forms.ChoiceField(**shared, choices=[("", "–"), *units])


def _number(field: FormField, shared: dict[str, Any]) -> forms.Field:
    limits: dict[str, Any] = {"min_value": field.minimum, "max_value": field.maximum}
    if field.type is FieldType.MONEY:
        widget = forms.NumberInput({"inputmode": "decimal", **_QUIET})
        return forms.DecimalField(
            **shared, **limits, decimal_places=2, max_digits=15, widget=widget
        )
    return forms.IntegerField(
        **shared, **limits, widget=forms.NumberInput({"inputmode": "numeric", **_QUIET})
    )


def _text(field: FormField, shared: dict[str, Any]) -> forms.Field:
    if field.many:
        shared["help_text"] = " ".join(filter(None, [shared["help_text"], _("One a line.")]))
        return Lines(**shared, max_length=LONGEST_LONG_TEXT)
    if field.type is FieldType.LONG_TEXT:
        return forms.CharField(
            **shared, widget=forms.Textarea({"rows": 4, **_QUIET}), max_length=LONGEST_LONG_TEXT
        )
    longest = LONGEST_TEXT if field.type is FieldType.TEXT else LONGEST_KEY
    return forms.CharField(**shared, widget=forms.TextInput(_QUIET), max_length=longest)


def value_of(field: FormField, told: Any) -> Value | None:
    """Return what was told as the core has it; None if nothing was."""
    if told in (None, "", []):
        return None
    kind = field.type
    if kind is FieldType.YES_NO:
        return bool(told == YES)
    if kind is FieldType.DATE:
        return to_day(told)
    if kind is FieldType.MOMENT:
        return to_instant(localtime(told))
    if kind is FieldType.MONEY:
        return int(told * ORE_PER_KRONE)
    if field.many:
        return tuple(told if isinstance(told, list) else _several(told)) or None
    return int(told) if kind is FieldType.NUMBER else str(told)


def _several(told: str) -> list[str]:
    return [one.strip() for one in told.splitlines() if one.strip()]


def told_of(field: FormField, value: Value) -> Any:
    """Return a value as it stands in a field that is filled in: the way back from `value_of`."""
    kind = field.type
    if kind is FieldType.YES_NO:
        return YES if value else "no"
    if kind is FieldType.DATE and isinstance(value, int):
        return to_date(value)
    if kind is FieldType.MOMENT and isinstance(value, int):
        return localtime(to_moment(value)).replace(tzinfo=None)
    if kind is FieldType.MONEY and isinstance(value, int):
        return Decimal(value) / ORE_PER_KRONE
    return list(value) if isinstance(value, tuple) else value


def is_same_minute(field: FormField, told: Any, value: Value | None) -> bool:
    """Return whether a moment was left as it stood: a browser shows no seconds, and they shall not be lost."""
    if field.type is not FieldType.MOMENT or not isinstance(value, int) or told is None:
        return False
    return bool(timedelta(0) <= to_moment(value) - told < timedelta(minutes=1))
