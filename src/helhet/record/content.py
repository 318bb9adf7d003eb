"""The content of an entry: sealed for its place, under a salted hash that outlives it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from helhet.pathway.courses.course import Value
from helhet.record.models import Content
from helhet.storage.ring import ring

SALT_BYTES: Final = 16


def sealed_content(course: UUID, number: int, told: Mapping[str, Any]) -> tuple[Content, bytes]:
    """Return the row that keeps what was told, not yet saved, and its hash."""
    plain, salt = _plain(told), secrets.token_bytes(SALT_BYTES)
    row = Content(
        course_id=course,
        number=number,
        salt=salt,
        sealed=ring().seal(plain, _place(course, number)),
    )
    return row, content_hash(salt, plain)


def opened(rows: Iterable[Content]) -> dict[int, dict[str, Any]]:
    """Return what is told by each entry's number; what has been erased is not among it."""
    keys = ring()
    return {
        row.number: json.loads(keys.open(bytes(row.sealed), _place(row.course_id, row.number)))
        for row in rows
    }


def hash_of(row: Content) -> bytes:
    """Return the hash that the entry of this content should have; raise KeyRingError if it was altered."""
    plain = ring().open(bytes(row.sealed), _place(row.course_id, row.number))
    return content_hash(bytes(row.salt), plain)


def content_hash(salt: bytes, plain: bytes) -> bytes:
    """Return the salted hash of a content."""
    return sha256(salt + plain).digest()


def values_of(told: Mapping[str, Any]) -> dict[str, Value]:
    """Return the values of a content as the core has them: several keys as a tuple."""
    values: dict[str, Any] = told.get("values", {})
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}


def _plain(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _place(course: UUID, number: int) -> str:
    return f"content/{course}/{number}"
