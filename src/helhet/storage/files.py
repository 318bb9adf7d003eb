"""Files that take another's place whole, or not at all; also if the power fails."""

from __future__ import annotations

import os
from pathlib import Path


def take_place(new: Path, old: Path) -> None:
    """Let a file that is on disk take another's place; the change of names is on disk when this returns."""
    new.replace(old)
    folder = os.open(old.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
