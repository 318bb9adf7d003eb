"""The form of an event, made from the pathway's definition: what a browser sends becomes what the record is told.

Only turns text into values; whether they fit is asked by the record's door, and its answer put beside the field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.ledgers.stock import Batch, to_hand_out
from helhet.pathway.courses.course import Value
from helhet.pathway.forms.deciding import is_decided
from helhet.pathway.language.model import Event, FieldType
from helhet.pathway.tables.table import Table
from helhet.record.errors import Fault
from helhet.record.forms import LONGEST_LONG_TEXT, fields_of
from helhet.record.queries.looking import Line
from helhet.record.telling import Told
from helhet.record.times import to_day
from helhet.workspaces.care.course.askedif import asked_if
from helhet.workspaces.care.course.entryfields import (
    browser_field,
    day_field,
    is_same_minute,
    told_of,
    value_of,
)
from helhet.workspaces.care.course.numbering import NO_NUMBERS, Numbers
from helhet.workspaces.care.course.sending import SentForm
from helhet.workspaces.care.course.shelf import Offered
from helhet.workspaces.care.course.whose import whose
from helhet.workspaces.care.wording import said

SUMMER, WINTER = "summer", "winter"
FIXED: Final = ("happened_on", "happened_at")


@dataclass(frozen=True)
class Writing:
    """What a form is for: an event as the pathway has it, who writes in which membership, the entry it corrects if it
    corrects one, the appointments it may be about, the gate that stands before it ("" if none), whether its time of day is needed,
    the time that it begins with, what it may take from the shelf,
    and which of several it may name."""

    table: Table
    event: str
    acting: int
    version: int
    today: date
    line: Line | None = None
    appointments: Sequence[tuple[int, str]] = ()
    fulfils: int | None = None
    gate: str = ""
    needs_time: bool = False
    at: time | None = None
    shelf: Offered | None = None
    numbers: Numbers = NO_NUMBERS

    @property
    def first_told(self) -> dict[str, Any]:
        """What the form begins with; its key makes a form that is sent twice count once."""
        hidden = {"version": self.version, "key": uuid4(), "acting": self.acting}
        if self.line is None:
            only = self.appointments[0][0] if len(self.appointments) == 1 else None
            when = {"happened_on": self.today, "happened_at": self.at}
            return {**when, **self.numbers.first, "fulfils": self.fulfils or only, **hidden}
        row = self.line.entry
        asked = fields_of(self.table, to_day(row.happened_on), row.event)
        values = self.line.values.items()
        at = row.happened_at and localtime(row.happened_at)
        return {
            "happened_on": row.happened_on,
            "happened_at": at and at.time(),
            "hour": _which(at) if at else "",
            "outcome": row.outcome,
            "fulfils": row.fulfils,
            **{name: told_of(asked[name], value) for name, value in values if name in asked},
            **hidden,
        }


class EntryForm(SentForm):
    """When it happened, how it turned out, what the forms ask, and why if a gate stands before it or it corrects."""

    happened_on = day_field()
    happened_at = forms.TimeField(
        required=False, widget=forms.TimeInput({"type": "time", "autocomplete": "off"}, "%H:%M")
    )
    edition = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(
        self,
        writing: Writing,
        data: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        first = writing.first_told
        self.writing, self.acts_as = writing, writing.acting
        self.prefix = prefix  # before the day is read: it is called so, too
        self.day = _day_of(data, self.add_prefix("happened_on")) or first["happened_on"]
        edition = writing.table.edition_on(to_day(self.day))
        super().__init__(data, initial={**first, "edition": edition.edition}, prefix=prefix)
        self.asked = fields_of(writing.table, to_day(self.day), writing.event)
        event = writing.table.event_on(to_day(self.day), writing.event)
        self.whose = tuple(whose(edition, event))
        self._add_fields(event)

    def _add_fields(self, event: Event) -> None:
        self.fields["happened_on"].label = _("Day")
        if any(field.type in (FieldType.DATE, FieldType.MOMENT) for field in self.asked.values()):
            told = _("When it was done. The other days are asked for below.")
            self.fields["happened_on"].help_text = told
        self.fields["happened_at"].label = _("Time of day")
        self.fields["happened_at"].required = self.writing.needs_time
        if self.data and _is_twice(self.day, self.data.get(self.add_prefix("happened_at"))):
            self.fields["hour"] = _hour()
        if event.outcomes and not is_decided(event):
            self.fields["outcome"] = _outcomes(event)
        if self.writing.appointments:
            self.fields["fulfils"] = _appointments(self.writing.appointments)
        if self.writing.shelf:
            self.fields["shelf"] = self.writing.shelf.field()
        for name, field in self.asked.items():
            self.fields[name] = browser_field(field, name)
            if more := self.writing.numbers.told.get(name):
                self.fields[name].help_text = f"{self.fields[name].help_text} {more}".strip()
            # Read by the page's script; the record's door asks again.
            vars(self.fields[name])["asked_if"] = asked_if(self.asked, name, self.add_prefix)
        if self.writing.line is not None:
            self.fields["reason"] = _reason(_("Why it is corrected"), "")
        elif self.writing.gate or self.add_prefix("reason") in self.data:
            self.ask_reason()
        self.order_fields([*FIXED, "hour"])

    def clean(self) -> dict[str, Any]:
        """Refuse a time of day that the day does not have, and what was told to a form of another day or role."""
        data = super().clean()
        self._check_edition(data.get("edition"))
        on, at = data.get("happened_on"), data.get("happened_at")
        if on and at and _moment(on, at) is None:
            self.add_error("happened_at", words_of(Fault("happened_at", "another-day")))
        self._check_moments(data)
        return data

    def _check_moments(self, data: Mapping[str, Any]) -> None:
        """Refuse a moment on another day than the one it is asked for beside: `planned-at` and `planned-on`."""
        for name, field in self.asked.items():
            day, at = data.get(f"{name.removesuffix('-at')}-on"), data.get(name)
            is_moment = field.type is FieldType.MOMENT and name.endswith("-at")
            if is_moment and day and at and localtime(at).date() != day:
                self.add_error(name, words_of(Fault(name, "another-day")))

    def _check_edition(self, shown: str | None) -> None:
        """Show the form again if the day it was filled in for has another one: nobody is asked what they did not see."""
        table, name = self.writing.table, self.writing.event
        now = table.edition_on(to_day(self.day))
        before = next((one for one in table.editions if one.edition == shown), now)
        if before is now:
            return
        self.send_anew({"edition": now.edition})
        told = fields_of(table, before.valid.from_, name), table.event_on(before.valid.from_, name)
        if told != (self.asked, table.event_on(to_day(self.day), name)):
            self.add_error(
                None,
                _(
                    "Other rules were in force on that day, and the form asks for something else. Look at it, and send it again."
                ),
            )

    def told(self) -> Told:
        """Return what is told; the form has been found valid."""
        data, line = self.cleaned_data, self.writing.line
        values = {
            name: value
            for name, field in self.asked.items()
            if (value := self._value(name, data[name])) is not None
        }
        if self.writing.shelf and (batch := self.batch()):
            values |= self.writing.shelf.values(batch)
        return Told(
            data["happened_on"],
            self.writing.event,
            data.get("outcome") or None,
            self._moment(),
            (line.entry.setting or None) if line else None,
            values,
            data.get("fulfils"),
            replaces=line.place if line else None,
            reason=data.get("reason", ""),
        )

    def batch(self) -> Batch | None:
        """Return the batch of our shelf of which one is handed out; None if none is."""
        shelf = self.writing.shelf
        return shelf.batch(self.cleaned_data["shelf"]) if shelf else None

    def beside(self, reader: Reader) -> Callable[[], None] | None:
        """Return what is written together with the entry: that what is handed out leaves the shelf."""
        batch = self.batch()
        if batch is None or self.writing.shelf is None:
            return None
        return to_hand_out(reader, batch, self.writing.shelf.kits(self.told().values))

    def _value(self, name: str, told: Any) -> Value | None:
        before = self.writing.line.values.get(name) if self.writing.line else None
        field = self.asked[name]
        return before if is_same_minute(field, told, before) else value_of(field, told)

    def _moment(self) -> datetime | None:
        """Return when it happened; to the second as it was, if the minute was left as it stood."""
        data, line = self.cleaned_data, self.writing.line
        is_second = data.get("hour") == WINTER
        told = _moment(data["happened_on"], data["happened_at"], is_second=is_second)
        before = line.entry.happened_at if line else None
        if told and before and before.replace(second=0, microsecond=0) == told:
            return before
        return told

    def ask_reason(self) -> None:
        """Ask why it is done all the same: a gate stands before it."""
        gate = self.writing.gate
        told = _("Needed if this has not been done first: %(clock)s") % {"clock": gate}
        self.fields["reason"] = _reason(_("Why it is done all the same"), told if gate else "")


def words_of(fault: Fault) -> str:
    """Return what is wrong with a field, and what to do."""
    words = {
        "required": _("Fill this in: it is needed."),
        "range": _("This is outside what is possible. Look at it once more."),
        "future": _("This is in the future. Write it when it has happened."),
        "choice": _("Choose one of those that are there."),
        "too-long": _("This is too long. Make it shorter."),
        "not-asked": _(
            "This is not asked after what was answered above. Empty it, or change the answer."
        ),
        "unknown-unit": _("There is no such unit. Choose another."),
        "unknown-person": _(
            "This is nobody here. Use the id from the service that has registered the person, never a national number."
        ),
        "taken": _(
            "Somebody is called so in your unit already. Is it somebody else, choose a name that tells them apart."
        ),
        "another-day": _("This time is not on that day. Look at both."),
    }
    return words.get(fault.code, _("This could not be read. Write it another way."))


def _outcomes(event: Event) -> forms.ChoiceField:
    choices = [(name, said(one.title, name)) for name, one in event.outcomes.items()]
    return forms.ChoiceField(
        label=_("How did it turn out?"), choices=choices, widget=forms.RadioSelect
    )


def _reason(label: str, help_text: str) -> forms.CharField:
    """Return the question why; whether it must be answered is asked by the record's door."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_LONG_TEXT,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )


def _hour() -> forms.ChoiceField:
    """Return the question which of two: in the night when summer time ends an hour comes twice."""
    choices = [(SUMMER, _("the first time (summer time)")), (WINTER, _("the second time"))]
    return forms.ChoiceField(
        label=_("This hour came twice that night. Which?"),
        choices=choices,
        widget=forms.RadioSelect,
    )


def _appointments(open_ones: Sequence[tuple[int, str]]) -> forms.TypedChoiceField:
    """Return the question which appointment it was; the only one is chosen unless it was none."""
    return forms.TypedChoiceField(
        label=_("Which appointment?"),
        choices=[*open_ones, ("", _("None of these"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def _day_of(data: Mapping[str, Any] | None, name: str) -> date | None:
    """Return the day that was sent, if it is one that the calendar knows."""
    try:
        return day_field().clean(data.get(name)) if data else None
    except forms.ValidationError:
        return None


def _is_twice(on: date, told: str | None) -> bool:
    """Return whether a time of day came twice on a day."""
    try:
        at = forms.TimeField(required=False).clean(told)
    except forms.ValidationError:
        return False
    return at is not None and _moment(on, at) != _moment(on, at, is_second=True)


def _which(at: datetime) -> str:
    return WINTER if at.fold else SUMMER


def _moment(on: date, at: time | None, *, is_second: bool = False) -> datetime | None:
    """Return the moment; None without a time of day, and for one that the clock leaps over in spring."""
    if at is None:
        return None
    moment = datetime.combine(on, at, tzinfo=get_current_timezone()).replace(fold=int(is_second))
    # In UTC, for two moments of one zone are held to be one if their clocks show the same.
    moment = moment.astimezone(UTC)
    return moment if moment.astimezone(get_current_timezone()).time() == at else None
