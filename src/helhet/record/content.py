"""The content of an entry: sealed for its place, under a salted hash that outlives it."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from helhet.pathway.courses.course import Value
from helhet.record.models import Content
from helhet.storage.keys import KeyRing
from helhet.storage.ring import ring

SALT_BYTES: Final = 16


def sealed_content(course: UUID, number: int, told: Mapping[str, Any]) -> tuple[Content, bytes]:
    """Return the row that keeps what was told, not yet saved, and its hash."""
    plain, salt = _plain(told), secrets.token_bytes(SALT_BYTES)
    row = Content(
        course_id=course,
        number=number,
        salt=salt,
        sealed=ring().seal(plain, content_place(course, number)),
    )
    return row, content_hash(salt, plain)


def opened(rows: Iterable[Content]) -> dict[int, dict[str, Any]]:
    """Return what is told by each entry's number; what has been erased is not among it."""
    found = list(rows)
    keys = ring()  # after the rows were read: they may have been sealed anew just now
    return {row.number: _open(keys, row.course_id, row.number, row.sealed) for row in found}


def opened_of(courses: Collection[UUID]) -> dict[UUID, dict[int, dict[str, Any]]]:
    """Return the same of many courses, by course. One query."""
    told = Content.objects.filter(course__in=courses).values_list("course_id", "number", "sealed")
    rows, found = list(told), defaultdict[UUID, dict[int, dict[str, Any]]](dict)
    keys = ring()
    for course, number, sealed in rows:
        found[course][number] = _open(keys, course, number, sealed)
    return found


def opened_at(places: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], dict[str, Any]]:
    """Return what some entries tell, each by its course and number, and of no other. One query."""
    courses, numbers = {one for one, _ in places}, {one for _, one in places}
    told = Content.objects.filter(course__in=courses, number__in=numbers)
    rows = [
        row for row in told.values_list("course_id", "number", "sealed") if row[:2] in set(places)
    ]
    keys = ring()
    return {(row[0], row[1]): _open(keys, *row) for row in rows}


def _open(keys: KeyRing, course: UUID, number: int, sealed: bytes | memoryview[int]) -> Any:
    return json.loads(keys.open(bytes(sealed), content_place(course, number)))


def hash_of(row: Content) -> bytes:
    """Return the hash that the entry of this content should have; raise KeyRingError if it was altered."""
    plain = ring().open(bytes(row.sealed), content_place(row.course_id, row.number))
    return content_hash(bytes(row.salt), plain)


def content_hash(salt: bytes, plain: bytes) -> bytes:
    """Return the salted hash of a content."""
    return sha256(salt + plain).digest()


def values_of(told: Mapping[str, Any]) -> dict[str, Value]:
    """Return the values of a content as the core has them: several keys as a tuple."""
    values: dict[str, Any] = told.get("values", {})
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}


def plain_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the same as a content keeps them: several keys as a list."""
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


def _plain(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_place(course: UUID, number: int) -> str:
    """Return the place that a content is sealed for."""
    return f"content/{course}/{number}"
