"""The form of a new task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _

from helhet.parties.models import User
from helhet.signin.roles import role_title
from helhet.work.tasks import LONGEST_TEXT, NewTask

ROLE: Final = "role:"
USER: Final = "user:"


class TaskForm(forms.Form):
    """What is to be done, for whom, by when; `about` is a person's id, from the page one came from."""

    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3}))
    whose = forms.ChoiceField(required=False)
    due_on = forms.DateField(
        required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, colleagues: Sequence[User], roles: Sequence[str], *args: Any, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.fields["text"].label = _("What is to be done?")
        self.fields["due_on"].label = _("By which day")
        whose = self.fields["whose"]
        assert isinstance(whose, forms.ChoiceField)
        whose.label = _("For whom?")
        whose.choices = [
            ("", _("whoever is there")),
            *((f"{ROLE}{role}", role_title(role)) for role in roles),
            *((f"{USER}{one.pk}", one.name) for one in colleagues),
        ]

    def told(self) -> NewTask:
        """Return the task; the form has been found valid."""
        data, whose = self.cleaned_data, self.cleaned_data["whose"]
        return NewTask(
            data["text"],
            int(whose.removeprefix(USER)) if whose.startswith(USER) else None,
            whose.removeprefix(ROLE) if whose.startswith(ROLE) else "",
            data["due_on"],
            data["about"],
        )


def first_told(today: date, about: UUID | None) -> dict[str, Any]:
    """Return what an empty form begins with; its key makes a form that is sent twice count once."""
    return {"about": about, "key": uuid4(), "due_on": None if about else today}
