"""Who is looked for: by a number, by a name and a birth date, or by what the reader's own unit calls them. Whoever the
reader has no relation to is not found.

Each search is logged with whom it showed, and only so many are answered in an hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Exists, F, OuterRef

from helhet.access import doors, log
from helhet.access.deciding import Decision, Reader, Reason, enough
from helhet.access.models import Access
from helhet.access.table import Deed, Part
from helhet.parties.identifiers import person_with
from helhet.parties.likeness import near_days, unlikeness, words_of
from helhet.parties.models import AddressGrade, Alias, Person
from helhet.parties.numbers import System
from helhet.record.queries.naming import told_names
from helhet.record.queries.worklist import known

MOST: Final = 20
"""Persons that a search shows; who is looked for stands among the first."""
HOUR: Final = timedelta(hours=1)


class TooMany(Exception):  # noqa: N818 - what is true, for a page that says so
    """So many searches were made within the hour that no more are answered."""


class Found(NamedTuple):
    """Somebody whom the reader may know of; `is_exact` if all that was asked for is just so. Of an alias there is no birth date."""

    subject: UUID
    name: str
    born_on: date | None
    is_exact: bool
    is_alias: bool = False


def may_search(reader: Reader) -> bool:
    """Return whether a role may know anybody by name at all."""
    return reader.is_current and bool(enough(doors.table(), reader, Deed.SUMMARY, Part.ID))


def with_number(reader: Reader, system: System, digits: str, now: datetime) -> list[Found]:
    """Return the person with a number, or nobody. As many queries for one who is not known, or not to the reader: six and a commit."""
    _count(reader, now)
    held = person_with(system, digits)
    # Somebody who is nobody is asked for in their place: the answer must take no less time.
    subject = held.subject.root_id if held else uuid4()
    return _shown(reader, {subject: (0, True)})


def named(reader: Reader, name: str, born_on: date, now: datetime) -> list[Found]:
    """Return who is called so and was born then, the likeliest first: first name and date just so, then with slips in them.

    Whose address is strictly confidential, in whatever identity, is found by number alone. Six queries and a commit.
    """
    _count(reader, now)
    likely = _likely(words_of(name), born_on)
    order = {one: likely[one] for one in sorted(likely, key=likely.__getitem__)}
    # As with a number: that somebody elsewhere is called so must take no longer than that nobody is.
    return _shown(reader, order or {uuid4(): (0, False)})


def called(reader: Reader, name: str, now: datetime, *, whole: bool = False) -> list[Found]:
    """Return whom the reader's own unit calls so, the likeliest first: just so, then with slips; `whole` leaves out who is
    called by more words or fewer. Five queries and a commit.
    """
    _count(reader, now)
    sought = words_of(name)
    own = Alias.objects.filter(team=reader.unit).values_list("pk", "called")
    far = {
        alias: (unlikeness(sought, words), told == name)
        for alias, told in own
        if len(words := words_of(told)) == len(sought) or not whole
    }
    likely = {alias: (slips, same) for alias, (slips, same) in far.items() if slips is not None}
    may = known(reader, likely)
    order = sorted(may, key=lambda one: (not likely[one][1], likely[one][0], str(one)))[:MOST]
    named = told_names(reader, order)
    doors.shown(reader, Deed.SUMMARY, [Part.ID], order, Reason.SEARCHED)
    return [Found(one, named[one], None, likely[one][1], is_alias=True) for one in order]


def knows_aliases(reader: Reader) -> bool:
    """Return whether the reader's own unit calls anybody by a name alone. One query."""
    return Alias.objects.filter(team=reader.unit).exists()


Likeness = tuple[int, bool]
"""How far somebody is from who is looked for, and whether not at all."""


def _likely(sought: tuple[str, ...], born_on: date) -> dict[UUID, Likeness]:
    """Return whose name and date are like those looked for, merged ones once, whoever may know of them."""
    closed = AddressGrade.STRICTLY_CONFIDENTIAL
    people = Person.objects.filter(born_on__in=[born_on, *near_days(born_on)])
    same = Person.objects.filter(address_grade=closed, subject__root=OuterRef("subject__root"))
    born = people.filter(~Exists(same))
    found: dict[UUID, Likeness] = {}
    for root, given, family, on in born.values_list(
        F("subject__root"), "given_name", "family_name", "born_on"
    ):
        far = unlikeness(sought, words_of(f"{given} {family}"))
        # A slip in the date and one in each name is somebody else.
        if far is not None and (on == born_on or far <= 1):
            told = (far + (0 if on == born_on else 2), far == 0 and on == born_on)
            found[root] = min(found.get(root, told), told)
    return found


def _shown(reader: Reader, likely: dict[UUID, Likeness]) -> list[Found]:
    """Return those of the likely whom the reader may know, logged before they are returned."""
    may = known(reader, likely)
    people = Person.objects.in_bulk([one for one in likely if one in may][:MOST])
    doors.shown(reader, Deed.SUMMARY, [Part.ID], people.keys(), Reason.SEARCHED)
    return [
        Found(one.pk, f"{one.given_name} {one.family_name}", one.born_on, likely[one.pk][1])
        for one in _in_order(people, likely)
    ]


def _in_order(people: dict[UUID, Person], likely: Iterable[UUID]) -> list[Person]:
    return [people[subject] for subject in likely if subject in people]


def _count(reader: Reader, now: datetime) -> None:
    """Raise TooMany, and log it, if the user has had so many answers within the hour as the installation allows."""
    most = settings.SEARCHES_AN_HOUR
    searched = Access.objects.filter(user=reader.user, at__gt=now - HOUR, reason=Reason.SEARCHED)
    if most and searched.count() >= most:
        refused = Decision(is_permitted=False, reason=Reason.TOO_MANY)
        log.write(reader, Deed.SUMMARY, [Part.ID], [], refused)
        raise TooMany
