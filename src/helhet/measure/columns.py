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

_PAIR: Final = r'\s*([^=,"]*[^=,"\s]\s*)=(?:"([^"]+)"|([^",]*[^",\s]\s*))(?:,(?=.)|$)'
REQUIRED: Final = ("course", "event", "happened_at")


def read_wanted(texts: Sequence[str]) -> dict[str, str]:
    """Return part → column from texts like `course=case_id,event="a, b"`."""
    wanted: dict[str, str] = {}
    for text in texts:
        if not re.fullmatch(rf"(?:{_PAIR})+", text):
            raise LogError(f"--columns has {quoted(text)}. Write PART=COLUMN, as course=case_id.")
        for part, in_quotes, plain in re.findall(_PAIR, text):
            wanted[part.strip()] = (in_quotes or plain).strip()
    return wanted


def play_parts(
    names: Sequence[str], wanted: Mapping[str, str], fields: Collection[str]
) -> dict[str, int]:
    """Return part → number of its column, for a log with columns of these names.

    What is wanted goes before what is guessed, and is not guessed for another part. `fields` are the form fields the pathway reads.
    """
    for part in wanted:
        _check_part(part, fields)
    parts = {part: _column(names, part, column) for part, column in wanted.items()}
    usual = {**USUAL_NAMES, **{field: (field,) for field in fields}}
    free = ["" if number in parts.values() else name for number, name in enumerate(names)]
    for part in usual:
        if part not in wanted and (number := _guess(free, part, usual[part])) is not None:
            parts[part] = number
    if missing := [part for part in REQUIRED if part not in parts]:
        said = f"No column was recognised as {' or '.join(missing)}."
        example = ",".join(f"{part}=…" for part in missing)
        raise LogError(f"{said} Say which it is with --columns {example}. {_listed(names)}")
    return {part: parts[part] for part in usual if part in parts}


def _check_part(part: str, fields: Collection[str]) -> None:
    if part not in USUAL_NAMES and part not in fields:
        known = (*USUAL_NAMES, *fields)
        raise LogError(
            f"--columns names {quoted(part)}, which is no part of a log for this pathway. "
            + meant(part, known, "parts")
        )


def _column(names: Sequence[str], part: str, column: str) -> int:
    found = [number for number, name in enumerate(names) if name == column]
    if not found:
        raise LogError(
            f"There is no column {quoted(column)} to be taken as {part}. {_listed(names)}"
        )
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


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(quoted(name) for name in names[:30])
    return f"The columns there are: {told}{', …' if len(names) > 30 else ''}."
