"""The words of a release: what an entry said then, with its titles in every language, sealed and never made anew."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from helhet.pathway.courses.course import Value
from helhet.pathway.language.model import FieldType
from helhet.pathway.language.words import LANGUAGES, Title
from helhet.pathway.tables.table import Table
from helhet.record.content import plain_values, values_of
from helhet.record.forms import fields_of
from helhet.record.models import Release, ReleasedItem, ReleasedWords
from helhet.record.queries.looking import Line
from helhet.record.times import to_day
from helhet.storage.ring import ring

NOTE: Final = 0
"""The number of the item that is the sender's note."""
SALT_BYTES: Final = 16
Said = Mapping[str, str]
"""The same in each language."""


class Altered(Exception):  # noqa: N818 - says what is true
    """The words of a release are not those that were passed on."""


@dataclass(frozen=True)
class Answer:
    """One answer that was passed on: what was asked, what kind of value it is, and of a choice its words."""

    name: str
    title: Said
    kind: FieldType
    value: Value
    choices: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """What an entry said when it was passed on, as far as it was chosen."""

    pathway: Said
    event: Said
    happened_on: date
    outcome: Said | None
    answers: tuple[Answer, ...]


def said_now(
    table: Table, line: Line, fields: Collection[str], *, with_outcome: bool
) -> dict[str, Any]:
    """Return what is to be kept of an entry: the chosen answers and no other."""
    row = line.entry
    day = to_day(row.happened_on)
    edition, event = table.edition_on(day), table.event_on(day, row.event)
    told = event.outcomes.get(row.outcome)
    asked = fields_of(table, day, row.event)
    values = plain_values({name: line.values[name] for name in sorted(fields)})
    answers = []
    for name, value in values.items():
        field = asked.get(name)
        choices = field.choices if field else {}
        words = [choices[one].title for one in _each(value) if one in choices]
        answers.append(
            {
                "name": name,
                "title": _said(field.title if field else None, name),
                "kind": field.type if field else FieldType.TEXT,
                "value": value,
                "choices": [_said(title, "") for title in words],
            }
        )
    return {
        "pathway": _said(edition.title, edition.pathway),
        "event": _said(event.title, row.event),
        "happened_on": row.happened_on.isoformat(),
        "outcome": _said(told.title if told else None, row.outcome) if with_outcome else None,
        "answers": answers,
    }


def sealed_words(
    release: Release, nth: int, told: Mapping[str, Any]
) -> tuple[ReleasedWords, bytes]:
    """Return the row that keeps some words, not yet saved, and their hash; a salt inside makes it tell nothing when the row is gone."""
    salted = {"salt": secrets.token_hex(SALT_BYTES), "told": told}
    plain = json.dumps(salted, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    row = ReleasedWords(release=release, nth=nth)
    row.sealed = ring().seal(plain, row.place)
    return row, sha256(plain).digest()


def opened_words(items: Iterable[ReleasedItem]) -> dict[tuple[UUID, int], Any]:
    """Return what the items say, by release and number; what has been erased is not among it. Raises Altered. One query."""
    hashes = {(one.release_id, one.nth): bytes(one.hash) for one in items}
    rows = list(ReleasedWords.objects.filter(release__in={release for release, _ in hashes}))
    keys, found = ring(), {}
    for row in rows:
        key = row.release_id, row.nth
        if key in hashes:
            plain = keys.open(bytes(row.sealed), row.place)
            if sha256(plain).digest() != hashes[key]:
                raise Altered(f"release {row.release_id}, item {row.nth}")
            found[key] = json.loads(plain)["told"]
    return found


def snapshot(told: Mapping[str, Any]) -> Snapshot:
    """Return kept words as they are shown."""
    answers = tuple(
        Answer(
            one["name"],
            one["title"],
            FieldType(one["kind"]),
            values_of({"values": {"": one["value"]}})[""],
            tuple(one["choices"]),
        )
        for one in told["answers"]
    )
    day = date.fromisoformat(told["happened_on"])
    return Snapshot(told["pathway"], told["event"], day, told["outcome"], answers)


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _said(title: Title | None, name: str) -> dict[str, str]:
    return {one: title.in_(one) if title else name for one in LANGUAGES}
