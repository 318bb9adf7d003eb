"""What is arranged about a course's work: who has it in hand, and what is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.parties.models import User
from helhet.work.waiting import LONGEST_DAYS, Which
from helhet.workspaces.care.worklist.queries import Line, why_aside


class HoldForm(forms.Form):
    """Who has a course in hand; empty for nobody."""

    user = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, colleagues: Sequence[User], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["user"]
        assert isinstance(field, forms.TypedChoiceField)
        field.label = _("Has it in hand")
        field.choices = [("", _("nobody")), *((one.pk, one.name) for one in colleagues)]


class AsideForm(forms.Form):
    """Which deadline is set aside, until when, and why."""

    which = forms.ChoiceField(widget=forms.RadioSelect)
    until = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    why = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, reader: Reader, lines: Sequence[Line], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.lines = {run_name(line): line for line in lines}
        self.longest = reader.on + timedelta(days=LONGEST_DAYS)
        which, why, until = (self.fields[name] for name in ("which", "why", "until"))
        assert isinstance(which, forms.ChoiceField)
        assert isinstance(why, forms.ChoiceField)
        which.label, why.label = _("Which deadline?"), _("Why?")
        which.choices = [(name, _called(line)) for name, line in self.lines.items()]
        which.initial = run_name(lines[0]) if len(lines) == 1 else None
        why.choices = why_aside()
        until.label = _("Until the morning of")
        until.widget.attrs |= {
            "min": f"{reader.on + timedelta(days=1):%Y-%m-%d}",
            "max": f"{self.longest:%Y-%m-%d}",
        }

    @property
    def chosen(self) -> Which:
        """Return the deadline; the form has been found valid."""
        return which_of(self.lines[self.cleaned_data["which"]])


def run_name(line: Line) -> str:
    """Return what a deadline is called in a form that is sent, for the list may be another by then; its key cannot be read from it."""
    return salted_hmac("deadline", repr(which_of(line))).hexdigest()


def which_of(line: Line) -> Which:
    """Return the key of a deadline's run."""
    return Which(line.owed.course, line.owed.clock, line.owed.key, line.owed.number)


def _called(line: Line) -> str:
    return f"{line.deadline.clock}, {line.deadline.date}"
