"""On what a reader may look at whom: what ties them, and consents; the same facts for one person and for a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from helhet.access.consents import consenting, consents_for, same_as
from helhet.access.deciding import Consented, Decision, Reader, asks_consent, brief, decide, enough
from helhet.access.models import Tie
from helhet.access.table import BY_WORD, DecisionTable, Deed, Part, Relation
from helhet.parties.models import Person, Subject

# How long a unit that has let somebody go still reads what it wrote (domain/security.md 3.1, R3).
ENDED_DAYS: Final = 90


class Ground:
    """On what a reader stands with one person: the relations, and what the person has consented to, asked for where a cell could need it."""

    def __init__(
        self, reader: Reader, relations: frozenset[Relation], same: frozenset[UUID]
    ) -> None:
        self.reader, self.relations, self.same = reader, relations, same

    @cached_property
    def consents(self) -> tuple[Consented, ...]:
        """What the person has said yes to that the reader see. One query, the first time."""
        return consents_for(self.reader, self.same)

    def decide(self, table: DecisionTable, deed: Deed, part: Part) -> Decision:
        """Return the decision about a deed."""
        consents = self._consents(table, deed, part)
        return decide(table, self.reader, deed, part, self.relations, consents)

    def brief(self, table: DecisionTable, part: Part) -> Decision | None:
        """Return the decision by which a consent opens a summary, if one does."""
        consents = self._consents(table, Deed.SUMMARY, part)
        return brief(table, self.reader, part, self.relations, consents)

    def _consents(self, table: DecisionTable, deed: Deed, part: Part) -> tuple[Consented, ...]:
        is_asked = asks_consent(table, self.reader, self.relations, deed, part)
        return self.consents if is_asked else ()


def ground_to(reader: Reader, subject: UUID) -> Ground:
    """Return on what a reader stands with a subject, whichever of its merged identities is named. Two queries, and one more if a
    consent must be looked for."""
    if reader.role == "person":
        return Ground(reader, _to_oneself(reader, subject), frozenset())
    # Who does not exist is asked for, too: to find nobody must cost what it costs to find somebody.
    same = frozenset(same_as(subject))
    # Not joined to the first: SQLite would rather read all ties of the unit than those of one subject.
    ties = Tie.objects.filter(subject__in=same, unit__in=reader.units)
    held = (
        _on(kind, from_day, to_day, reader.on)
        for kind, from_day, to_day in ties.values_list("kind", "from_day", "to_day")
    )
    return Ground(reader, frozenset(one for one in held if one is not None), same)


def relations_to(reader: Reader, subject: UUID) -> frozenset[Relation]:
    """Return the reader's relations to a subject, whichever of its merged identities is named. Two queries."""
    return ground_to(reader, subject).relations


def relations_among(reader: Reader, roots: Collection[UUID]) -> dict[UUID, set[Relation]]:
    """Return the reader's relations to each of some subjects that are not merged into others; for a list. One query."""
    ties = Tie.objects.filter(subject__root__in=roots, unit__in=reader.units)
    found = defaultdict[UUID, set[Relation]](set)
    told = ties.values_list("subject__root", "kind", "from_day", "to_day")
    for root, kind, from_day, to_day in told:
        if relation := _on(kind, from_day, to_day, reader.on):
            found[root].add(relation)
    return found


def visible(table: DecisionTable, reader: Reader, deed: Deed, part: Part) -> QuerySet[Subject]:
    """Return the subjects, merged ones once, to whom the reader has a relation, and where it needs one a consent, that permits
    the deed; for a list.

    What anybody may read, as statistics, is about nobody in particular: it puts nobody on a list.
    """
    roots = Subject.objects.filter(root_id=F("id"))
    held = enough(table, reader, deed, part)
    if reader.role == "person":
        return roots.filter(id__in=_oneself_if(reader, held))
    tied = Tie.objects.filter(unit__in=reader.units)
    ties = tied.filter(in_force(held, reader.on))
    found = Q(id__in=ties.values("subject__root_id"))
    for need in BY_WORD:
        if by_word := enough(table, reader, deed, part, said=need) - held:
            ties = tied.filter(in_force(by_word, reader.on))
            said = consenting(reader, part, need).values("subject__root_id")
            found |= Q(id__in=ties.values("subject__root_id")) & Q(id__in=said)
    return roots.filter(found)


def _on(kind: str, from_day: date, to_day: date | None, today: date) -> Relation | None:
    """Return what a tie is on a day: in force, ended not long ago, or nothing."""
    if from_day > today:
        return None
    if to_day is None or to_day >= today:
        return Relation(kind)
    is_recent = kind == Tie.Kind.CARE and today - to_day <= timedelta(days=ENDED_DAYS)
    return Relation.ENDED if is_recent else None


def in_force(held: Iterable[Relation], today: date) -> Q:
    """Return the ties that `_on` would call one of these relations."""
    begun = Q(from_day__lte=today)
    lasting = Q(to_day__isnull=True) | Q(to_day__gte=today)
    named = {*held}
    condition = lasting & Q(kind__in=sorted(one.value for one in named - {Relation.ENDED}))
    if Relation.ENDED in named:
        since = today - timedelta(days=ENDED_DAYS)
        condition |= Q(kind=Tie.Kind.CARE, to_day__lt=today, to_day__gte=since)
    return begun & condition


def relations_by(reader: Reader, courses: Collection[UUID]) -> dict[UUID, set[Relation]]:
    """Return what ties the reader's units to the subject by each of some courses; for a list. One query."""
    ties = Tie.objects.filter(origin__in=courses, unit__in=reader.units)
    found = defaultdict[UUID, set[Relation]](set)
    for course, kind, from_day, to_day in ties.values_list("origin", "kind", "from_day", "to_day"):
        if relation := _on(kind, from_day, to_day, reader.on):
            found[course].add(relation)
    return found


def _to_oneself(reader: Reader, subject: UUID) -> frozenset[Relation]:
    if reader.subject is None:
        return frozenset()
    same = Subject.objects.filter(id=subject, root__group=reader.subject)
    return frozenset([_age_band(reader)]) if same.exists() else frozenset()


def _oneself_if(reader: Reader, held: frozenset[Relation]) -> QuerySet[Subject, UUID]:
    own = Subject.objects.values_list("root_id", flat=True)
    if reader.subject is None or _age_band(reader) not in held:
        return own.none()
    return own.filter(id=reader.subject)


def _age_band(reader: Reader) -> Relation:
    """Return the band of the person's age on the day; the most protected one if the birth date is not known."""
    born = Person.objects.filter(pk=reader.subject).values_list("born_on", flat=True).first()
    if born is None:
        return Relation.SELF_UNDER_12
    age = age_on(born, reader.on)
    if age >= 16:
        return Relation.SELF_16
    return Relation.SELF_12 if age >= 12 else Relation.SELF_UNDER_12


def age_on(born: date, on: date) -> int:
    """Return how many birthdays somebody has had by a day."""
    had_birthday = (on.month, on.day) >= (born.month, born.day)
    return on.year - born.year - (0 if had_birthday else 1)
