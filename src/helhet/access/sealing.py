"""Seals on the log of access: batches of rows under the links of one chain, and whether they still fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from django.db.models import Max

from helhet.access.chains import (
    Finding,
    Kind,
    add_link,
    check_links,
    check_rows,
    leaf,
    seal_all,
)
from helhet.access.checkpoints import read_checkpoints
from helhet.access.models import Access, Seal, SealedAccess

CHAIN: Final = "access"
BATCH: Final = 1_000
# Rows are committed in another order than they are numbered; none comes so late as this. Own choice, as those below.
BEHIND: Final = 100_000
# How long a row may lie unsealed before that is a finding.
UNSEALED_AFTER: Final = timedelta(hours=1)
_READ_AT_ONCE: Final = 2_000


def seal_log(checkpoints: Path) -> int:
    """Seal every row that lies unsealed, and write the checkpoint; return how many. Two commits a batch."""
    return seal_all(CHAIN, _seal_batch, checkpoints)


def _seal_batch() -> int:
    newest = SealedAccess.objects.aggregate(newest=Max("access_id"))["newest"] or 0
    waiting = Access.objects.filter(id__gt=newest - BEHIND, sealedaccess__isnull=True)
    rows = list(waiting.order_by("id").prefetch_related("subjects")[:BATCH])
    if rows:
        seal = add_link(CHAIN, [leaf_of(row) for row in rows])
        SealedAccess.objects.bulk_create(SealedAccess(access=row, seal=seal) for row in rows)
    return len(rows)


def leaf_of(row: Access) -> bytes:
    """Return the hash of a row of the log with the subjects it was about."""
    return leaf(
        [
            row.pk,
            row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            row.user,
            row.role,
            row.unit,
            row.purpose,
            row.deed,
            row.parts,
            row.is_permitted,
            row.reason,
            str(row.request or ""),
            sorted(str(about.subject) for about in row.subjects.all()),
        ]
    )


def verify_log(checkpoints: Path, now: datetime) -> Iterator[Finding]:
    """Yield everything that does not fit: links, rows altered, slipped in or taken away, rows never sealed."""
    yield from check_links(CHAIN, read_checkpoints(checkpoints))
    yield from _check_rows()
    forgotten = Access.objects.filter(sealedaccess__isnull=True, at__lt=now - UNSEALED_AFTER)
    for row in forgotten.values_list("id", flat=True).iterator():
        yield Finding(Kind.NOT_SEALED, CHAIN, f"row {row}")


def _check_rows() -> Iterator[Finding]:
    """Hold the rows under each link against its hash; one pass over the log, in batches."""
    told = {seal.pk: seal for seal in Seal.objects.filter(chain=CHAIN)}
    held = (
        SealedAccess.objects.select_related("access")
        .prefetch_related("access__subjects")
        .order_by("seal__number", "access_id")
        .iterator(chunk_size=_READ_AT_ONCE)
    )
    for seal_id, rows in groupby(held, lambda row: row.seal_id):
        seal = told.pop(seal_id, None)
        if seal is None:
            continue  # sealed since the links were read
        yield from check_rows(seal, [leaf_of(row.access) for row in rows], "a row")
    for seal in told.values():
        yield from check_rows(seal, [], "a row")
