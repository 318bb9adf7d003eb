"""Who has looked at whom in an invented region in the last days: rows of the log as doors would have written them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from helhet.access import doors
from helhet.access.deciding import Reason
from helhet.access.models import Access, AccessedSubject, Tie
from helhet.access.table import Deed, Part, Relation
from helhet.parties.models import Membership
from helhet.region.chance import Chance

DAYS: Final = 14
"""So many days back somebody has looked. Own choice."""
LOOKS: Final = 5
"""At most so many persons a user opens in a day."""
FIRST_HOUR: Final = 7
MINUTES: Final = 9 * 60
STRANGER: Final = 1
"""Of a hundred looks so many are at anybody at all, and refused if the unit has nothing to do with them. Own choice."""


def make_readings(chance: Chance, now: datetime) -> int:
    """Write what the staff have looked at in the last days; return how many rows."""
    known = _known()
    everybody = sorted({subject for of_unit in known.values() for subject in of_unit})
    members = Membership.objects.select_related("unit").order_by("pk")
    told = [
        row
        for one in members
        for row in _of(one, known.get(one.unit_id, ()), everybody, chance, now)
    ]
    rows = sorted(told, key=lambda row: (row[0].at, row[0].user))
    written = Access.objects.bulk_create((row for row, _ in rows), batch_size=500)
    AccessedSubject.objects.bulk_create(
        (
            AccessedSubject(access=row, subject=subject)
            for row, (_, subject) in zip(written, rows, strict=True)
        ),
        batch_size=500,
    )
    return len(rows)


def _known() -> Mapping[int, Sequence[UUID]]:
    """Return whom each unit has to do with now."""
    found = defaultdict[int, list[UUID]](list)
    ties = Tie.objects.filter(to_day__isnull=True, subject__kind="person")
    for unit, subject in ties.order_by("unit", "subject").values_list("unit", "subject").distinct():
        found[unit].append(subject)
    return found


def _of(
    member: Membership,
    known: Sequence[UUID],
    everybody: Sequence[UUID],
    chance: Chance,
    now: datetime,
) -> Iterator[tuple[Access, UUID]]:
    table = doors.table()
    purposes = table.purposes(member.role)
    cells = table.cells(member.role, Relation.CARE, purposes[0], Part.SUD) if purposes else ()
    if not any(cell.deed for cell in cells) or not known:
        return
    for day in range(DAYS, 0, -1):
        for _ in range(chance.below(LOOKS + 1)):
            at = (now - timedelta(days=day)).replace(hour=FIRST_HOUR, minute=0)
            at += timedelta(minutes=chance.below(MINUTES))
            is_stranger = chance.hits(STRANGER)
            subject = chance.one(everybody if is_stranger else known)
            is_permitted = not is_stranger or subject in known
            yield _row(member, purposes[0], at, is_permitted=is_permitted), subject


def _row(member: Membership, purpose: str, at: datetime, *, is_permitted: bool) -> Access:
    return Access(
        at=at,
        user=member.user_id,
        role=member.role,
        unit=member.unit.code,
        purpose=purpose,
        deed=Deed.SUMMARY.name.lower(),
        parts=f"{Part.ID},{Part.PLAN}",
        is_permitted=is_permitted,
        reason=Reason.GRANTED if is_permitted else Reason.NO_RELATION,
    )
