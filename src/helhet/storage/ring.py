"""The ring of keys of this installation."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from helhet.storage.keys import KeyRing


def ring() -> KeyRing:
    """Return the ring that HELHET_KEYS_FILE names; it is read again when the file has changed."""
    file = Path(settings.KEYS_FILE)
    changed = file.stat().st_mtime_ns if file.exists() else 0
    return _read(file, changed)


@lru_cache(maxsize=1)
def _read(file: Path, changed: int) -> KeyRing:
    return KeyRing.read(file)
