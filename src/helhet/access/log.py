"""The log: every decision is written and committed before anything that rests on it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import DatabaseError, transaction

from helhet.access.deciding import Decision, Reader
from helhet.access.models import Access, AccessedSubject
from helhet.access.table import Deed, Part


class LogUnavailable(Exception):  # noqa: N818 - what is true, for an answer that says so
    """The log cannot be written, so nothing is shown."""


def write(
    reader: Reader,
    deed: Deed,
    parts: Iterable[Part],
    subjects: Iterable[UUID],
    decision: Decision,
    *,
    request: UUID | None = None,
) -> None:
    """Write one access and commit it; raise LogUnavailable if that cannot be done.

    Must not be called inside a transaction: what is undone later would take the log with it.
    """
    try:
        with transaction.atomic(durable=True):
            access = Access.objects.create(
                user=reader.user,
                role=reader.role,
                unit=reader.unit_code,
                purpose=reader.purpose,
                deed=deed.name.lower(),
                parts=",".join(parts),
                is_permitted=decision.is_permitted,
                reason=decision.reason,
                request=request,
            )
            AccessedSubject.objects.bulk_create(
                AccessedSubject(access=access, subject=subject)
                for subject in dict.fromkeys(subjects)
            )
    except DatabaseError as error:
        raise LogUnavailable(
            "The log of who reads cannot be written, so nothing is shown. Try again; if it stays so, tell whoever runs Helhet."
        ) from error
