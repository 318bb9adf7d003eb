"""Who somebody is by name, as they are written down: somebody new to the unit, or one of those who were found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from helhet.workspaces.care.starting.newform import NewcomerForm

NOBODY: Final = "nobody"


class NamedForm(NewcomerForm):
    """As somebody new is written down; and once somebody was found who may be meant, which of them it is."""

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        if self.data.get("same") == NOBODY:
            self.ask_same([])

    @property
    def same(self) -> UUID | None:
        """Who it was said to be, of those who were found; None if nobody of them, or nobody was asked."""
        try:
            return UUID(self.data.get("same", ""))
        except ValueError:
            return None

    @property
    def was_asked(self) -> bool:
        """Whether it was said who it is of those who were found, or that it is none of them."""
        return self.same is not None or self.data.get("same") == NOBODY

    def ask_same(self, found: Iterable[tuple[str, str]]) -> None:
        """Let whoever writes say which of those it is, each by id and name, or none."""
        self.fields["same"] = forms.ChoiceField(
            label=_("Is it one of them?"),
            choices=[*found, (NOBODY, _("It is none of them: this is somebody else"))],
            widget=forms.RadioSelect,
        )
        self.order_fields(["same"])
