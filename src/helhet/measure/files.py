"""The files that are given: such as can be read twice, of a known end, and named to the database."""

from __future__ import annotations

import stat
from pathlib import Path

from helhet.measure.errors import LogError
from helhet.pathway.errors import printable


def check_file(path: Path) -> None:
    """Refuse what is there and yet no file: a pipe can be read once only, a device may have no end."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # of a folder the system says so itself
        raise LogError(
            f"{printable(path)} is a pipe or a device. Save what comes from it as a file first."
        )


def check_name(path: Path) -> None:
    """Refuse a name with bytes that are no UTF-8: the database takes texts only."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise LogError(
            f"{printable(path)} has bytes in its name that are not UTF-8. Rename it."
        ) from None
