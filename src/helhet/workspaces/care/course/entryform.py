"""The form of an event, made from the pathway's definition: what a browser sends becomes what the record is told.

Only turns text into values; whether they fit is asked by the record's door, and its answer put beside the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, cast
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from helhet.parties.models import Unit
from helhet.pathway.calendar import LAST_DAY
from helhet.pathway.courses.course import Value
from helhet.pathway.language.model import Event, FieldType, FormField
from helhet.pathway.tables.table import Table
from helhet.record.errors import Fault
from helhet.record.forms import LONGEST_LONG_TEXT, ORE_PER_KRONE, fields_of
from helhet.record.telling import Told
from helhet.record.times import to_date, to_day, to_instant
from helhet.workspaces.care.wording import said

YES: Final = "yes"


class EntryForm(forms.Form):
    """When it happened, how it turned out, what the forms ask, and why if a gate stands before it."""

    happened_on = forms.DateField(
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(to_date(0)), MaxValueValidator(to_date(LAST_DAY))],
    )
    happened_at = forms.TimeField(
        required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    key = forms.UUIDField(widget=forms.HiddenInput)
    acting = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        table: Table,
        event: str,
        day: date,
        *,
        acting: int,
        gate: bool,
        appointments: Sequence[tuple[int, str]],
        **named: Any,
    ) -> None:
        super().__init__(**named)
        self.event, self.acts_as = event, acting
        self.asked = fields_of(table, to_day(day), event)
        self.fields["happened_on"].label = _("Day")
        self.fields["happened_at"].label = _("Time of day")
        told = table.event_on(to_day(day), event)
        if told.outcomes:
            self.fields["outcome"] = _outcomes(told)
        if appointments:
            self.fields["fulfils"] = _appointments(appointments)
        for name, field in self.asked.items():
            self.fields[name] = _field(field, name)
        if gate:
            self.fields["reason"] = _reason()

    def clean(self) -> dict[str, Any]:
        """Refuse a time of day that the day does not have."""
        data = super().clean() or self.cleaned_data
        if data.get("acting") != self.acts_as:
            self.add_error(
                None,
                _(
                    "You act in another role now than when you opened this page. Look at it, and send it again."
                ),
            )
            self._send_anew({"acting": str(self.acts_as)})
        on, at = data.get("happened_on"), data.get("happened_at")
        if on and at and _moment(on, at) is None:
            self.add_error("happened_at", words_of(Fault("happened_at", "another-day")))
        return data

    def told(self) -> Told:
        """Return what is told; the form has been found valid."""
        data = self.cleaned_data
        values = {
            name: value
            for name, field in self.asked.items()
            if (value := _value(field, data[name])) is not None
        }
        return Told(
            data["happened_on"],
            self.event,
            data.get("outcome") or None,
            _moment(data["happened_on"], data["happened_at"]),
            None,
            values,
            data.get("fulfils"),
            reason=data.get("reason", ""),
        )

    def renew(self, version: int) -> None:
        """Let the same be sent once more, now that its writer is shown what came in between."""
        self._send_anew({"version": str(version), "confirmed": ""})

    def ask_confirmation(self, seen: str) -> None:
        """Let the same be confirmed, and nothing else."""
        self._send_anew({"confirmed": seen})

    def ask_reason(self) -> None:
        """Ask why it is done all the same: a gate stands before it."""
        self.fields["reason"] = _reason()

    def _send_anew(self, changed: Mapping[str, str]) -> None:
        sent = cast("QueryDict", self.data).copy()
        for name, value in changed.items():
            sent[name] = value
        self.data = sent

    def show(self, faults: Mapping[str, str]) -> None:
        """Put what the record's door found beside the fields it concerns."""
        for name, words in faults.items():
            self.add_error(name if name in self.fields else None, words)


def first_told(day: date, version: int, acting: int) -> dict[str, Any]:
    """Return what an empty form begins with; its key makes a form that is sent twice count once."""
    return {"happened_on": day, "version": version, "key": uuid4(), "acting": acting}


def words_of(fault: Fault) -> str:
    """Return what is wrong with a field, and what to do."""
    words = {
        "required": _("Fill this in: it is needed."),
        "range": _("This is outside what is possible. Look at it once more."),
        "future": _("This is in the future. Write it when it has happened."),
        "choice": _("Choose one of those that are there."),
        "too-long": _("This is too long. Make it shorter."),
        "unknown-unit": _("There is no such unit. Choose another."),
        "another-day": _("This time is not on that day. Look at both."),
    }
    return words.get(fault.code, _("This could not be read. Write it another way."))


def _outcomes(event: Event) -> forms.ChoiceField:
    choices = [(name, said(one.title, name)) for name, one in event.outcomes.items()]
    return forms.ChoiceField(
        label=_("How did it turn out?"), choices=choices, widget=forms.RadioSelect
    )


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Why it is done all the same"), max_length=LONGEST_LONG_TEXT)


def _appointments(open_ones: Sequence[tuple[int, str]]) -> forms.TypedChoiceField:
    """Return the question which appointment it was; the only one is chosen unless it was none."""
    return forms.TypedChoiceField(
        label=_("Which appointment?"),
        choices=[*open_ones, ("", _("None of these"))],
        coerce=int,
        empty_value=None,
        required=False,
        initial=open_ones[0][0] if len(open_ones) == 1 else None,
        widget=forms.RadioSelect,
    )


def _field(field: FormField, name: str) -> forms.Field:
    """Return the field of a browser's form for one of the definition's."""
    shared: dict[str, Any] = {
        "label": said(field.title, name),
        "help_text": said(field.help, "") if field.help else "",
        "required": field.required,
    }
    kind = field.type
    if kind is FieldType.CHOICE:
        return _choice(field, shared)
    if kind is FieldType.YES_NO:
        yes_no = [(YES, _("yes")), ("no", _("no"))]
        return forms.ChoiceField(**shared, choices=yes_no, widget=forms.RadioSelect)
    if kind is FieldType.UNIT:
        units = Unit.objects.order_by("name").values_list("code", "name")
        return forms.ChoiceField(**shared, choices=[("", "–"), *units])
    if kind is FieldType.DATE:
        return forms.DateField(
            **shared, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        )
    if kind is FieldType.MOMENT:
        return forms.DateTimeField(**shared, widget=forms.DateTimeInput({"type": "datetime-local"}))
    if kind is FieldType.NUMBER:
        return forms.IntegerField(**shared)
    if kind is FieldType.MONEY:
        return forms.DecimalField(**shared, decimal_places=2, max_digits=15)
    area = forms.Textarea({"rows": 4}) if kind is FieldType.LONG_TEXT else forms.TextInput()
    return forms.CharField(**shared, widget=area, max_length=LONGEST_LONG_TEXT)


def _choice(field: FormField, shared: dict[str, Any]) -> forms.Field:
    choices = [(name, said(one.title, name)) for name, one in field.choices.items()]
    if field.many:
        return forms.MultipleChoiceField(
            **shared, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(**shared, choices=choices, widget=forms.RadioSelect)


def _value(field: FormField, told: Any) -> Value | None:
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
        return tuple(told if isinstance(told, list) else _several(told))
    return int(told) if kind is FieldType.NUMBER else str(told)


def _several(told: str) -> list[str]:
    return [one.strip() for one in told.split(",") if one.strip()]


def _moment(on: date, at: time | None) -> datetime | None:
    """Return the moment; None without a time of day, and for one that the clock leaps over in spring."""
    if at is None:
        return None
    moment = datetime.combine(on, at, tzinfo=get_current_timezone())
    back = moment.astimezone(UTC).astimezone(get_current_timezone())
    return moment if back.time() == at else None
