"""A file sealed as it is written: in pieces, so that it may be larger than memory, and none can be left out or moved.

AES-256-GCM by the STREAM construction: each piece's nonce holds its number and whether it is the
last, so a file that was cut, or whose pieces changed places, does not open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"HELHET1\n"
PIECE: Final = 1 << 20
TAG: Final = 16
PREFIX: Final = 7


class SealedFileError(Exception):
    """A file that does not open: not one of ours, cut, altered, or sealed with another key."""


def seal_file(source: BinaryIO, target: BinaryIO, key: bytes) -> None:
    """Write what `source` has sealed."""
    prefix = secrets.token_bytes(PREFIX)
    target.write(MAGIC + prefix)
    cipher = AESGCM(key)
    for number, (piece, is_last) in enumerate(_pieces(source, PIECE)):
        nonce = _nonce(prefix, number, is_last=is_last)
        target.write(cipher.encrypt(nonce, piece, MAGIC))


def open_file(source: BinaryIO, target: BinaryIO, key: bytes) -> None:
    """Write what was sealed; raise SealedFileError if any of it does not open: then nothing of `target` counts."""
    if source.read(len(MAGIC)) != MAGIC:
        raise SealedFileError("The file is no backup of Helhet.")
    prefix = source.read(PREFIX)
    cipher = AESGCM(key)
    try:
        for number, (piece, is_last) in enumerate(_pieces(source, PIECE + TAG)):
            target.write(cipher.decrypt(_nonce(prefix, number, is_last=is_last), piece, MAGIC))
    except (InvalidTag, ValueError):
        raise SealedFileError(
            "The backup was cut or altered, or it was sealed with another key."
        ) from None


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield pieces, each with whether it is the last; an empty file is one empty piece."""
    piece = file.read(size)
    while following := file.read(size):
        yield piece, False
        piece = following
    yield piece, True


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])
