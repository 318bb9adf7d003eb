"""Checkpoints: the heads of chains, and each restore, written down outside the database.

A restore of an older copy loses what came after it, and says so here. From then on the heads that
came back bind, and those above them do so no more; a database set back without that line is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helhet.access.models import Seal
from helhet.storage.lines import append_lines, not_ours, read_lines


@dataclass(frozen=True)
class Checkpoint:
    """The head of a chain, as it was written down elsewhere."""

    chain: str
    number: int
    hash: str
    at: str


@dataclass(frozen=True)
class Restore:
    """That a copy took the place of the database: when, asked by whom, and how far the copy goes.

    `heads` are those that came back; `lost` the last of each chain that was known beyond them.
    """

    at: str
    by: str
    up_to: str
    heads: list[Checkpoint]
    lost: list[Checkpoint]

    def told(self) -> Iterator[str]:
        """Yield a line that says what happened, and one for each chain of which something is known to be lost."""
        reach = f"a copy that goes up to {self.up_to}" if self.up_to else "a copy of nothing yet"
        yield f"Restored at {self.at}, asked by {self.by}, from {reach}."
        ends = {head.chain: head.number for head in self.heads}
        for gone in self.lost:
            yield f"Lost of the chain {gone.chain}: what was sealed after link {ends.get(gone.chain, 0)}, up to link {gone.number} of {gone.at}."


def write_checkpoint(file: Path, chain: str) -> None:
    """Write the head of a chain below those written before, unless it stands there; on disk when this returns."""
    head = _head(chain)
    known = [point.number for point in read_checkpoints(file) if point.chain == chain]
    if head is not None and head.number > max(known, default=0):
        append_lines(file, [asdict(head)])


def write_restore(file: Path, by: str, up_to: datetime | None, now: datetime) -> Restore:
    """Write down that the database is what a copy brought back; return that, with what is known to be lost."""
    chains = Seal.objects.order_by("chain").values_list("chain", flat=True).distinct()
    heads = [head for chain in chains if (head := _head(chain))]
    told = {"at": _text(now), "by": by, "up_to": _text(up_to) if up_to else ""}
    append_lines(file, [{"restored": {**told, "heads": [asdict(head) for head in heads]}}])
    return read_restores(file)[-1]


def read_checkpoints(file: Path) -> list[Checkpoint]:
    """Return the checkpoints that bind, none if there is no file."""
    return _read(file)[0]


def read_restores(file: Path) -> list[Restore]:
    """Return every restore that was written down, the oldest first."""
    return _read(file)[1]


def _read(file: Path) -> tuple[list[Checkpoint], list[Restore]]:
    points: list[Checkpoint] = []
    restores: list[Restore] = []
    for nth, line in enumerate(read_lines(file), start=1):
        try:
            if "restored" not in line:
                points.append(Checkpoint(**line))
            else:
                restores.append(_restored(line["restored"], points))
                points = _binding(restores[-1], points)
        except (TypeError, KeyError):
            raise not_ours(file, nth) from None
    return points, restores


def _restored(told: dict[str, Any], points: list[Checkpoint]) -> Restore:
    """Return the restore that a line tells of, after these checkpoints."""
    heads = [Checkpoint(**head) for head in told["heads"]]
    ends = {head.chain: head.number for head in heads}
    lost = {one.chain: one for one in points if one.number > ends.get(one.chain, 0)}
    return Restore(**{**told, "heads": heads, "lost": list(lost.values())})


def _binding(restore: Restore, points: list[Checkpoint]) -> list[Checkpoint]:
    """Return the checkpoints that bind after a restore: those below the heads that came back, and those heads."""
    ends = {head.chain: head.number for head in restore.heads}
    kept = [one for one in points if one.number <= ends.get(one.chain, 0)]
    return list(dict.fromkeys(kept + restore.heads))


def _head(chain: str) -> Checkpoint | None:
    seal = Seal.objects.filter(chain=chain).order_by("-number").first()
    if seal is None:
        return None
    return Checkpoint(chain, seal.number, bytes(seal.hash).hex(), _text(seal.sealed_at))


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
