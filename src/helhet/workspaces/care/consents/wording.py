"""A consent in plain words: who may see what, until when, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from helhet.access.consenting import Told
from helhet.access.models import Consent
from helhet.access.table import Part
from helhet.parties.models import Unit
from helhet.web.days import long_date


class Row(NamedTuple):
    """A consent as a page shows it."""

    id: UUID
    unit: str
    who: str
    what: str
    days: str
    given: str
    state: str
    is_in_force: bool
    ending: str


def who_of(purpose: str) -> str:
    """Return who acts for a purpose, in plain words."""
    told = {
        "treat": _("those who treat or care for the person there"),
        "coordinate": _("coordinators there"),
        "outreach": _("outreach workers there"),
    }
    return told.get(purpose, purpose)


def what_of(part: str) -> str:
    """Return what a consent to a part lets somebody see, in plain words."""
    told = {
        Part.COURT: _(
            "that the person takes part in a programme of justice, the conditions that bind treatment, and the next meeting in court"
        ),
        Part.OUTN: _("what is written about overdoses, naloxone and help on the street"),
        Part.PLAN: _("who the person's coordinator is, and how to reach them"),
        Part.SUD: _("that there has been an overdose lately, and the day"),
    }
    return told.get(Part(part), part)


def rows_of(told: Iterable[Told], *, hides_units: bool, own: frozenset[int]) -> list[Row]:
    """Return consents in words. Of whoever has a graded address the reader's own units alone are named."""
    return [_row(one, hides_units=hides_units, own=own) for one in told]


def _row(told: Told, *, hides_units: bool, own: frozenset[int]) -> Row:
    row = told.row
    days = {"first": long_date(row.from_day), "last": long_date(row.to_day)}
    return Row(
        row.pk,
        _unit(row.unit, is_told=not hides_units or row.unit_id in own),
        who_of(row.purpose),
        what_of(row.part),
        _("from %(first)s to %(last)s") % days,
        _manner(row),
        _state(told),
        told.is_in_force,
        _("The person objects") if row.manner == Consent.Manner.TOLD else _("Withdraw"),
    )


def _unit(unit: Unit, *, is_told: bool) -> str:
    return unit.name if is_told else _("unit not shown")


def _manner(row: Consent) -> str:
    told = {
        Consent.Manner.WRITTEN.value: _("in writing"),
        Consent.Manner.TOLD.value: _("told of it, and did not object"),
    }
    return told.get(row.manner, _("said in person"))


def _state(told: Told) -> str:
    if told.is_withdrawn:
        is_told = told.row.manner == Consent.Manner.TOLD
        return _("the person objects") if is_told else _("withdrawn")
    return _("has ended") if told.is_over else _("in force")
