"""Chains of seals: each link holds the hash of its rows and of the link before it.

A chain shows that a row was altered, taken away or slipped in, and that links were. It does not
show that its end was cut off, or that somebody with the whole database made all of it anew; the
checkpoints do, for they lie elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.db import IntegrityError, transaction

from helhet.access.checkpoints import Checkpoint, write_checkpoint
from helhet.access.models import Seal

BEGINNING: Final = bytes(32)


class Kind(StrEnum):
    """What can be wrong with a chain, as the exit code and the finding name it."""

    ALTERED = "altered"
    MISSING = "missing"
    RELINKED = "relinked"
    CUT = "cut"
    NOT_SEALED = "not-sealed"
    MADE_UP = "made-up"


@dataclass(frozen=True)
class Finding:
    """What was found, in which chain, and the number of the link or the name of the row."""

    kind: Kind
    chain: str
    where: str


def found_twice(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """Return what is found, and found again: what is written, erased or sealed anew meanwhile is no finding."""
    found = list(look())
    again = set(look()) if found else set()
    return [one for one in found if one in again]


def leaf(values: object) -> bytes:
    """Return the hash of one row, from its values as JSON has them."""
    told = json.dumps(values, separators=(",", ":"), ensure_ascii=True)
    return sha256(told.encode()).digest()


def rows_hash(leaves: Iterable[bytes]) -> bytes:
    """Return the hash of the rows under one link, from the hashes of each, in their order."""
    whole = sha256()
    for each in leaves:
        whole.update(each)
    return whole.digest()


def add_link(chain: str, leaves: list[bytes]) -> Seal:
    """Add a link; a second sealer at the same moment gets IntegrityError and has changed nothing."""
    last = Seal.objects.filter(chain=chain).order_by("-number").first()
    number, previous = (last.number + 1, bytes(last.hash)) if last else (1, BEGINNING)
    hashed, at = rows_hash(leaves), datetime.now(UTC)
    return Seal.objects.create(
        chain=chain,
        number=number,
        count=len(leaves),
        rows_hash=hashed,
        previous=previous,
        hash=_link_hash(chain, number, len(leaves), hashed, previous, at),
        sealed_at=at,
    )


def check_links(chain: str, checkpoints: Iterable[Checkpoint]) -> Iterator[Finding]:
    """Yield what is wrong with the links themselves, against each other and against the checkpoints."""
    hashes: dict[int, bytes] = {}
    previous = BEGINNING
    for expected, seal in enumerate(_links(chain), start=1):
        if seal.number != expected:
            yield Finding(Kind.MISSING, chain, f"link {expected}")
            return
        yield from _check_link(seal, previous)
        previous = hashes[seal.number] = bytes(seal.hash)
    for point in checkpoints:
        if point.chain == chain and point.number > len(hashes):
            yield Finding(Kind.CUT, chain, f"link {point.number}")
        elif point.chain == chain and hashes[point.number].hex() != point.hash:
            yield Finding(Kind.RELINKED, chain, f"link {point.number}")


def _check_link(seal: Seal, previous: bytes) -> Iterator[Finding]:
    where = f"link {seal.number}"
    if bytes(seal.previous) != previous:
        yield Finding(Kind.RELINKED, seal.chain, where)
    told = (seal.chain, seal.number, seal.count, bytes(seal.rows_hash), bytes(seal.previous))
    # Until 2026-11-22 the time of sealing was not in the hash.
    if bytes(seal.hash) not in (_link_hash(*told, seal.sealed_at), _link_hash(*told, None)):
        yield Finding(Kind.ALTERED, seal.chain, where)


def _links(chain: str) -> Iterator[Seal]:
    return Seal.objects.filter(chain=chain).order_by("number").iterator()


def check_rows(seal: Seal, leaves: Sequence[bytes], what: str) -> Iterator[Finding]:
    """Yield what is wrong with the rows under a link, by the hashes that they have now; `what` is one of them."""
    if len(leaves) < seal.count:
        missing = seal.count - len(leaves)
        yield Finding(Kind.MISSING, seal.chain, f"{missing} under link {seal.number}")
    elif rows_hash(leaves) != bytes(seal.rows_hash):
        yield Finding(Kind.ALTERED, seal.chain, f"{what} under link {seal.number}")


def _link_hash(
    chain: str, number: int, count: int, rows: bytes, previous: bytes, at: datetime | None
) -> bytes:
    sealed_at = [at.astimezone(UTC).isoformat(timespec="microseconds")] if at else []
    return leaf([chain, number, count, rows.hex(), previous.hex(), *sealed_at])


def seal_all(chain: str, batch: Callable[[], int], checkpoints: Path) -> int:
    """Seal batch after batch until one seals nothing, and write the checkpoint; return how many rows were sealed.

    Each batch is a transaction of its own. Of two sealers at once one goes on with the rest.
    """
    sealed = 0
    with suppress(IntegrityError):  # the other one took the next link
        while done := _in_one_go(batch):
            sealed += done
    write_checkpoint(checkpoints, chain)
    return sealed


def _in_one_go(batch: Callable[[], int]) -> int:
    with transaction.atomic(durable=True):
        return batch()
