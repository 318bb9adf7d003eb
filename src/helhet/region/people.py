"""Who lives in an invented region: names from its lists, made-up numbers, a home, and who works in its units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from helhet.access.table import DecisionTable, Deed
from helhet.packs.regions import Region, UnitOfRegion
from helhet.parties.models import AddressGrade, Membership, Sex, Unit, User
from helhet.parties.numbers import System, synthetic_number
from helhet.record.courses.appending import Author
from helhet.region.chance import Chance

SINCE: Final = date(2015, 1, 1)
"""When the region's units opened and its people came: before everything that is told of them."""
YEAR: Final = timedelta(days=365.25)
NUMBERS_A_DAY: Final = 250
"""How many made-up numbers those born on a day have to draw from."""
PHONE: Final = "00 {:02d} {:02d} {:02d}"
"""A telephone at work: no Norwegian number of eight digits begins with a nought, so none of these is anybody's."""


def facts_of(
    region: Region, chance: Chance, today: date, home: str, taken: set[str]
) -> dict[str, Any]:
    """Return what the register says of one more person; the number goes among those that are taken."""
    who = region.inhabitants
    female = chance.hits(who.female)
    born = today - chance.whole(who.age) * YEAR - timedelta(days=chance.below(365))
    digits = _number(chance, born, taken, female=female)
    taken.add(digits)
    grade = AddressGrade.CONFIDENTIAL if chance.hits(who.protected) else AddressGrade.UNGRADED
    return {
        "given_name": chance.one(who.given_names["female" if female else "male"]),
        "family_name": chance.one(who.family_names),
        "born_on": born.isoformat(),
        "sex": (Sex.FEMALE if female else Sex.MALE).value,
        "language": chance.one(who.language),
        "needs_interpreter": chance.hits(who.needs_interpreter),
        "address_grade": grade.value,
        "numbers": {System.FNR.value: digits},
        "home": home_since(region, home, max(born, SINCE)),
    }


def home_since(region: Region, municipality: str, since: date) -> dict[str, str]:
    """Return a home in a municipality as the register tells it."""
    number = region.municipalities[municipality].number
    return {"municipality": number, "from_day": since.isoformat()}


def _number(chance: Chance, born: date, taken: set[str], *, female: bool) -> str:
    first = chance.below(NUMBERS_A_DAY)
    tried = (
        synthetic_number(born, (first + nth) % NUMBERS_A_DAY, female=female)
        for nth in range(NUMBERS_A_DAY)
    )
    return next(digits for digits in tried if digits and digits not in taken)


def make_units(region: Region) -> dict[str, Unit]:
    """Write the region's units, those above before those below; return them by code."""
    made: dict[str, Unit] = {}
    waiting = dict(region.units)
    while waiting:
        ready = {code: unit for code, unit in waiting.items() if unit.below in (None, *made)}
        if not ready:
            raise ValueError("units lie below each other in a circle")
        for code, unit in ready.items():
            made[code] = _unit(code, unit, made)
            del waiting[code]
    return made


def _unit(code: str, told: UnitOfRegion, made: Mapping[str, Unit]) -> Unit:
    return Unit.objects.create(
        code=code,
        name=told.name,
        kind=told.kind,
        parent=made.get(told.below or ""),
        municipality=told.place.number if told.place else "",
        phone=PHONE.format(len(made) + 1, 0, 0),
        offers=sorted({*told.offers, *told.also}),
        from_day=SINCE,
    )


def make_staff(
    region: Region, units: Mapping[str, Unit], table: DecisionTable, chance: Chance
) -> dict[str, Sequence[Author]]:
    """Write who works in the units; return by unit those who write in records. Nobody has a password."""
    rows = list(_staff(region, units, chance))
    User.objects.bulk_create(user for user, _ in rows)
    Membership.objects.bulk_create(member for _, member in rows)
    writing: dict[str, list[Author]] = {}
    for user, member in rows:
        if _writes(table, member.role):
            author = Author(user.pk, member.role, member.unit_id)
            writing.setdefault(member.unit.code, []).append(author)
    return dict(writing)


def _staff(
    region: Region, units: Mapping[str, Unit], chance: Chance
) -> Iterator[tuple[User, Membership]]:
    names = [name for told in region.inhabitants.given_names.values() for name in told]
    for unit_nth, (code, unit) in enumerate(region.units.items(), start=1):
        for staff_nth, staff in enumerate(unit.staff, start=1):
            for nth in range(1, staff.number + 1):
                called = f"{chance.one(names)} {chance.one(region.inhabitants.family_names)}"
                phone = PHONE.format(unit_nth, staff_nth, nth)
                user = User(username=f"{code}-{staff.role}-{nth}", name=called, phone=phone)
                user.set_unusable_password()
                yield (
                    user,
                    Membership(user=user, unit=units[code], role=staff.role, from_day=SINCE),
                )


def _writes(table: DecisionTable, role: str) -> bool:
    """Return whether a role writes in records; one that the table does not know yet is taken to."""
    rows = [row for row in table.rows if row.role == role]
    told = (cell for row in rows for cells in row.cells.values() for cell in cells)
    return not rows or any(cell.deed is Deed.WRITE for cell in told)
