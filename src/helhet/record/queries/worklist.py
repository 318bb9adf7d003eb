"""What a list of the work in a reader's units rests on: open runs with a due, of courses that the reader may see; and names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from helhet.access import doors
from helhet.access.deciding import Reader, enough
from helhet.access.models import Tie
from helhet.access.relations import in_force
from helhet.access.table import Deed, Part, Relation
from helhet.parties.models import Subject
from helhet.record.models import Run
from helhet.record.parts import way_part
from helhet.record.pathways import names
from helhet.record.queries.naming import told_names


def log_list(reader: Reader, rows: Collection[tuple[UUID, str]], named: Collection[UUID]) -> None:
    """Log that the ways of some subjects, each with its pathway, are shown on a list, some by name; an empty one too.

    Four queries, twice if only some are named.
    """
    parts = {way_part(pathway) for _, pathway in rows} or {Part.PLAN}
    for is_named in (True, False):
        subjects = {subject for subject, _ in rows if (subject in named) is is_named}
        if subjects or not (rows or is_named):
            asked = {*parts, Part.ID} if is_named else parts
            doors.shown(reader, Deed.SUMMARY, sorted(asked), sorted(subjects))


def names_of(reader: Reader, subjects: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those whom the reader may know by name; whoever shows them logs it. Three queries.

    `subjects` are not merged into others.
    """
    return told_names(reader, known(reader, subjects))


def known(reader: Reader, subjects: Collection[UUID]) -> set[UUID]:
    """Return those whom the reader may know by name. Two queries, whoever they are.

    `subjects` are not merged into others.
    """
    # Asked one after the other: joined, SQLite would rather read all ties of the unit (80 ms in a large region, not 7).
    same = dict(Subject.objects.filter(root__in=subjects).values_list("pk", "root"))
    held = enough(doors.table(), reader, Deed.SUMMARY, Part.ID)
    # Those who do not exist are asked for, too: to know nobody must take no less time than to know somebody.
    asked = {*same, *subjects}
    ties = Tie.objects.filter(in_force(held, reader.on), subject__in=asked, unit__in=reader.units)
    return {same[subject] for subject in ties.values_list("subject", flat=True)}


def due_runs(reader: Reader) -> QuerySet[Run]:
    """Return the open runs with a due in the reader's units, of courses whose ties let the reader see their way.

    Whoever shows them logs it (`doors.shown`).
    """
    return _due_runs(reader).all()


# Made once for a reader: to make it costs more than to ask it. Never asked itself, or it would keep the answer.
@lru_cache(maxsize=1_000)
def _due_runs(reader: Reader) -> QuerySet[Run]:
    due = Run.objects.filter(unit__in=reader.units, outcome="open", due_at__isnull=False)
    return due.filter(seen_by(reader))


def seen_by(reader: Reader) -> Q:
    """Return which runs are of courses whose ties let the reader see their way."""
    # No run has the number 0. Without an `or` PostgreSQL joins all ties of the unit, whose number it
    # guesses wrong, and sorts them, instead of walking the index until the page is full (0.6 s, not 0.03).
    condition = Q(number=0)
    for relations, pathways in _by_relations(reader).items():
        ties = Tie.objects.filter(
            in_force(relations, reader.on), origin=OuterRef("course"), unit__in=reader.units
        )
        condition |= Q(Exists(ties), course__pathway__in=pathways)
    return condition


def seen_courses(reader: Reader) -> Q:
    """Return the same of courses themselves."""
    condition = Q(pk__in=[])
    for relations, pathways in _by_relations(reader).items():
        ties = Tie.objects.filter(
            in_force(relations, reader.on), origin=OuterRef("pk"), unit__in=reader.units
        )
        condition |= Q(Exists(ties), pathway__in=pathways)
    return condition


def seen_pathways(reader: Reader) -> list[str]:
    """Return the pathways whose way somebody in the reader's role may see, of whomever they are tied to."""
    return sorted(name for named in _by_relations(reader).values() for name in named)


def _by_relations(reader: Reader) -> dict[frozenset[Relation], list[str]]:
    """Return which relations are enough to see the way of which pathways."""
    found: dict[frozenset[Relation], list[str]] = defaultdict(list)
    for name in names():
        if held := enough(doors.table(), reader, Deed.SUMMARY, way_part(name)):
            found[held].append(name)
    return dict(found)
