"""New keys: all that older ones sealed is sealed anew, in parts, while others write; then the older ones can go.

How far it has come stands in the values themselves, for each names its key: whoever was killed
begins again and does what is left. What a content says does not change, and so neither does its hash.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models.functions import Substr

from helhet.parties import identifiers
from helhet.parties.keychecks import forget_older_checks, write_checks
from helhet.parties.models import Identifier, Person, Residence
from helhet.record.content import content_place
from helhet.record.courses.outgoing import place_of
from helhet.record.erasure import asking
from helhet.record.erasure.graves import erased_as, write_graves
from helhet.record.erasure.proving import place_of_proof
from helhet.record.models import Content, Course, ErasureProof, ErasureRequest, Message
from helhet.record.persons.rows import fact_place, home_place
from helhet.storage.keys import NUMBER_BYTES, KeyRing, KeyRingError, number_of
from helhet.storage.ring import ring

BATCH: Final = 200
# What somebody else holds is left for a later pass. Own choices: some seconds of passes, a minute of attempts.
PASSES: Final = 20
PAUSE_SECONDS: Final = 0.2
ATTEMPTS: Final = 300
Tell = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Sealed:
    """A column that holds what is sealed, what it is called, and the place that a row's value is sealed for."""

    name: str
    model: type[models.Model]
    column: str
    place: Callable[[Any], str | None]

    def old(self) -> models.QuerySet[Any]:
        """Return the rows that are not sealed with the newest key."""
        newest = ring().newest.to_bytes(NUMBER_BYTES, "big")
        sealed_by = Substr(self.column, 1, NUMBER_BYTES, output_field=models.BinaryField())
        rows: models.QuerySet[Any] = self.model._default_manager.alias(sealed_by=sealed_by)
        return rows.exclude(**{f"{self.column}__isnull": True}).exclude(sealed_by=newest)

    def keys(self) -> Iterable[Any]:
        """Return the keys of those rows."""
        names = [field.attname for field in self.model._meta.pk_fields]
        return self.old().values_list(*names, flat=len(names) == 1)

    def anew(self, row: Any) -> None:
        """Seal a row's value with the newest key, unless it has become another one."""
        sealed = bytes(getattr(row, self.column))
        same = self.model._default_manager.filter(pk=row.pk, **{self.column: sealed})
        same.update(**{self.column: _resealed(sealed, self.place(row))})


NUMBERS: Final = Sealed("numbers", Identifier, "sealed", identifiers.place_of)
CONTENTS: Final = Sealed(
    "contents", Content, "sealed", lambda one: content_place(one.course_id, one.number)
)
_OTHERS: Final = (
    Sealed("phone numbers", Person, "phone", lambda one: fact_place(one.pk, "phone")),
    Sealed("e-mail addresses", Person, "email", lambda one: fact_place(one.pk, "email")),
    Sealed("addresses", Residence, "address", home_place),
    Sealed("messages", Message, "sealed", place_of),
    Sealed("proofs of erasures", ErasureProof, "sealed", place_of_proof),
)
REQUESTS: Final = "open requests for erasure"


def others() -> tuple[Sealed, ...]:
    """Return what else is sealed; rooms above the record say it of their models: `SEALED`, a name and a column, and `place`."""
    told = [(one, one.SEALED) for one in apps.get_models() if hasattr(one, "SEALED")]
    above = (Sealed(name, one, column, attrgetter("place")) for one, (name, column) in told)
    return (*_OTHERS, *above)


def all_sealed() -> tuple[Sealed, ...]:
    """Return all that is sealed with a key."""
    return (NUMBERS, CONTENTS, *others())


class StillNeeded(Exception):  # noqa: N818 - says what is true
    """Something is sealed with an older key; says how much of what."""


class Retired(NamedTuple):
    """The numbers of the keys that were taken away, and of older ones that stay to find by."""

    gone: list[int]
    stay: list[int]


def rotate() -> bool:
    """Put a newer key of each sort on the ring; return False, doing nothing, if an older one still seals anything."""
    return _while_nobody_writes(_rotate)


def _rotate() -> bool:
    is_new = not left()
    if is_new:
        ring().rotated(index=True).write(Path(settings.KEYS_FILE))
    write_checks()
    return is_new


def retire() -> Retired:
    """Take the older keys off the ring. Raises StillNeeded if one of them seals anything.

    Those that find stay as long as anything is found by an index that cannot be made anew, in the database or among
    what was erased.
    """
    keys, index = _while_nobody_writes(_forget)
    # Last, for a database that asks for a key which is gone lets nobody in.
    return _while_nobody_writes(partial(_take_off, keys, index=index))


def _take_off(keys: KeyRing, *, index: bool) -> Retired:
    """Take older keys off the ring as it was when they were forgotten; a key that came since would go with them, or need them."""
    if ring() != keys:
        raise StillNeeded("a newer key has come meanwhile")
    keys.without_older(index=index).write(Path(settings.KEYS_FILE))
    gone, found = keys.keys.keys() - {keys.newest}, keys.index.keys() - {max(keys.index)}
    return Retired(sorted(gone), [] if index else sorted(found))


def _forget() -> tuple[KeyRing, bool]:
    """Forget older keys; return the ring, and whether those that find are among them."""
    if needed := left():
        raise StillNeeded(", ".join(f"{name}: {count}" for name, count in needed.items()))
    # What an older key proves there is proved by the newest from now on.
    erasures = Path(settings.ERASURES_FILE)
    write_graves(erasures)
    for_good = [one for one in apps.get_models() if getattr(one, "IS_FOUND_FOR_GOOD", False)]
    index = not any(one._default_manager.exists() for one in for_good) and not erased_as(erasures)
    forget_older_checks(index=index)
    return ring(), index


def left() -> dict[str, int]:
    """Return how many values of each kind are not sealed with the newest key; kinds with none are left out."""
    found = {sealed.name: sealed.old().count() for sealed in (CONTENTS, *others())}
    # A number is also found by an index, which does not say by which key: each is opened.
    numbers = Identifier.objects.iterator()
    found[NUMBERS.name] = sum(not identifiers.is_newest(one) for one in numbers)
    found[REQUESTS] = len(asking.unproved_by_newest())
    return {name: count for name, count in found.items() if count}


def reseal(tell: Tell) -> Iterator[str]:
    """Seal anew all that older keys sealed; yield what could not be. `tell` hears how far it has come.

    Safe to be killed, to be run again, and while others write: whoever holds a row is not waited for.
    """
    for sealed in (NUMBERS, *others()):
        deed = identifiers.reseal if sealed is NUMBERS else sealed.anew
        yield from _pass_by_pass(sealed.name, sealed.keys, sealed.model, deed, tell)
    courses = CONTENTS.old().order_by("course").values_list("course", flat=True).distinct()
    yield from _pass_by_pass(CONTENTS.name, courses.all, Course, _contents_anew, tell)
    yield from _pass_by_pass(REQUESTS, _requests, ErasureRequest, asking.prove_anew, tell)


def _requests() -> list[Any]:
    return [row.pk for row in asking.unproved_by_newest()]


def _pass_by_pass(
    name: str,
    keys: Callable[[], Iterable[Any]],
    held: type[models.Model],
    anew: Callable[[Any], None],
    tell: Tell,
) -> Iterator[str]:
    """Go through the rows to be held until none is left; yield those whose value cannot be sealed anew."""
    failed: set[Any] = set()
    for nth in range(PASSES):
        waiting = [key for key in keys() if key not in failed]
        if not waiting:
            break
        time.sleep(PAUSE_SECONDS if nth else 0)
        for start in range(0, len(waiting), BATCH):
            tell(f"sealing anew: {name}, {start} of {len(waiting)}")
            with transaction.atomic():
                failed |= set(_batch(held, waiting[start : start + BATCH], anew))
    yield from (f"{name}: {key} cannot be sealed anew" for key in sorted(map(str, failed)))


def _batch(held: type[models.Model], keys: list[Any], anew: Callable[[Any], None]) -> Iterator[Any]:
    """Do what rows are to be had; yield the keys of those that failed."""
    rows = held._default_manager.filter(pk__in=keys)
    for row in rows.select_for_update(skip_locked=True, no_key=True):
        try:
            with transaction.atomic():
                anew(row)
        except (KeyRingError, IntegrityError):
            yield row.pk


def _contents_anew(course: Course) -> None:
    """Put contents of a locked course in their own places, sealed anew: they are never changed, so they go and come."""
    newest = ring().newest
    old = [row for row in course.contents.all() if number_of(row.sealed) != newest]
    new = [
        Content(
            course_id=row.course_id,
            number=row.number,
            salt=bytes(row.salt),
            sealed=_resealed(bytes(row.sealed), CONTENTS.place(row)),
        )
        for row in old
    ]
    course.contents.filter(number__in=[row.number for row in old]).delete()
    Content.objects.bulk_create(new)


def _resealed(sealed: bytes, place: str | None) -> bytes:
    if place is None:
        raise KeyRingError("What a value was sealed for is not there.")
    return ring().seal(ring().open(sealed, place), place)


def _while_nobody_writes(deed: Callable[[], T]) -> T:
    """Do something in a transaction during which nobody writes what is sealed, and after all who were writing have ended.

    Never waits holding a table, for that could stop a writer for good; raises OperationalError if somebody always writes.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                _keep_writers_out()
                return deed()
        except OperationalError:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE_SECONDS)
    raise AssertionError("the last attempt returns or raises")


def keep_keys() -> None:
    """Let nobody take a new key into use until this transaction ends, having waited for who was doing it. Call it first."""
    # One of the tables that `_keep_writers_out` takes is enough.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Content._meta.db_table} IN ROW EXCLUSIVE MODE")


def _keep_writers_out() -> None:
    # On SQLite a transaction is the only one that writes.
    if connection.vendor == "postgresql":
        tables = ", ".join(
            sorted(
                {sealed.model._meta.db_table for sealed in all_sealed()}
                | {ErasureRequest._meta.db_table}
            )
        )
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE NOWAIT")
