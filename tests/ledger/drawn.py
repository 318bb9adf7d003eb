"""The pack's drawn histories as courses of the record, and all that is kept of a course."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from helhet.access.models import Tie
from helhet.packs.files import read_source
from helhet.packs.pack import NORWAY
from helhet.parties.models import Unit
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.histories.history import History, read_histories
from helhet.record.content import plain_values
from helhet.record.courses.appending import Author, New
from helhet.record.courses.projecting import KEYS
from helhet.record.models import Course
from helhet.record.pathways import names, pack, table_of
from helhet.record.times import moment_or_none, to_date
from tests.ledger.cast import BEGAN

AUTHOR = Author(user=7, role="import")
NOW = datetime(2030, 1, 1, tzinfo=UTC)


def drawn() -> Iterator[History]:
    pathways = [edition for name in names() for edition in table_of(name).editions]
    for name in names():
        for path in sorted((NORWAY / "pathways" / name / "histories").glob("*.yaml")):
            yield from read_histories(read_source(path), pathways, pack().calendar, folder=name)


HISTORIES = [history for history in drawn() if not history.switched_on]
WHOLE = ("tsb", "oat", "municipal-follow-up")
"""The pathways of which every history is tried one by one; of the others the first, unless EVERY_HISTORY asks for all."""
ONE_BY_ONE = [
    one
    for nth, one in enumerate(HISTORIES)
    if one.pathway in WHOLE
    or os.environ.get("EVERY_HISTORY")
    or not nth
    or HISTORIES[nth - 1].pathway != one.pathway
]


def units_of(histories: list[History]) -> dict[str, int]:
    """Make a unit for each that a history names, as entries and forms call them."""
    told = {entry.unit for one in histories for entry in one.course.entries if entry.unit}
    fields = {
        value
        for one in histories
        for entry in one.course.entries
        for value in entry.values.values()
        if isinstance(value, str) and value.isidentifier()
    }
    made = [
        Unit(code=code, name=code, kind="unit", from_day=BEGAN) for code in sorted(told | fields)
    ]
    return {unit.code: unit.pk for unit in Unit.objects.bulk_create(made)}


def entries_of(history: History, units: dict[str, int]) -> list[New]:
    """Return a history's entries; where a birth is heard first every number is one higher."""
    shift = 0 if history.course.born is None else 1
    first = history.course.entries[0].day
    births = [New("birth", to_date(first), content={"born": history.course.born})] * shift
    return births + [_new(entry, shift, units) for entry in history.course.entries]


def _new(entry: CoreEntry, shift: int, units: dict[str, int]) -> New:
    def shifted(number: int | None) -> int | None:
        return None if number is None else number + shift

    return New(
        "void" if entry.voids else "event",
        to_date(entry.day),
        moment_or_none(entry.instant),
        entry.event,
        entry.outcome or "",
        entry.setting or "",
        units.get(entry.unit or ""),
        shifted(entry.fulfils),
        shifted(entry.replaces),
        shifted(entry.voids),
        content={"values": plain_values(entry.values)},
    )


def rows(course: Course) -> dict[str, Any]:
    """Return all that the database holds of a course, but for what chance or its own id is in."""
    hidden = {"course_id", "content_hash", "previous", "hash", "subject_id"}
    entries = [
        {name: value for name, value in row.items() if name not in hidden}
        for row in course.entries.order_by("number").values()
    ]
    kept = {
        model.__name__: [
            {name: value for name, value in row.items() if name not in hidden | {"id", "origin"}}
            for row in model._default_manager.filter(
                **{"origin" if model is Tie else "course": course.pk}
            )
            .order_by(*keys)
            .values()
        ]
        for model, keys in KEYS.items()
    }
    own = Course.objects.filter(pk=course.pk).values(
        "version",
        "state",
        "setting",
        "unit_id",
        "conditions",
        "is_ended",
        "as_of",
        "next_change_at",
    )
    return {"entries": entries, "own": own.get(), **kept}
