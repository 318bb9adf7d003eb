"""What a worklist is narrowed to, as it stands in the address: shared, kept as a bookmark, and nobody's name in it."""

from __future__ import annotations

from typing import Any, Final, Literal

from django import forms
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.parties.models import Unit
from helhet.record.courses.ranking import Rank
from helhet.record.queries.worklist import seen_pathways
from helhet.work.dividing import absent_colleagues
from helhet.work.order import Narrowed, Stretch
from helhet.workspaces.care.wording import pathway_title

STRETCHES: Final = {
    "late": Stretch.LATE,
    "today": Stretch.TODAY,
    "soon": Stretch.SOON,
    "later": Stretch.LATER,
}
RANKS: Final = {"law": Rank.LAW, "advice": Rank.ADVICE, "own": Rank.OWN}
ASIDE: Final = "aside"
Whose = Literal["", "mine", "nobodys"]


class NarrowForm(forms.Form):
    """Which unit, pathway and rules; whose and when are chosen by links."""

    whose = forms.ChoiceField(
        required=False, choices=[("mine", ""), ("nobodys", "")], widget=forms.HiddenInput
    )
    when = forms.ChoiceField(
        required=False,
        choices=[(name, "") for name in (*STRETCHES, ASIDE)],
        widget=forms.HiddenInput,
    )
    unit = forms.ChoiceField(required=False)
    pathway = forms.ChoiceField(required=False)
    binds = forms.ChoiceField(required=False)

    def __init__(self, reader: Reader, data: QueryDict) -> None:
        super().__init__(data)
        units = Unit.objects.filter(pk__in=reader.units).order_by("name")
        self._choose("unit", _("Unit"), list(units.values_list("code", "name")))
        pathways = sorted((pathway_title(name), name) for name in seen_pathways(reader))
        self._choose("pathway", _("Pathway"), [(name, title) for title, name in pathways])
        binds = [
            ("law", _("by law")),
            ("advice", _("by guideline, or uncertain law")),
            ("own", _("all else")),
        ]
        self._choose("binds", _("How it binds"), binds)

    def _choose(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = label, [("", _("all")), *choices]
        if len(choices) < 2:
            field.widget = forms.HiddenInput()

    @property
    def told(self) -> dict[str, str]:
        """What narrows the list, by the names in the address."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrow(self) -> bool:
        """Whether one of the fields narrows the list."""
        return any(self.cleaned_data[field.name] for field in self.visible_fields())

    def address(self, **changed: str) -> str:
        """Return the address's question with something chosen in place of what was; a page begins anew."""
        asked = QueryDict(mutable=True)
        asked.update({name: value for name, value in (self.told | changed).items() if value})
        return asked.urlencode()


def narrow_form(reader: Reader, asked: QueryDict) -> NarrowForm:
    """Return what the address narrows the list to; raise Http404 for what no page links to. One query."""
    form = NarrowForm(reader, asked)
    if not form.is_valid():
        raise Http404
    return form


def narrowed(reader: Reader, told: dict[str, Any]) -> Narrowed:
    """Return the same as the list asks for it. A query, if it is narrowed to a unit; another if to what is mine."""
    held = {"mine": lambda: absent_colleagues(reader) | {reader.user}, "nobodys": frozenset}
    unit = Unit.objects.filter(code=told["unit"]).values_list("pk", flat=True)
    return Narrowed(
        held[told["whose"]]() if told["whose"] else None,
        unit.first() if told["unit"] else None,
        told["pathway"] or None,
        RANKS.get(told["binds"]),
        STRETCHES.get(told["when"]),
        told["when"] == ASIDE,
    )
