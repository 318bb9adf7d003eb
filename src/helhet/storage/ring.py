"""The ring of keys of this installation."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from helhet.storage.keys import KeyRing


def ring() -> KeyRing:
    """Return the ring that HELHET_KEYS_FILE names; it is read again when the file has changed."""
    file = Path(settings.KEYS_FILE)
    found = file.stat() if file.exists() else None
    return _read(file, (found.st_mtime_ns, found.st_ino) if found else None)


@lru_cache(maxsize=1)
def _read(file: Path, changed: tuple[int, int] | None) -> KeyRing:
    return KeyRing.read(file)
