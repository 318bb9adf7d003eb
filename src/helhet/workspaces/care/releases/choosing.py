"""What can be ticked of an entry that is to be passed on, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from helhet.record.forms import fields_of
from helhet.record.releases.offering import Choice, Offered
from helhet.record.times import to_day
from helhet.web.days import long_date
from helhet.workspaces.care.releases.forms import ALONE, OUTCOME, as_item
from helhet.workspaces.care.values import shown
from helhet.workspaces.care.wording import said

OPEN: Final = 12
"""How many entries stand open on the page. Own choice."""


class Piece(NamedTuple):
    """Something of an entry that can be ticked: what the form calls it, and its words."""

    value: str
    label: str
    told: str
    is_chosen: bool


class EntryShown(NamedTuple):
    """An entry of which something can be ticked."""

    event: str
    day: str
    pieces: tuple[Piece, ...]

    @property
    def is_chosen(self) -> bool:
        """Whether anything of it is ticked."""
        return any(piece.is_chosen for piece in self.pieces)


class Folded(NamedTuple):
    """Entries of which the latest stand open; the others too, if something of them is ticked."""

    recent: list[EntryShown]
    earlier: list[EntryShown]

    @property
    def is_open(self) -> bool:
        """Whether the earlier ones stand open."""
        return any(one.is_chosen for one in self.earlier)


def folded(entries: list[EntryShown]) -> Folded:
    """Return entries, the newest first, as they stand on the page; nobody unfolds two."""
    first = OPEN if len(entries) > OPEN + 2 else len(entries)
    return Folded(entries[:first], entries[first:])


def entries_of(choice: Choice, chosen: Collection[str]) -> list[EntryShown]:
    """Return the entries of a course of which something can be ticked, and what is."""
    return [_entry(choice, one, chosen) for one in choice.offered]


def _entry(choice: Choice, one: Offered, chosen: Collection[str]) -> EntryShown:
    row, course = one.line.entry, choice.seen.course.pk
    event = choice.seen.table.event(row.event)
    pieces = (
        Piece(value := as_item(course, row.number, name), label, told, value in chosen)
        for name, label, told in _pieces(choice, one)
    )
    title = said(event.title if event else None, row.event)
    return EntryShown(title, long_date(row.happened_on), tuple(pieces))


def _pieces(choice: Choice, one: Offered) -> Iterator[tuple[str, str, str]]:
    """Yield what the form calls each, what it is, and what it says."""
    row, table = one.line.entry, choice.seen.table
    event = table.event(row.event)
    if one.alone:
        yield ALONE, _("that it happened, and when"), ""
    if one.outcome:
        outcome = event.outcomes.get(one.line.outcome or "") if event else None
        yield (
            OUTCOME,
            _("what came of it"),
            said(outcome.title if outcome else None, one.line.outcome or ""),
        )
    asked = fields_of(table, to_day(row.happened_on), row.event) if event else {}
    for name in one.fields:
        field = asked.get(name)
        yield name, said(field.title if field else None, name), shown(field, one.line.values[name])
