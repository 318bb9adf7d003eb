"""Whose questions a form asks: instruments are somebody's property, and some stand here by number alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from helhet.pathway.language.model import Event, Pathway
from helhet.workspaces.care.wording import said


@dataclass(frozen=True)
class Whose:
    """An instrument that a form asks by, whose it is and on which terms; `is_silent` if its words do not stand here."""

    title: str
    owner: str
    terms: str
    is_silent: bool


def whose(edition: Pathway, event: Event) -> Iterator[Whose]:
    """Yield the instruments of an event that are not the project's own."""
    for name in event.form:
        form = edition.forms.get(name)
        if form and form.licence and form.licence.text != "own":
            its = form.licence
            yield Whose(said(form.title, name), its.owner, its.terms, its.text == "structure")
