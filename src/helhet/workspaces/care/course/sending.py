"""What every form has that tells the record something: the version that was seen, a key, and what was confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from helhet.record.telling import LARGEST_NUMBER


class SentForm(forms.Form):
    """A form that may have to be sent once more, with what was typed in it. `acts_as` is the membership in which its writer acts now."""

    acts_as: int

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_NUMBER)
    key = forms.UUIDField(widget=forms.HiddenInput)
    acting = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse what was opened in another role: its writer looks at it first."""
        data = super().clean() or self.cleaned_data
        if data.get("acting") != self.acts_as:
            self.add_error(
                None,
                _(
                    "You act in another role now than when you opened this page. Look at it, and send it again."
                ),
            )
            self.send_anew({"acting": str(self.acts_as)})
        return data

    def renew(self, version: int) -> None:
        """Let the same be sent once more, now that its writer is shown what came in between."""
        self.send_anew({"version": str(version), "confirmed": ""})

    def ask_confirmation(self, seen: str) -> None:
        """Let the same be confirmed, and nothing else."""
        self.send_anew({"confirmed": seen})

    def send_anew(self, changed: Mapping[str, str]) -> None:
        """Let what was sent stand in the form as it was, but for what its hidden fields say."""
        sent = cast("QueryDict", self.data).copy()
        for name, value in changed.items():
            sent[self.add_prefix(name)] = value
        self.data = sent

    def show(self, faults: Mapping[str, str]) -> None:
        """Put what the record's door found beside the fields it concerns."""
        for name, words in faults.items():
            self.add_error(name if name in self.fields else None, words)
