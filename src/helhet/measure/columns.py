"""Which column of a log plays which part: said by the user, or guessed from its usual names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from helhet.measure.errors import LogError
from helhet.pathway.reading.faults import meant, quoted

USUAL_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "course": (
        *("case:concept:name", "case_id", "case", "course", "course_id", "trace_id", "trace"),
        *("patient_id", "patient", "person_id", "person", "subject_id", "subject"),
        *("pasient_id", "pasient", "sak", "saksnummer"),
    ),
    "event": (
        *("concept:name", "activity", "event", "activity_name", "event_name", "task"),
        *("hendelse", "aktivitet"),
    ),
    "happened_at": (
        *("time:timestamp", "happened_at", "timestamp", "time", "datetime", "date_time"),
        *("complete_timestamp", "event_time", "occurred_at", "date", "happened_on"),
        *("tidspunkt", "tid", "dato"),
    ),
    "time_of_day": ("time_of_day", "klokkeslett"),
    "outcome": ("outcome", "utfall"),
    "setting": ("setting",),
    "unit": ("unit", "unit_id", "enhet"),
    "born": ("born", "birth_date", "birthdate", "date_of_birth", "født", "fødselsdato"),
    "lifecycle": ("lifecycle:transition",),
}
"""The parts a column can play, and what such columns are called, likeliest first.

Beside them each form field that the pathway reads is a part, called as there: `right.start-by`.
"""

# What is between the signs is looked at afterwards: a pattern that says it, too, takes quadratic time.
_PAIR: Final = r'([^=,"]*)=(?:"([^"]+)"|([^",]*))(?:,(?=.)|$)'
REQUIRED: Final = ("course", "event", "happened_at")


def read_wanted(texts: Sequence[str]) -> dict[str, str]:
    """Return part → column from texts like `course=case_id,event="a, b"`."""
    wanted: dict[str, str] = {}
    for text in texts:
        pairs = re.findall(_PAIR, text) if re.fullmatch(rf"(?:{_PAIR})+", text) else []
        told = {part.strip(): in_quotes or plain.strip() for part, in_quotes, plain in pairs}
        if not told or not all((*told, *told.values())):
            raise LogError(f"--columns has {quoted(text)}. Write PART=COLUMN, as course=case_id.")
        wanted |= {part: column.strip() for part, column in told.items()}
    return wanted


def play_parts(
    names: Sequence[str], wanted: Mapping[str, str], fields: Collection[str]
) -> dict[str, int]:
    """Return part → number of its column, for a log with columns of these names.

    What is wanted goes before what is guessed, and is not guessed for another part. `fields` are the form fields the pathway reads.
    """
    for part in wanted:
        _check_part(part, fields)
    usual = {**USUAL_NAMES, **{field: (field,) for field in fields}}
    listed = _listed(names, [*wanted.values(), *(name for each in usual.values() for name in each)])
    parts = {part: _column(names, part, column, listed) for part, column in wanted.items()}
    free = ["" if number in parts.values() else name for number, name in enumerate(names)]
    for part in usual:
        if part not in wanted and (number := _guess(free, part, usual[part])) is not None:
            parts[part] = number
    if missing := [part for part in REQUIRED if part not in parts]:
        said = f"No column was recognised as {' or '.join(missing)}."
        example = ",".join(f"{part}=…" for part in missing)
        raise LogError(f"{said} Say which it is with --columns {example}. {listed}")
    return {part: parts[part] for part in usual if part in parts}


def _check_part(part: str, fields: Collection[str]) -> None:
    if part not in USUAL_NAMES and part not in fields:
        known = (*USUAL_NAMES, *fields)
        raise LogError(
            f"--columns names {quoted(part)}, which is no part of a log for this pathway. "
            + meant(part, known, "parts")
        )


def _column(names: Sequence[str], part: str, column: str, listed: str) -> int:
    found = [number for number, name in enumerate(names) if name == column]
    if not found:
        raise LogError(f"There is no column {quoted(column)} to be taken as {part}. {listed}")
    if len(found) > 1:
        raise LogError(f"The column {quoted(column)} stands {len(found)} times. Rename one.")
    return found[0]


def _guess(names: Sequence[str], part: str, usual: Sequence[str]) -> int | None:
    """Return the column called as such columns are. Of two alike none is likelier: that is for the user to say."""
    plain = [plain_name(name) for name in names]
    for name in map(plain_name, usual):
        if plain.count(name) > 1:
            alike = [names[number] for number, each in enumerate(plain) if each == name]
            remedy = f"Say which with --columns {part}=…" if len(set(alike)) > 1 else "Rename one"
            listed = " and ".join(map(quoted, alike))
            raise LogError(f"The columns {listed} could each be taken as {part}. {remedy}.")
        if name in plain:
            return plain.index(name)
    return None


def plain_name(name: str) -> str:
    """Return a column's name without case, spaces and signs: `Case ID` is `case_id` is `caseid`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _listed(names: Sequence[str], known: Collection[str]) -> str:
    """List the columns, if one of them is known: what has no header has a person's row in its place."""
    if not {*map(plain_name, names)} & {*map(plain_name, known)} - {""}:
        return "None of the columns has a usual name, so they are not shown: without a header, these may be a person's."
    told = ", ".join(quoted(name) for name in names[:30])
    return f"The columns there are: {told}{', …' if len(names) > 30 else ''}."
