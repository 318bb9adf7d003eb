"""What was erased, written down outside the database, so that an older backup does not bring it back; and whether both agree.

Each line has a proof that only the ring of keys makes: whoever can write in the file alone erases nothing by it. What
an older key proves is written once more, with a proof by the newest. Whoever can send the same again names it there, so
that it is not taken a second time when the copy does not know that it was here (`known_as`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from django.apps import apps

from helhet.access.chains import Finding, Kind
from helhet.record.erasure.proving import fault_of
from helhet.record.models import Content, Entry, Erasure
from helhet.record.pathways import today
from helhet.storage.lines import append_lines, read_lines
from helhet.storage.ring import ring

CHAIN: Final = "erasure"
PROOF: Final = "proof"
# What the blind index of a line is for.
PLACE: Final = "erasure-line"


def write_graves(file: Path) -> int:
    """Write the erasures that the file does not have yet, proved by the newest key; return how many. On disk when this returns.

    One that is not proved is left out: `verify` tells of it, and a restore must not repeat it.
    """
    lines = [told for told in read_lines(file) if is_proved(told)]
    known = {_place(told) for told in lines if told[PROOF] == _proofs(told)[0]}
    new = {_place(told): told for told in lines if _place(told) not in known}
    for one in Erasure.objects.order_by("at"):
        place = (str(one.course), one.number)
        if place not in known and place not in new and fault_of(one) is None:
            new[place] = _line(one)
    append_lines(file, [{**told, PROOF: _proofs(told)[0]} for told in new.values()])
    return len(new)


def is_proved(told: dict[str, Any]) -> bool:
    """Return whether a line was written by whoever has the ring of keys, and says what it said then."""
    return told.get(PROOF) in _proofs(told)


def unproved(file: Path) -> list[int]:
    """Return the lines that nothing proves, counted from 1; not those that stand there once more with a proof."""
    lines = read_lines(file)
    proved = {_text(told) for told in lines if is_proved(told)}
    return [nth for nth, told in enumerate(lines, 1) if _text(told) not in proved]


def _proofs(told: dict[str, Any]) -> list[str]:
    return [proof.hex() for proof in ring().blinds(_text(told), PLACE)]


def _text(told: dict[str, Any]) -> str:
    return json.dumps({name: told[name] for name in told if name != PROOF}, sort_keys=True)


def _place(told: dict[str, Any]) -> tuple[str, int]:
    return told["course"], told["number"]


def check_erasures(file: Path) -> Iterator[Finding]:
    """Yield erasures that nobody decided, and such as were taken back: by their proofs, and by the file."""
    for row in Erasure.objects.order_by("course", "number").iterator():
        where = f"course {row.course} entry {row.number}"
        if fault := fault_of(row):
            yield Finding(fault, CHAIN, where)
        if Content.objects.filter(course=row.course, number=row.number).exists():
            yield Finding(Kind.ALTERED, CHAIN, f"{where}: its content is there again")
    for nth in unproved(file):
        yield Finding(Kind.MADE_UP, CHAIN, f"line {nth} of the file of erasures")
    lines = [told for told in read_lines(file) if is_proved(told)]
    for (course, number), told in {_place(told): told for told in lines}.items():
        if entry_of(told) and not Erasure.objects.filter(course=course, number=number).exists():
            yield Finding(Kind.MISSING, CHAIN, f"course {course} entry {number}")


def entry_of(told: dict[str, Any]) -> Entry | None:
    """Return the very entry that a line says was erased; None if this database does not have it, or another in its place."""
    found = Entry.objects.filter(course=told["course"], number=told["number"])
    entry = found.select_related("course").first()
    return entry if entry is not None and bytes(entry.hash).hex() == told["entry"] else None


def erased_as(file: Path) -> dict[str, dict[int, date]]:
    """Return what must not be taken again: by the name and number under which it would be sent, the day of its erasure."""
    found = defaultdict[str, dict[int, date]](dict)
    for told in read_lines(file):
        if told.get("known_as") and is_proved(told):
            for name, number in told["known_as"]:
                found[name][number] = today(datetime.fromisoformat(told["at"]))
    return dict(found)


def _known_as(entry: Entry) -> list[tuple[str, int]]:
    """Return what an entry is called by those who could send it again; each says so of itself, for they stand above."""
    names = (getattr(model, "known_as", None) for model in apps.get_models())
    return sorted({one for of in names if of for one in of(entry)})


def _line(one: Erasure) -> dict[str, Any]:
    found = Entry.objects.filter(course=one.course, number=one.number)
    entry = found.select_related("course").first()
    names = _known_as(entry) if entry else []
    return {
        **({"known_as": names} if names else {}),
        "entry": bytes(entry.hash).hex() if entry else "",
        "course": str(one.course),
        "number": one.number,
        "asked_by": one.asked_by,
        "approved_by": one.approved_by,
        "basis": one.basis,
        "at": one.at.astimezone(UTC).isoformat(),
    }
