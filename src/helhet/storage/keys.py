"""The ring of keys: what is secret is sealed with the newest key, and opened with the one it names.

AES-256-GCM; each value is bound to the place it stands in, so that it cannot be moved to another
person's row. A number that is looked up has a blind index, an HMAC with a key of its own.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helhet.storage.files import take_place

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
NUMBER_BYTES: Final = 2


class KeyRingError(Exception):
    """A ring that cannot be read, or that lacks a key; says what to do, never a key or a value."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by number, from 1; the highest seals. `index` are the keys of blind indexes, in the same way."""

    keys: Mapping[int, bytes] = field(repr=False)
    index: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """Return a ring with one key of each sort."""
        return cls({1: secrets.token_bytes(KEY_BYTES)}, {1: secrets.token_bytes(KEY_BYTES)})

    @classmethod
    def read(cls, file: Path) -> Self:
        """Return the ring that a file holds; raise KeyRingError if it holds none."""
        try:
            told = json.loads(file.read_text("utf-8"))
            return cls(_keys(told["keys"]), _keys(told["index"]))
        except FileNotFoundError:
            raise KeyRingError(
                "There is no file of keys. Name it in HELHET_KEYS_FILE, or put it back; `helhet init` makes one for a new installation."
            ) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise KeyRingError(
                "The file of keys cannot be read as one. Put the right file back; without it what is sealed stays sealed."
            ) from None

    def write(self, file: Path) -> None:
        """Write the ring to a file that only its owner may read; the old file stands until the new one is whole."""
        told = {"keys": _texts(self.keys), "index": _texts(self.index)}
        beside = file.with_name(f"{file.name}.new")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as new:
            json.dump(told, new)
            new.flush()
            os.fsync(new.fileno())
        take_place(beside, file)

    def rotated(self, *, index: bool = False) -> KeyRing:
        """Return the ring with a newer key to seal with, and to index with; the others still open and find."""
        return KeyRing(_with_newer(self.keys), _with_newer(self.index) if index else self.index)

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.keys)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Return `plain` sealed for the place it is kept in (table, row, column)."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        number = self.newest.to_bytes(NUMBER_BYTES, "big")
        return number + nonce + AESGCM(self.keys[self.newest]).encrypt(nonce, plain, _bound(place))

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed for this place; raise KeyRingError if it was not, or was altered."""
        sealed = bytes(sealed)
        key = self.keys.get(number_of(sealed))
        if key is None:
            raise KeyRingError("The key that a value was sealed with is not on the ring.")
        nonce, rest = (
            sealed[NUMBER_BYTES : NUMBER_BYTES + NONCE_BYTES],
            sealed[NUMBER_BYTES + NONCE_BYTES :],
        )
        try:
            return AESGCM(key).decrypt(nonce, rest, _bound(place))
        except InvalidTag:
            raise KeyRingError(
                "A sealed value was altered, or moved from where it belongs."
            ) from None

    def blind(self, text: str, place: str) -> bytes:
        """Return the blind index of a text: equal for equal texts, and nothing can be read from it."""
        return _blind(self.index[max(self.index)], text, place)

    def blinds(self, text: str, place: str) -> list[bytes]:
        """Return the blind index by every key, the newest first, for looking up while a new key is being taken into use."""
        return [
            _blind(self.index[number], text, place) for number in sorted(self.index, reverse=True)
        ]

    def without_older(self, *, index: bool) -> KeyRing:
        """Return the ring with its newest key to seal alone, and with its newest one to index alone."""
        last = max(self.index)
        return KeyRing(
            {self.newest: self.keys[self.newest]},
            {last: self.index[last]} if index else self.index,
        )


def number_of(sealed: bytes | memoryview[int]) -> int:
    """Return the number of the key that a value was sealed with."""
    return int.from_bytes(bytes(sealed)[:NUMBER_BYTES], "big")


def _with_newer(keys: Mapping[int, bytes]) -> dict[int, bytes]:
    return {**keys, max(keys) + 1: secrets.token_bytes(KEY_BYTES)}


def _blind(key: bytes, text: str, place: str) -> bytes:
    return hmac.new(key, f"{place}\0{text}".encode(), sha256).digest()


def _bound(place: str) -> bytes:
    return place.encode()


def _keys(told: Mapping[str, Any]) -> dict[int, bytes]:
    keys = {int(number): b64decode(text, validate=True) for number, text in told.items()}
    if not keys or any(
        len(key) != KEY_BYTES or not 0 < n < 1 << 8 * NUMBER_BYTES for n, key in keys.items()
    ):
        raise ValueError("no keys, or keys of another length")
    return keys


def _texts(keys: Mapping[int, bytes]) -> dict[str, str]:
    return {str(number): b64encode(key).decode() for number, key in keys.items()}
