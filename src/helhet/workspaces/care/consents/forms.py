"""What is typed when a person says yes: whom to, to what, until when, and how it was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhet.access.consenting import NotConsented, Wanted
from helhet.access.deciding import consentable, objectable
from helhet.access.doors import table
from helhet.access.models import Consent
from helhet.access.table import Part
from helhet.parties.models import Unit
from helhet.workspaces.care.consents.wording import what_of, who_of

BETWEEN: Final = ":"


class ConsentForm(forms.Form):
    """One consent, or several to the same unit until the same day."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Who may see it?"), coerce=int)
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What may be seen?"), widget=forms.CheckboxSelectMultiple
    )
    to_day = forms.DateField(
        label=gettext_lazy("Until which day?"),
        help_text=gettext_lazy(
            "The day is chosen with the person; the one that stands here is only a proposal."
        ),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    manner = forms.ChoiceField(
        label=gettext_lazy("How did the person say it?"),
        help_text=gettext_lazy(
            "That somebody was told and did not object is enough for news of an overdose alone; the rest asks for a yes."
        ),
        widget=forms.RadioSelect,
    )

    def __init__(self, units: Iterable[Unit], on: date, data: Any = None) -> None:
        offered = on + timedelta(days=settings.CONSENT_OFFERED_DAYS)
        super().__init__(data, initial={"to_day": offered})
        self.on = on
        self._choose("unit", [("", _("Choose a unit")), *((one.pk, one.name) for one in units)])
        self._choose(
            "parts",
            [
                (f"{purpose}{BETWEEN}{part}", f"{capfirst(who_of(purpose))}: {what_of(part)}")
                for purpose, part in {**consentable(table()), **objectable(table())}
            ],
        )
        self._choose(
            "manner",
            [
                (Consent.Manner.SAID.value, _("said in person")),
                (Consent.Manner.WRITTEN.value, _("in writing")),
                (Consent.Manner.TOLD.value, _("told of it, and did not object")),
            ],
        )

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def told(self) -> list[Wanted]:
        """Return the consents, one for each purpose; the form has been found valid. They begin today."""
        data = self.cleaned_data
        asked: dict[str, list[Part]] = defaultdict(list)
        for one in data["parts"]:
            purpose, _between, part = one.partition(BETWEEN)
            asked[purpose].append(Part(part))
        manner = Consent.Manner(data["manner"])
        return [
            Wanted(data["unit"], purpose, parts, self.on, data["to_day"], manner)
            for purpose, parts in asked.items()
        ]

    def refuse(self, refused: NotConsented) -> None:
        """Put why a consent cannot be beside its field."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, words_of(refused.code))


def words_of(code: str) -> str:
    """Return why a consent cannot be, in plain words."""
    told = {
        "child": _(
            "Nobody under 16 consents alone, and which rule holds for them is not known here. So no consent is written down; ask whoever is responsible where you work."
        ),
        "age-unknown": _(
            "The date of birth is not known, so nobody knows whether the person consents alone. Write it down first."
        ),
        "died": _("The person has died."),
        "yes-needed": _(
            "This can be seen only if the person says yes. Write down how they said it, or leave it."
        ),
        "before-it-begins": _("That day has passed. Choose today or a later day."),
    }
    return told.get(code, _("That cannot be consented to. Open the page anew."))
