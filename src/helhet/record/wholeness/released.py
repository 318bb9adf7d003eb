"""Whether what was passed on still says what it said: the words of each item, held against the hash that stays."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from django.db.models import Exists, OuterRef, Subquery

from helhet.access.chains import Finding, Kind
from helhet.record.models import Erasure, ReleasedItem, ReleasedWords
from helhet.storage.keys import KeyRingError
from helhet.storage.ring import ring

CHAIN: Final = "record"


def check_released() -> Iterator[Finding]:
    """Yield each item of a release whose words were altered, or are gone though nothing it was about has been erased. Two queries."""
    gone = Erasure.objects.filter(course=OuterRef("course"), number=OuterRef("number"))
    items = ReleasedItem.objects.annotate(is_erased=Exists(gone))
    with_erased = set(items.filter(is_erased=True).values_list("release", flat=True))
    words = ReleasedWords.objects.filter(release=OuterRef("release"), nth=OuterRef("nth"))
    told = items.annotate(sealed=Subquery(words.values("sealed")[:1])).order_by("release", "nth")
    for item in told.iterator():
        where = f"release {item.release_id} item {item.nth}"
        is_note = item.course_id is None
        may_be_gone = item.is_erased or (is_note and item.release_id in with_erased)
        if item.sealed is None:
            if not may_be_gone:
                yield Finding(Kind.MISSING, CHAIN, f"{where}: its words")
        elif not _fits(item, bytes(item.sealed)):
            yield Finding(Kind.ALTERED, CHAIN, where)


def _fits(item: ReleasedItem, sealed: bytes) -> bool:
    place = ReleasedWords(release_id=item.release_id, nth=item.nth).place
    try:
        return sha256(ring().open(sealed, place)).digest() == bytes(item.hash)
    except KeyRingError:
        return False
