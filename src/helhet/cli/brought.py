"""What a file that was written whole or not at all has brought, said alike by the commands that bring one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from helhet.importing.faults import RowFault


def say(counts: Mapping[str, int], faults: Sequence[RowFault], *, is_rehearsal: bool) -> None:
    """Print each fault, and how many of what were written, or would be."""
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if is_rehearsal or faults:
        told = "Nothing was written." if faults else "Nothing was written. This would be:"
        sys.stdout.write(f"{told}\n")
    for what, count in counts.items():
        if count:
            sys.stdout.write(f"{what}: {count}\n")
    sys.stdout.write(f"Faults: {len(faults)}.\n")
