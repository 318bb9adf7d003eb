"""What the staff of an invented region have passed on, reported to the court and written down of consents: through the doors, as staff do it.

The same of whom and what for the same seed and day; the releases' own ids are drawn anew, as every door draws them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from helhet.access import consenting, doors
from helhet.access.consenting import NotConsented
from helhet.access.deciding import Reader
from helhet.access.models import Consent, Tie
from helhet.access.readers import staff_reader
from helhet.access.table import Part
from helhet.parties.models import Membership
from helhet.record.courses.appending import Author
from helhet.record.models import Course
from helhet.record.parts import way_part
from helhet.record.pathways import today
from helhet.record.releases import reporting
from helhet.record.releases.choosing import Item, Wanted
from helhet.record.releases.offering import Offered, offered
from helhet.record.releases.passing import approve, pass_on
from helhet.record.releases.reporting import Report
from helhet.record.releases.rules import COURT, NotReleasable

TREATS: Final = "treatment-clinician"
OFFICER: Final = "court-officer"
OUTSIDE: Final = "outreach-worker"
TREAT: Final = "treat"
DAYS: Final = timedelta(days=90)
RELEASES, TO_COURT, REPORTED, CONSENTED = 6, 6, 4, 2
"""How much of each there is: to those who treat, to a court, programmes that have reported, and of each unit's consents. Own choice."""
SAID: Final = (
    (TREATS, TREAT, Part.OUTN, Consent.Manner.WRITTEN),
    (OUTSIDE, "outreach", Part.PLAN, Consent.Manner.WRITTEN),
    (OUTSIDE, "outreach", Part.SUD, Consent.Manner.TOLD),
)
"""To whom something is open because a person said so, or was told and has not objected."""
ENTRIES: Final = 3
"""How many entries go at once."""
OWN_WORDS: Final = "Jeg har fått meg leilighet nå, og vil fortsette."
Staff = Mapping[str, Sequence[Author]]


def make_passed_on(staff: Staff, now: datetime) -> int:
    """Write what has been passed on, and consents; return how many releases. Each is sent through its door, so each is logged."""
    people = _People(staff, now)
    made = list(islice(people.to_treatment(), RELEASES))
    made += islice(people.to_court(), TO_COURT)
    made += islice(people.reports(), 2 * REPORTED)
    people.consents()
    return len(made)


class _People:
    """Who works where, and with whom each unit has to do."""

    def __init__(self, staff: Staff, now: datetime) -> None:
        self.now, self.staff = now, staff
        self.with_: Mapping[int, Collection[UUID]] = _ties()

    def reader(self, author: Author) -> Reader:
        """Return somebody of the staff as the doors know them."""
        member = Membership.objects.select_related("unit").filter(user=author.user)
        return staff_reader(member.get(unit=author.unit, role=author.role), today(self.now))

    def pairs(self, role: str) -> Iterator[tuple[Author, Author]]:
        """Yield of each unit two who have a role there: who makes something, and who looks at it, the first of them, who is easiest to be."""
        for code in sorted(self.staff):
            found = [one for one in self.staff[code] if one.role == role and one.unit]
            if len(found) > 1:
                yield found[1], found[0]

    def to_treatment(self) -> Iterator[UUID]:
        """Send of each unit that treats something of one person to another that treats them too."""
        units = {one.unit for one, _ in self.pairs(TREATS) if one.unit}
        for author, _ in self.pairs(TREATS):
            for subject, course in self._courses(author):
                others = sorted(
                    unit for unit in units - {author.unit} if subject in self.with_.get(unit, ())
                )
                if others and self._send(author, subject, course, others[0], TREAT):
                    yield subject
                    break

    def to_court(self) -> Iterator[UUID]:
        """Send of those in a programme of the court something of their treatment to it; to each court every other one waits for a second person."""
        courts = sorted({one.unit for one, _ in self.pairs(OFFICER) if one.unit})
        sent = Counter[int]()
        for author, second in self.pairs(TREATS):
            for subject, course in self._courses(author):
                court = next((one for one in courts if subject in self.with_.get(one, ())), None)
                release = court and self._send(author, subject, course, court, COURT)
                if court and release:
                    if sent[court] % 2 == 0:
                        approve(self.reader(second), release, self.now)
                    sent[court] += 1
                    yield subject

    def reports(self) -> Iterator[UUID]:
        """Make of each programme of the court one report that has gone, and one that waits."""
        for author, second in self.pairs(OFFICER):
            maker = self.reader(author)
            for subject, course in self._courses(author):
                of = reporting.material(maker, course, self.now)
                offers, passed = of.offered, [(one.release.pk, one.nth) for one in of.passed]
                if len(offers) > 1:
                    first = self._report(maker, course, offers[ENTRIES:] or offers[:1], [])
                    reporting.let_go(self.reader(second), first, self.now)
                    yield subject
                    self._report(maker, course, offers[:ENTRIES], passed)
                    yield subject

    def consents(self) -> None:
        """Write down what some have said yes to, or were told of, of each unit that treats or works outside; the last of each is withdrawn."""
        for role, purpose, part, manner in SAID:
            for author, _ in self.pairs(role):
                reader = self.reader(author)
                given = list(islice(self._said(reader, purpose, part, manner), CONSENTED))
                if len(given) == CONSENTED:
                    consenting.withdraw(reader, given[-1].pk, self.now)

    def _said(
        self, reader: Reader, purpose: str, part: Part, manner: Consent.Manner
    ) -> Iterator[Consent]:
        assert reader.unit is not None
        days = reader.on, reader.on + DAYS
        wanted = consenting.Wanted(reader.unit, purpose, [part], *days, manner)
        for subject in sorted(self.with_.get(reader.unit, ())):
            try:
                yield from consenting.give(reader, subject, wanted, self.now)
            except NotConsented:
                continue

    def _courses(self, author: Author) -> list[tuple[UUID, UUID]]:
        """Return with whom a unit has an open course of which somebody may pass something on, and the course."""
        there = Course.objects.filter(unit=author.unit, is_ended=False, subject__kind="person")
        reader = self.reader(author)
        known = self.with_.get(author.unit or 0, ())
        return [
            (subject, course)
            for subject, course, pathway in there.order_by("pk").values_list(
                "subject__root", "pk", "pathway"
            )
            if subject in known and doors.may_open(reader, [way_part(pathway)])
        ]

    def _send(
        self, author: Author, subject: UUID, course: UUID, unit: int, purpose: str
    ) -> UUID | None:
        reader = self.reader(author)
        (choice,) = offered(reader, subject, [course], purpose, self.now)
        items = [_item(course, one) for one in choice.offered[:ENTRIES]]
        is_court = purpose == COURT
        basis = "consent" if is_court else "no-objection"
        day = reader.on if is_court else None
        wanted = Wanted(
            items, unit, purpose, basis, reader.on + DAYS, previewed_on=day, consented_on=day
        )
        try:
            return pass_on(reader, subject, wanted, self.now).pk if items else None
        except NotReleasable:
            return None

    def _report(
        self,
        reader: Reader,
        course: UUID,
        offers: Sequence[Offered],
        passed: Sequence[tuple[UUID, int]],
    ) -> UUID:
        items = [_item(course, one) for one in offers]
        day, own = reader.on, OWN_WORDS
        wanted = Report(items, passed, "consent", own_words=own, previewed_on=day, consented_on=day)
        return reporting.make_report(reader, course, wanted, self.now).pk


def _item(course: UUID, one: Offered) -> Item:
    return Item(course, one.line.entry.number, frozenset(one.fields), with_outcome=one.outcome)


def _ties() -> Mapping[int, Collection[UUID]]:
    """Return with whom each unit has to do now."""
    found = defaultdict[int, set[UUID]](set)
    ties = Tie.objects.filter(to_day=None, kind=Tie.Kind.CARE, subject__kind="person")
    for unit, subject in ties.values_list("unit", "subject__root"):
        found[unit].add(subject)
    return found
