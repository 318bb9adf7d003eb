"""The SQLite library that Helhet uses, and the settings without which it must not be used.

The library of most systems has a fault that can spoil a file in WAL mode when its log is reset
(3.7.0 to 3.51.2). Python's own module is linked to that library, so another one takes its place.
"""

from __future__ import annotations

import sys
from typing import Any, Final

import pysqlite3

# The first version without the fault, and the branches that it was carried back to.
MENDED: Final = (3, 51, 3)
MENDED_BRANCHES: Final = ((3, 44, 6), (3, 50, 7))

OPTIONS: Final[dict[str, Any]] = {
    # A writer takes its lock when it begins, so it waits its turn instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    # What is erased is overwritten, not only forgotten.
    "PRAGMA secure_delete=ON; "
    # 16 MB of pages for each connection: a list reads from all over a large file.
    "PRAGMA cache_size=-16384;",
}


def replace_library() -> None:
    """Put the mended library where Django looks for SQLite; call it before Django opens a database."""
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def version() -> tuple[int, ...]:
    """Return the version of the library that is in use."""
    return tuple(sys.modules["sqlite3.dbapi2"].sqlite_version_info)


def is_mended(told: tuple[int, ...]) -> bool:
    """Return whether this version of SQLite is without the fault."""
    in_branch = any(told[:2] == first[:2] and told >= first for first in MENDED_BRANCHES)
    return told >= MENDED or in_branch
