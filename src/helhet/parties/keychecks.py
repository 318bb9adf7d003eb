"""Whether a ring of keys is the one of this database: something that each newest key made, kept beside what it seals."""

from __future__ import annotations

import hmac

from helhet.parties.models import KeyCheck
from helhet.storage.keys import KeyRing, KeyRingError
from helhet.storage.ring import ring

WORD = b"this is the ring"
Sort = KeyCheck.Sort


def check_ring() -> None:
    """Raise KeyRingError if the ring is not there, or lacks a key that this database was sealed with. One query."""
    keys = ring()
    if not all(_fits(keys, check) for check in KeyCheck.objects.all()):
        raise KeyRingError(
            "The file of keys is not the one of this database. Put the right keys.json back, or name it in HELHET_KEYS_FILE."
        )


def write_checks() -> None:
    """Let it be known that the newest keys are used in this database. Safe to run again."""
    keys, index = ring(), max(ring().index)
    sealed = keys.seal(WORD, _place(keys.newest))
    found = keys.blind(WORD.decode(), _place(index))
    for sort, number, value in ((Sort.SEALS, keys.newest, sealed), (Sort.FINDS, index, found)):
        KeyCheck.objects.get_or_create(sort=sort, number=number, defaults={"value": value})


def forget_older_checks(*, index: bool) -> None:
    """Let it be known that keys older than the newest are used no more, perhaps to find by too."""
    KeyCheck.objects.filter(sort=Sort.SEALS, number__lt=ring().newest).delete()
    if index:
        KeyCheck.objects.filter(sort=Sort.FINDS, number__lt=max(ring().index)).delete()


def _fits(keys: KeyRing, check: KeyCheck) -> bool:
    value, place = bytes(check.value), _place(check.number)
    if check.sort == Sort.FINDS:
        return any(hmac.compare_digest(value, one) for one in keys.blinds(WORD.decode(), place))
    try:
        return keys.open(value, place) == WORD
    except KeyRingError:
        return False


def _place(number: int) -> str:
    return f"key-check/{number}"
