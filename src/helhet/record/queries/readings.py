"""Who has read: the log of access as somebody may see it, of one person, or of what the staff of a leader's units did.

The log holds no content, and neither does what is shown of it: who, when, in which role, for what, which deed, and of the parts
those that the reader might see themselves. A part that is closed to the reader is told of as another part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.models import Access, AccessedSubject
from helhet.access.table import Deed, Part
from helhet.parties.models import Subject, Unit, User
from helhet.record.parts import kept_apart
from helhet.record.pathways import names
from helhet.record.queries.naming import told_names

SIZE: Final = 50
LOG: Final = (Part.LOG, Deed.READ)
NAME: Final = (Part.ID, Deed.SUMMARY)
NEWEST: Final = 2**62
"""Higher than the number of any row."""


class Reading(NamedTuple):
    """A row of the log. `by` and `unit` are names; `is_more` if parts are closed to whoever asks. `subject` is whom it was
    about, None if that is more than one or nobody; `subjects` how many."""

    number: int
    at: datetime
    user: int
    by: str
    role: str
    unit: str
    purpose: str
    deed: str
    parts: tuple[str, ...]
    is_more: bool
    is_permitted: bool
    reason: str
    subject: UUID | None
    subjects: int


@dataclass(frozen=True)
class Read:
    """A page of who has read of somebody, the newest first; `after` is the number before which the next page begins."""

    name: str
    is_own_units_only: bool
    rows: tuple[Reading, ...]
    after: int | None


def who_has_read(reader: Reader, subject: UUID, before: int = 0, size: int = SIZE) -> Read:
    """Return a page of who has read of a person, or asked to and was refused; logged before it is returned.

    Any reader may ask: the decision table says who sees all of it, who that of their own units, and who nothing, which is
    Http404 or PermissionDenied. Eleven queries and two commits at most, however long the log.
    """
    granted = doors.require_some(reader, [LOG, NAME], subject, needs=LOG)
    open_parts = doors.may(reader, Deed.SUMMARY, Part, subject)
    is_own = granted[LOG].own_unit_only
    root = Subject.objects.filter(pk=subject).values_list("root", flat=True).first() or subject
    same = list(Subject.objects.filter(root=root).values_list("pk", flat=True)) or [subject]
    about = AccessedSubject.objects.filter(subject__in=same, access__lt=before or NEWEST)
    if reader.role == "person":
        about = about.exclude(access__parts__in=_apart(open_parts), access__is_permitted=True)
    if is_own:
        about = about.filter(access__unit__in=unit_codes(reader))
    # Each once, for what was asked of two who have become one is about both.
    found = list(about.order_by("-access").values_list("access", flat=True).distinct()[: size + 1])
    page = list(Access.objects.filter(pk__in=found[:size]).order_by("-pk"))
    named = told_names(reader, [root]) if NAME in granted else {}
    return Read(
        named.get(root, ""),
        is_own,
        tuple(readings(page, open_parts, {one.pk: [subject] for one in page})),
        page[-1].pk if len(found) > size else None,
    )


def _apart(open_parts: Collection[str]) -> set[str]:
    """Return what the log says of parts of which a person is not told that somebody wrote or read them alone: a child's,
    and what else an entry is kept apart for."""
    apart = {part for pathway in names() for part in kept_apart(pathway).values()}
    return {str(part) for part in apart | {Part.CHILD} if part not in open_parts}


def unit_codes(reader: Reader) -> QuerySet[Unit, str]:
    """Return the codes of the reader's units, as the log has them."""
    return Unit.objects.filter(pk__in=reader.units).values_list("code", flat=True)


def readings(
    rows: Iterable[Access], open_parts: Collection[str], about: Mapping[int, list[UUID]]
) -> list[Reading]:
    """Return rows of the log with the names of users and units; `about` are the subjects of each. Two queries."""
    rows = list(rows)
    users = dict(User.objects.filter(pk__in={row.user for row in rows}).values_list("pk", "name"))
    units = dict(Unit.objects.filter(code__in={r.unit for r in rows}).values_list("code", "name"))
    return [
        _reading(row, users.get(row.user, ""), units.get(row.unit, row.unit), open_parts, about)
        for row in rows
    ]


def _reading(
    row: Access, by: str, unit: str, open_parts: Collection[str], about: Mapping[int, list[UUID]]
) -> Reading:
    parts = [part for part in row.parts.split(",") if part]
    shown = tuple(part for part in parts if part in open_parts or part == Part.LOG)
    subjects = about.get(row.pk, [])
    return Reading(
        row.pk,
        row.at,
        row.user,
        by,
        row.role,
        unit,
        row.purpose,
        row.deed,
        shown,
        len(shown) < len(parts),
        row.is_permitted,
        row.reason,
        subjects[0] if len(subjects) == 1 else None,
        len(subjects),
    )
