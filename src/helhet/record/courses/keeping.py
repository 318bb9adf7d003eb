"""What follows from courses as rows that are kept: written so that only what has changed is touched, and compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from helhet.access.models import Tie
from helhet.record.courses.projecting import KEYS, Kept, Projection, Row, key_of
from helhet.record.models import Course

Stored = dict[Kept, Mapping[UUID, set[tuple[Any, ...]]]]
"""The rows of each table by course, as they are kept; none of a course that has none."""


def write(course: Course, projection: Projection) -> None:
    """Write the rows that have changed; a query for each table, and one for each way that rows changed."""
    for model, rows in projection.rows.items():
        _sync(model, course, rows)


def write_new(projections: Iterable[tuple[Course, Projection]]) -> None:
    """Write the rows of courses that have none yet; a query for each table, however many courses."""
    _create((model, *each) for each in projections for model in KEYS)


def write_over(changes: Iterable[tuple[Course, Projection, Collection[Kept]]]) -> None:
    """Put the rows of some tables in the place of what courses have there; two queries for each table."""
    pairs = [(model, course, made) for course, made, models in changes for model in models]
    gone = defaultdict[Kept, list[UUID]](list)
    for model, course, _ in pairs:
        gone[model].append(course.pk)
    for model, courses in gone.items():
        model._default_manager.filter(**{f"{_owner_name(model)}__in": courses}).delete()
    _create(pairs)


def _create(pairs: Iterable[tuple[Kept, Course, Projection]]) -> None:
    rows = defaultdict[Kept, list[models.Model]](list)
    for model, course, made in pairs:
        rows[model] += [model(**_owner(model, course), **row) for row in made.rows[model]]
    for model, new in rows.items():
        model._default_manager.bulk_create(new, batch_size=500)


def stored_of(courses: Collection[UUID]) -> Stored:
    """Return the rows of courses as they are kept, for `changed`. A query for each table."""
    found: Stored = {}
    for model in KEYS:
        owner, by_course = _owner_name(model), defaultdict[UUID, set[tuple[Any, ...]]](set)
        rows = model._default_manager.filter(**{f"{owner}__in": courses})
        for course, *row in rows.values_list(owner, *_names(model)):
            by_course[course].add(tuple(row))
        found[model] = by_course
    return found


def changed(course: Course, projection: Projection, stored: Stored) -> frozenset[Kept]:
    """Return the tables in which what is kept of a course is not what follows."""
    return frozenset(
        model
        for model, rows in projection.rows.items()
        if {tuple(map(row.__getitem__, _names(model))) for row in rows} != stored[model][course.pk]
    )


def _owner(model: Kept, course: Course) -> dict[str, Any]:
    return {_owner_name(model): course.pk}


def _owner_name(model: Kept) -> str:
    return "origin" if model is Tie else "course_id"


@cache
def _names(model: Kept) -> tuple[str, ...]:
    """Return the columns that follow from a course: not its own id, nor the row's."""
    hidden = {"id", "pk", _owner_name(model)}
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname not in hidden)


def _kept(model: Kept, course: Course) -> QuerySet[Any, Row]:
    return model._default_manager.filter(**_owner(model, course)).values(*_names(model))


def _sync(model: Kept, course: Course, rows: list[Row]) -> None:
    wanted = {key_of(model, row): row for row in rows}
    assert len(wanted) == len(rows), "two rows of one key"
    owner = _owner(model, course)
    manager = model._default_manager
    new = dict(wanted)
    for row in _kept(model, course):
        key = key_of(model, row)
        if new.get(key) == row:
            del new[key]
        elif key in new:
            manager.filter(**owner, **dict(zip(KEYS[model], key, strict=True))).update(
                **new.pop(key)
            )
        else:
            manager.filter(**owner, **dict(zip(KEYS[model], key, strict=True))).delete()
    manager.bulk_create(model(**owner, **row) for row in new.values())
