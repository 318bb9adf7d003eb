"""What is typed to find somebody: a national number, or a name and a date of birth in one line or in two."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhet.parties.likeness import LEAST_LETTERS, words_of
from helhet.parties.numbers import NotANumber, System, read_number

_DATE: Final = re.compile(r"(?<!\d)(\d{1,2})[. /-]?(\d{1,2})[. /-]?(\d{4}|\d{2})\s*$")
_TURNED: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})\s*$")
_NUMBER: Final = re.compile(r"[\d\s.-]+")


class WithNameField(forms.DateField):
    """What is needed with a name: its label says so."""

    is_needed_at_times = True


class FindForm(forms.Form):
    """Who is looked for. When it is valid it has either `number`, or `name` and `born`."""

    who = forms.CharField(
        label=gettext_lazy("National number, or name"),
        max_length=200,
        widget=forms.SearchInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    born_on = WithNameField(
        label=gettext_lazy("Date of birth, with a name"),
        required=False,
        widget=forms.DateInput({"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )
    number: tuple[System, str] | None = None
    name: str = ""
    born: date | None = None

    def clean(self) -> dict[str, Any]:
        """Tell a number from a name; refuse what is too little to look for."""
        data = super().clean() or self.cleaned_data
        if who := data.get("who", ""):
            if _NUMBER.fullmatch(who):
                self._take_number(who)
            else:
                self._take_name(who, data.get("born_on"))
        return data

    def _take_number(self, told: str) -> None:
        try:
            self.number = read_number(told, synthetic=settings.DEMO)
        except NotANumber:
            self.add_error("who", not_a_number())

    def _take_name(self, told: str, born: date | None) -> None:
        self.name, written = name_and_date(told)
        self.born = born or written
        if sum(map(len, words_of(self.name))) < LEAST_LETTERS:
            self.add_error("who", _("Write at least three letters of the name."))
        if self.born is None and "born_on" not in self.errors:
            self.add_error("born_on", _("A name alone finds nobody. Write the date of birth too."))


class CalledForm(forms.Form):
    """What the reader's own unit calls somebody who is looked for."""

    called = forms.CharField(
        label=gettext_lazy("What you call them"),
        help_text=gettext_lazy("Finds those whom your unit knows by an alias alone."),
        max_length=200,
        widget=forms.SearchInput({"autocomplete": "off", "spellcheck": "false"}),
    )


def not_a_number() -> str:
    """Return what is wrong with a number that is none, without saying it again."""
    if settings.DEMO:
        return _(
            "This is no national number, or not a made-up one: a demo takes those with 80 added to the month. Look for a digit typed wrong."
        )
    return _("This is no national number. It has eleven digits; look for one typed wrong.")


def name_and_date(told: str) -> tuple[str, date | None]:
    """Return a name and the date of birth that is written after it, as 1.2.1990, 010290 or 1990-02-01; None if there is none."""
    if found := _TURNED.search(told):
        year, month, day = found.groups()
    elif found := _DATE.search(told):
        day, month, year = found.groups()
    else:
        return told, None
    try:
        return told[: found.start()], date(_whole(year), int(month), int(day))
    except ValueError:
        return told, None


def _whole(year: str) -> int:
    """Return a year; of one with two digits the last that has come."""
    if len(year) == 4:
        return int(year)
    this = datetime.now().astimezone().year
    return this - (this - int(year)) % 100
