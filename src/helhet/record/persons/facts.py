"""What may be said of a person, and what of it holds: the last thing said of each fact; numbers and homes add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from helhet.parties.models import AddressGrade, Residence, Sex
from helhet.pathway.courses import ordering
from helhet.record.courses.reading import Row
from helhet.record.errors import Fault, NotAsTheFormSays
from helhet.record.forms import is_storable
from helhet.record.models import Entry
from helhet.record.persons.reached import DIED

PLAIN: Final[dict[str, Any]] = {
    "given_name": "",
    "family_name": "",
    "sex": Sex.UNKNOWN.value,
    "language": "nb",
    "needs_interpreter": False,
    "address_grade": AddressGrade.UNGRADED.value,
}
"""Facts that stand in clear, each with what stands there when nobody has said it."""
MERGED: Final = "merged"
"""The event of a register that says that another subject is the same person."""
DAYS: Final = ("born_on", "died_on")
SEALED: Final = ("phone", "email")
HOMES: Final = tuple(Residence.Kind.values)
"""A home or a stay: {"municipality", "from_day", "to_day", "address"}; one of each kind begins on a day."""
HOME_KEYS: Final = frozenset({"municipality", "from_day", "to_day", "address"})
LONGEST_NAME: Final = 200
"""Signs that a column of `parties` keeps of a text; `LONGEST` of those that keep fewer."""
LONGEST: Final = {"language": 35}
Standing = list[tuple[str, Mapping[str, Any]]]
"""The event and content of each entry that has not been taken back, in the order of recording."""


@dataclass(frozen=True)
class Wanted:
    """What the rows of `parties` should say of a person, opened: for writing them, and for comparing."""

    plain: dict[str, Any]
    sealed: dict[str, str]
    numbers: dict[str, str]
    homes: list[tuple[str, str, date, date | None, str]]
    merged: frozenset[UUID]


def standing(entries: Iterable[Entry | Row], contents: Mapping[int, Mapping[str, Any]]) -> Standing:
    """Return what stands of a register's entries, given in the order of their numbers."""
    return [
        (entry.event, contents.get(entry.number) or _left(entry))
        for entry in ordering.standing(entries).values()
        if entry.kind == Entry.Kind.EVENT
    ]


def _left(entry: Entry | Row) -> dict[str, Any]:
    """Return what an entry says whose content was erased: the day of a death that was heard is the entry's own."""
    return {"facts": {"died_on": entry.happened_on.isoformat()}} if entry.event == DIED else {}


def wanted(said: Standing) -> Wanted:
    """Return what follows from all that stands."""
    facts = facts_of(said)
    plain = {name: facts.get(name, default) for name, default in PLAIN.items()}
    return Wanted(
        plain | {name: day(facts.get(name)) for name in DAYS},
        {name: facts[name] for name in SEALED if facts.get(name)},
        dict(facts["numbers"]),
        sorted(
            (kind, told["municipality"], begins, day(told.get("to_day")), told.get("address") or "")
            for kind in HOMES
            for begins, told in facts[kind].items()
        ),
        frozenset(
            UUID(told["other"]) for event, told in said if event == MERGED and "other" in told
        ),
    )


def facts_of(said: Standing) -> dict[str, Any]:
    """Return the last thing said of each fact; numbers by their system, homes and stays by their first day."""
    facts: dict[str, Any] = {"numbers": {}, **{kind: {} for kind in HOMES}}
    for _, told in said:
        for name, value in told.get("facts", {}).items():
            if name == "numbers":
                facts["numbers"].update(value)
            elif name in HOMES:
                facts[name][day(value["from_day"])] = value
            else:
                facts[name] = value
    return facts


def day(told: Any) -> date | None:
    """Return the day that a text says, None for what says none."""
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


# --- what may be said --------------------------------------------------------------------------------------


def check(facts: Any, by: date) -> None:
    """Raise NotAsTheFormSays with everything that is wrong with facts said on a day, numbers left aside."""
    if not isinstance(facts, Mapping) or not all(isinstance(name, str) for name in facts):
        raise NotAsTheFormSays([Fault("facts", "type")])
    found = [Fault(name, code) for name, value in facts.items() if (code := _fault(name, value))]
    days = {name: day(facts.get(name)) for name in DAYS}
    found += [Fault(name, "future") for name, on in days.items() if on and on > by]
    if found:
        raise NotAsTheFormSays(found)
    check_days(**days)


def check_days(born_on: date | None, died_on: date | None) -> None:
    """Raise NotAsTheFormSays if somebody died before they were born."""
    if born_on and died_on and died_on < born_on:
        raise NotAsTheFormSays([Fault("died_on", "range")])


def _fault(name: str, value: Any) -> str | None:
    if name in HOMES:
        return None if _is_home(value) else "type"
    if name in DAYS:
        return None if value is None or day(value) else "type"
    if name == "needs_interpreter":
        return None if isinstance(value, bool) else "type"
    if name not in (*PLAIN, *SEALED):
        return "unknown"
    if not isinstance(value, str) or not is_storable(value):
        return "type"
    chosen = {"sex": Sex.values, "address_grade": AddressGrade.values}.get(name)
    if chosen and value not in chosen:
        return "choice"
    return "too-long" if len(value) > LONGEST.get(name, LONGEST_NAME) else None


def _is_home(value: Any) -> bool:
    if not isinstance(value, dict) or not value.keys() <= HOME_KEYS:
        return False
    number, address = value.get("municipality"), value.get("address") or ""
    from_day, to_day = day(value.get("from_day")), day(value.get("to_day"))
    return (
        isinstance(number, str)
        and re.fullmatch(r"[0-9]{4}", number) is not None
        and isinstance(address, str)
        and is_storable(address)
        and from_day is not None
        and (value.get("to_day") is None or (to_day is not None and to_day >= from_day))
    )
