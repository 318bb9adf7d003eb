"""Who is new to a unit, as they are written down: turns what is typed into what the register takes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from helhet.parties.likeness import words_of, written_plainly
from helhet.parties.models import Sex, Unit
from helhet.parties.numbers import NotANumber, System, born_as, read_number
from helhet.record.doors.taking import Newcomer
from helhet.record.persons.facts import LONGEST_NAME
from helhet.workspaces.care.finding.findform import not_a_number

_FIRST: Final = ("nb", "nn", "se", "en")
_OPEN: Final = {"autocomplete": "off", "spellcheck": "false"}


class NewcomerForm(forms.Form):
    """The number, if there is one, and what is told of somebody; nothing of it changes what is known already."""

    number = forms.CharField(
        label=gettext_lazy("National number"),
        help_text=gettext_lazy("Leave it open if there is none, or nobody knows it."),
        required=False,
        max_length=20,
        widget=forms.TextInput({**_OPEN, "inputmode": "numeric"}),
    )
    given_name = forms.CharField(
        label=gettext_lazy("Given name"), max_length=LONGEST_NAME, widget=forms.TextInput(_OPEN)
    )
    family_name = forms.CharField(
        label=gettext_lazy("Family name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(_OPEN),
    )
    born_on = forms.DateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("A national number tells it, too."),
        required=False,
        widget=forms.DateInput({"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), initial="nb")
    needs_interpreter = forms.ChoiceField(
        label=gettext_lazy("Needs an interpreter"), initial="no", widget=forms.RadioSelect
    )
    municipality = forms.CharField(
        label=gettext_lazy("Home municipality"),
        help_text=gettext_lazy("Its number, four digits."),
        required=False,
        validators=[RegexValidator(r"\A[0-9]{4}\Z", gettext_lazy("Four digits, as 5055."))],
        widget=forms.TextInput({**_OPEN, "inputmode": "numeric", "list": "municipalities"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        help_text=gettext_lazy("Kept sealed."),
        required=False,
        max_length=40,
        validators=[
            RegexValidator(
                r"\A\+?[0-9 ]{5,}\Z", gettext_lazy("Digits, and a plus before those from abroad.")
            )
        ],
        widget=forms.TextInput({**_OPEN, "inputmode": "tel"}),
    )
    read: tuple[System, str] | None = None

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        yes_no = [("yes", _("yes")), ("no", _("no"))]
        sexes = [("female", _("female")), ("male", _("male")), ("other", _("other"))]
        self._choose("sex", [("", _("not known")), *sexes])
        self._choose("language", languages())
        self._choose("needs_interpreter", yes_no)
        if "is_another" in self.data:
            self.ask_whether_another()

    def _choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean_given_name(self) -> str:
        """Refuse a name that is not written with letters that everybody sees."""
        return as_name(self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        """Refuse a name that is not written with letters that everybody sees."""
        told: str = self.cleaned_data["family_name"]
        return as_name(told) if told else ""

    def clean_number(self) -> str:
        """Refuse what is no number of this world."""
        told: str = self.cleaned_data["number"]
        if told:
            try:
                self.read = read_number(told, synthetic=settings.DEMO)
            except NotANumber:
                raise ValidationError(not_a_number()) from None
        return told

    def clean_born_on(self) -> date | None:
        """Refuse a birth date that has not come, or that the number contradicts."""
        told: date | None = self.cleaned_data["born_on"]
        if told and told > localdate():
            raise ValidationError(_("This day has not come."))
        known = born_as(*self.read) if self.read else None
        if told and known and known[0] != told:
            raise ValidationError(_("The number says another date of birth. Look at both."))
        return told or (known[0] if known else None)

    def newcomer(self) -> Newcomer:
        """Return who is taken in, of a form that is valid."""
        data = self.cleaned_data
        known = born_as(*self.read) if self.read else None
        facts: dict[str, Any] = {
            "given_name": data["given_name"],
            "family_name": data["family_name"],
            "sex": data["sex"] or (known[1] if known else Sex.UNKNOWN.value),
            "language": data["language"],
            "needs_interpreter": data["needs_interpreter"] == "yes",
        }
        if data["born_on"]:
            facts["born_on"] = data["born_on"].isoformat()
        if data["phone"]:
            facts["phone"] = data["phone"]
        if data["municipality"]:
            since = localdate().isoformat()
            facts["home"] = {"municipality": data["municipality"], "from_day": since}
        return Newcomer(data["number"], facts)

    def ask_whether_another(self) -> None:
        """Let whoever writes say that it is none of those whom they were shown."""
        self.fields["is_another"] = forms.BooleanField(
            label=_("It is none of them: this is somebody else")
        )
        self.order_fields(["is_another"])

    def show(self, faults: dict[str, str]) -> None:
        """Put what the register found beside the fields it concerns."""
        for name, words in faults.items():
            self.add_error(name if name in self.fields else None, words)


def as_name(told: str) -> str:
    """Return a name, its letters composed; raise ValidationError for one with signs that nobody sees, or letters that look like others."""
    name = unicodedata.normalize("NFC", told)
    if not written_plainly(name):
        raise ValidationError(
            _(
                "There is a sign in this that cannot be seen, or letters of two alphabets that look alike. Write it anew."
            )
        )
    if not words_of(name):
        raise ValidationError(_("Write the name with letters."))
    return name


def languages() -> list[tuple[str, str]]:
    """Return the languages by their codes, in the words of the page; those that most speak first."""
    told = Locale.parse(get_language() or "nb").languages
    rest = sorted(
        ((code, name) for code, name in told.items() if len(code) == 2 and code not in _FIRST),
        key=lambda one: one[1].casefold(),
    )
    return [*((code, told[code]) for code in _FIRST), *rest]


def municipalities() -> list[tuple[str, str]]:
    """Return the numbers and names of the municipalities that are units here. One query."""
    units = Unit.objects.exclude(municipality="").order_by("name")
    return list(units.values_list("municipality", "name"))
