"""What is typed when something is passed on: to whom and of which courses, then what, on which basis and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhet.access.doors import table
from helhet.parties.models import Unit
from helhet.record.forms import LONGEST_LONG_TEXT
from helhet.record.models import Course, Release, ReleaseStop
from helhet.record.pathways import pack
from helhet.record.releases.choosing import LONGEST_NOTE, Item, Wanted
from helhet.record.releases.offering import has_readers
from helhet.record.releases.rules import COURT, NotReleasable, purposes
from helhet.workspaces.care.releases.faults import words_of
from helhet.workspaces.care.releases.wording import basis_of, law_title, purpose_of, why_of
from helhet.workspaces.care.wording import pathway_title

BETWEEN: Final = ":"
ALONE: Final = ""
"""What stands for an entry without any answer, only that it happened."""
OUTCOME: Final = "."
"""What stands for an entry's outcome: no field is called so."""


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class WhomForm(forms.Form):
    """To whom, for what, and of which courses something is chosen."""

    unit = forms.TypedChoiceField(
        label=gettext_lazy("To whom?"),
        coerce=int,
        help_text=gettext_lazy(
            "The unit finds it only if it helps the person itself. Whoever has nothing to do with the person finds nobody."
        ),
    )
    purpose = forms.ChoiceField(label=gettext_lazy("For what?"), widget=forms.RadioSelect)
    course = forms.TypedMultipleChoiceField(
        label=gettext_lazy("From what?"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, units: Iterable[Unit], courses: Sequence[Course], on: date, data: Any = None
    ) -> None:
        alone = {"course": [courses[0].pk]} if len(courses) == 1 else {}
        super().__init__(data, initial=alone)
        self.on = on
        choices: dict[str, list[tuple[Any, Any]]] = {
            "unit": [("", _("Choose a unit")), *((one.pk, one.name) for one in units)],
            "purpose": [(one, purpose_of(one)) for one in sorted(purposes(table()), reverse=True)],
            "course": [(one.pk, pathway_title(one.pathway)) for one in courses],
        }
        for name, told in choices.items():
            choose(self, name, told)

    def clean(self) -> dict[str, Any]:
        """Refuse a unit in which nobody could read it."""
        data = super().clean() or self.cleaned_data
        unit, purpose = data.get("unit"), data.get("purpose")
        if unit and purpose and not has_readers(unit, purpose, self.on):
            self.add_error(
                "unit",
                _(
                    "Nobody there could read it: no one acts for this. Choose another unit, or for what."
                ),
            )
        return data


class WhatForm(forms.Form):
    """What goes, on which basis, and until when."""

    items = forms.MultipleChoiceField(
        label=gettext_lazy("What is passed on"), widget=forms.CheckboxSelectMultiple
    )
    basis = forms.ChoiceField(label=gettext_lazy("What does it rest on?"), widget=forms.RadioSelect)
    law = forms.ChoiceField(label=gettext_lazy("Which rule, if one is known?"), required=False)
    to_day = _day(
        gettext_lazy("Until which day is it shown?"),
        gettext_lazy(
            "The day is chosen with the person; the one that stands here is only a proposal."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("A word to whoever reads it"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It says nothing that was not chosen above."),
    )

    def __init__(self, items: Iterable[str], on: date, data: Any = None) -> None:
        offered = on + timedelta(days=settings.CONSENT_OFFERED_DAYS)
        super().__init__(data, initial={"to_day": offered})
        choose(self, "items", [(one, one) for one in items])
        choose_terms(self)

    @property
    def terms(self) -> list[forms.BoundField]:
        """The fields beside what is chosen, which the page sets itself."""
        return [one for one in self.visible_fields() if one.name != "items"]


class ReportForm(forms.Form):
    """What goes into a report to the court, and on which basis."""

    items = forms.MultipleChoiceField(
        label=gettext_lazy("From the programme"), widget=forms.CheckboxSelectMultiple
    )
    passed = forms.MultipleChoiceField(
        label=gettext_lazy("What others have passed on to you"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=gettext_lazy("A word to the court"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It says nothing that was not chosen above."),
    )
    own_words = forms.CharField(
        label=gettext_lazy("In the person's own words"),
        required=False,
        max_length=LONGEST_LONG_TEXT,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("What the person wants the court to know, as they say it."),
    )
    basis = forms.ChoiceField(label=gettext_lazy("What does it rest on?"), widget=forms.RadioSelect)
    law = forms.ChoiceField(label=gettext_lazy("Which rule, if one is known?"), required=False)

    def __init__(self, items: Iterable[str], passed: Iterable[str], data: Any = None) -> None:
        super().__init__(data, initial={"basis": Release.Basis.CONSENT.value})
        choose(self, "items", [(one, one) for one in items])
        choose(self, "passed", [(one, one) for one in passed])
        choose_terms(self)

    @property
    def terms(self) -> list[forms.BoundField]:
        """The fields beside what is chosen, which the page sets itself."""
        return [one for one in self.visible_fields() if one.name not in ("items", "passed")]


class SendForm(forms.Form):
    """When the person was shown it, and said yes to it; under which key it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    previewed_on = _day(
        gettext_lazy("On which day was the person shown exactly this?"), required=False
    )
    consented_on = _day(
        gettext_lazy("On which day did the person say yes in writing to just this?"), required=False
    )

    def __init__(self, data: Any = None, *, to_court: bool, by_consent: bool) -> None:
        super().__init__(data, initial={"key": uuid4()})
        # Which of them it needs is the door's to say, in its own words.
        self.fields["previewed_on"].is_needed_at_times = to_court  # type: ignore[attr-defined]
        self.fields["consented_on"].is_needed_at_times = to_court and by_consent  # type: ignore[attr-defined]
        if not by_consent:
            del self.fields["consented_on"]

    def refuse(self, refused: NotReleasable) -> None:
        """Put why it cannot be beside its field."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, words_of(refused))


class StopForm(forms.Form):
    """Why it is stopped."""

    why = forms.ChoiceField(label=gettext_lazy("Why?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose(self, "why", [(one, why_of(one)) for one in ReleaseStop.Why.values])


def choose(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Give a field of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def choose_terms(form: forms.Form) -> None:
    """Give a form the bases there are, and the laws of the pack."""
    choose(form, "basis", [(one, basis_of(one)) for one in Release.Basis.values])
    laws = sorted((law_title(one), one) for one in pack().laws)
    choose(form, "law", [("", _("None is named")), *((one, title) for title, one in laws)])


def as_item(course: UUID, number: int, name: str) -> str:
    """Return what the form calls an entry, its outcome or one of its answers."""
    return BETWEEN.join((str(course), str(number), name))


def items_of(chosen: Iterable[str]) -> list[Item]:
    """Return what was chosen, each entry once, with all that is chosen of it."""
    found: dict[tuple[UUID, int], set[str]] = {}
    for one in chosen:
        course, number, name = one.split(BETWEEN, 2)
        found.setdefault((UUID(course), int(number)), set()).add(name)
    return [
        Item(*of, frozenset(names - {ALONE, OUTCOME}), with_outcome=OUTCOME in names)
        for of, names in found.items()
    ]


def wanted_of(whom: WhomForm, what: WhatForm, send: SendForm | None = None) -> Wanted:
    """Return what is wanted; the forms have been found valid."""
    to, told = whom.cleaned_data, what.cleaned_data
    days = send.cleaned_data if send else {}
    return Wanted(
        items_of(told["items"]),
        to["unit"],
        to["purpose"],
        told["basis"],
        told["to_day"],
        told["law"],
        told["note"],
        days.get("previewed_on"),
        days.get("consented_on"),
    )


def is_to_court(whom: WhomForm) -> bool:
    """Return whether it goes to a court, so by two, and seen by the person first."""
    return bool(whom.cleaned_data["purpose"] == COURT)
