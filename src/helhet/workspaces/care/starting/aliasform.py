"""Somebody whom a team calls by a name alone: the form that asks for that name, and for nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhet.record.doors.taking import Called
from helhet.record.persons.facts import LONGEST_NAME
from helhet.workspaces.care.starting.newform import as_name

_OPEN = {"autocomplete": "off", "spellcheck": "false"}


class CalledField(forms.CharField):
    """What a team calls somebody: written with letters that everybody sees, its words one space apart."""

    def __init__(self, **named: Any) -> None:
        super().__init__(
            label=gettext_lazy("What you call them"),
            help_text=gettext_lazy(
                "As they call themselves. No number, and no more of their name than they have told."
            ),
            max_length=LONGEST_NAME,
            widget=forms.TextInput(_OPEN),
            **named,
        )

    def clean(self, value: Any) -> str:
        """Refuse a name that is not written with letters that everybody sees."""
        return as_name(" ".join(super().clean(value).split()))


class AliasForm(forms.Form):
    """What the team calls them; and, once somebody is called so, whether it is them."""

    called = CalledField()

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        if "is_same" in self.data:
            self._ask_whether_same()
        if "is_another" in self.data:
            self.ask_whether_another()

    def newcomer(self) -> Called:
        """Return who is taken in, of a form that is valid."""
        return Called(self.cleaned_data["called"], self.cleaned_data.get("is_same", False))

    def ask_whether_another(self) -> None:
        """Let whoever writes say that it is none of those whom they were shown."""
        self.fields["is_another"] = forms.BooleanField(
            label=_("It is none of them: this is somebody else")
        )
        self.order_fields(["is_another"])

    def show(self, faults: dict[str, str]) -> None:
        """Put what the register found beside the name; that is that somebody is called so already."""
        for words in faults.values():
            self.add_error("called", words)
        self._ask_whether_same()

    def _ask_whether_same(self) -> None:
        self.fields["is_same"] = forms.BooleanField(
            label=_("It is the same person: go on with them"), required=False
        )
