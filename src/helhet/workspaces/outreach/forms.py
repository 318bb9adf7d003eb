"""The forms: a contact, a movement of kits, a total. Each choice is one tap, and nothing is typed that could tell of somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhet.ledgers.contacts import MOST_PEOPLE, Met
from helhet.ledgers.doors import lists
from helhet.ledgers.errors import Refused
from helhet.ledgers.models import Movement
from helhet.ledgers.stock import Batch, Shelf
from helhet.pathway.language.words import Title
from helhet.workspaces.care.course.shelf import called, mark_of

_QUIET: Final = {"autocomplete": "off"}


def choices(names: Mapping[str, Title]) -> list[tuple[str, str]]:
    """Return a list of the pack as choices, in the language of the page."""
    language = get_language() or "nb"
    return [(name, title.in_(language)) for name, title in names.items()]


def words_of(refused: Refused) -> str:
    """Return what a ledger refused, and what to do."""
    words = {
        "future": _("This is in the future. Count it when it has happened."),
        "long-ago": _("This is too long ago to be counted here."),
        "range": _("This number cannot be. Look at it once more."),
        "too-many": _(
            "There are not so many on the shelf. Count the shelf, and write what is there."
        ),
        "expired": _("This batch has expired. Take another, and clear this one away."),
        "across": _("These days are counted already, by the month."),
        "required": _("Fill this in: it is needed."),
    }
    return words.get(refused.code, _("Choose one of those that are there."))


class Keyed(forms.Form):
    """A form that counts once however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def refuse(self, refused: Refused) -> None:
        """Put beside a field why the ledger refused it."""
        self.add_error(refused.field if refused.field in self.fields else None, words_of(refused))

    def offer(self, name: str, label: str, told: list[tuple[str, str]]) -> None:
        """Let one of these be chosen in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = label, told


class ContactForm(Keyed):
    """Whom one has met; with kits, if some were handed out."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    place = forms.ChoiceField(widget=forms.RadioSelect)
    hours = forms.ChoiceField(widget=forms.RadioSelect)
    people = forms.IntegerField(
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput({"inputmode": "numeric", **_QUIET}),
    )

    def __init__(self, shelves: Sequence[Shelf], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        known, language = lists(), get_language() or "nb"
        hours = [(name, one.title.in_(language)) for name, one in known.hours.items()]
        self.offer("kind", _("How you met"), choices(known.kinds))
        self.offer("needs", _("What it was about"), choices(known.needs))
        self.offer("place", _("Where"), choices(known.places))
        self.offer("hours", _("When"), hours)
        self.fields["people"].label = _("How many people")
        there = [one for one in shelves if not one.is_expired]
        if there:
            self.fields["batch"] = forms.ChoiceField(
                label=_("Kit handed out"),
                required=False,
                widget=forms.RadioSelect,
                choices=[("", _("None")), *((mark_of(one.batch), called(one)) for one in there)],
            )
        self._batches = {mark_of(one.batch): one.batch for one in there}

    def met(self, today: date) -> Met:
        """Return whom one has met; the form has been found valid."""
        data = self.cleaned_data
        needs = tuple(data["needs"]) or (("naloxone",) if self.batch() else ())
        return Met(today, data["hours"], data["kind"], data["place"], needs, data["people"])

    def batch(self) -> Batch | None:
        """Return the batch of which a kit was handed out; None if none was."""
        return self._batches.get(self.cleaned_data.get("batch", ""))


class KitForm(Keyed):
    """Kits that came or went, and how many."""

    why = forms.ChoiceField(widget=forms.RadioSelect)
    kit = forms.ChoiceField()
    batch = forms.CharField(max_length=40, widget=forms.TextInput(_QUIET))
    expires_on = forms.DateField(widget=forms.DateInput({"type": "date", **_QUIET}, "%Y-%m-%d"))
    kits = forms.IntegerField(
        min_value=0, widget=forms.NumberInput({"inputmode": "numeric", **_QUIET})
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        why, kit = self.fields["why"], self.fields["kit"]
        assert isinstance(why, forms.ChoiceField)
        assert isinstance(kit, forms.ChoiceField)
        why.label, why.choices = _("What happened"), list(_whys().items())
        kit.label, kit.choices = _("Kit"), choices({n: k.title for n, k in lists().kits.items()})
        self.fields["batch"].label = _("Batch number")
        self.fields["expires_on"].label = _("Expires")
        self.fields["kits"].label = _("How many kits")
        self.fields["kits"].help_text = _("For a count: how many there are on the shelf now.")

    def told(self) -> tuple[Batch, Movement.Why, int]:
        """Return what is told; the form has been found valid."""
        data = self.cleaned_data
        batch = Batch(data["kit"], data["batch"].strip(), data["expires_on"])
        return batch, Movement.Why(data["why"]), data["kits"]


class TotalForm(Keyed):
    """How many contacts somebody else has counted in the week that is shown."""

    kind = forms.ChoiceField()
    contacts = forms.IntegerField(
        min_value=0, widget=forms.NumberInput({"inputmode": "numeric", **_QUIET})
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.label, kind.choices = _("How people were met"), choices(lists().kinds)
        self.fields["contacts"].label = _("How many contacts in the week")


def fresh(**told: Any) -> dict[str, Any]:
    """Return what an empty form begins with."""
    return {"key": uuid4(), **told}


def _whys() -> dict[str, str]:
    why = Movement.Why
    return {
        why.RECEIVED: _("Received"),
        why.HANDED_OUT: _("Handed out"),
        why.RETURNED: _("Came back"),
        why.EXPIRED: _("Cleared away, expired"),
        why.LOST: _("Lost or broken"),
        why.COUNTED: _("The shelf was counted"),
    }
