"""One version for all that browsers load: it changes with any byte of it, so what was kept is never stale."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import helhet

FOLDERS: Final = tuple(sorted(Path(helhet.__file__).parent.glob("**/static")))


@cache
def version() -> str:
    """Return twelve hexadecimal digits that stand for the content of every static file."""
    total = sha256()
    for file in sorted(one for folder in FOLDERS for one in folder.rglob("*") if one.is_file()):
        total.update(file.name.encode() + sha256(file.read_bytes()).digest())
    return total.hexdigest()[:12]


def is_kept_for_good(path: str, url: str) -> bool:
    """Return whether a browser may keep a file for good: each, for its address holds the version."""
    return version() in url
