"""What units, owners of clocks and states are called on a person's page, where everything that locates may be closed."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.pathway.language.model import Clock
from helhet.record.pathways import pack
from helhet.record.queries.person import PersonLook, Way
from helhet.workspaces.care.wording import said

OF_UNIT = "unit"
"""The owner of a clock of which the unit of the course itself is asked."""


@dataclass(frozen=True)
class Naming:
    """Names for one look at a person by one reader."""

    seen: PersonLook
    reader: Reader

    def is_told(self, code: str | None) -> bool:
        """Return whether a unit may be named. Where somebody is helped tells where they are: of whoever has a graded
        address only the reader's own units are."""
        unit = self.seen.units.get(code or "")
        return unit is not None and (unit.pk in self.reader.units or not self.seen.hides_units)

    def unit(self, code: str | None) -> str:
        """Return what a unit is called, if it may be."""
        if not self.is_told(code):
            return _("unit not shown") if code in self.seen.units else ""
        return self.seen.units[code or ""].name

    def owner(self, clock: Clock | None, code: str | None) -> str:
        """Return who owes what a clock measures: a role and the unit, or the unit alone."""
        owner = clock.owner if clock else OF_UNIT
        roles = pack().roles
        told = (
            "" if owner == OF_UNIT else said(roles[owner].title if owner in roles else None, owner)
        )
        return ", ".join(word for word in (told, self.unit(code)) if word)

    @staticmethod
    def state(way: Way, state: str, setting: str | None) -> str:
        """Return what a state is called, and the setting beside it where a pathway has several."""
        newest = way.table.newest
        known = newest.states.get(state)
        told = said(known.title if known else None, state)
        if setting is None or len(newest.settings) < 2 or (known and known.is_end):
            return told
        beside = newest.settings.get(setting)
        return f"{told}, {said(beside.title if beside else None, setting)}"

    @staticmethod
    def language(code: str) -> str:
        """Return what a language is called in the language of the page; one that nobody knows as it is written."""
        try:
            return Locale.parse(code, sep="-").get_display_name(get_language() or "nb") or code
        except (ValueError, UnknownLocaleError):
            return code
