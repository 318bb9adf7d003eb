"""Withdrawals, written down outside the database, so that an older copy does not bring a consent back.

Whoever can write in the file alone can withdraw with it, and open nothing: so a line needs no proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from helhet.access.chains import Finding, Kind
from helhet.access.models import Consent, Withdrawal
from helhet.parties.models import Unit
from helhet.storage.lines import append_lines, not_ours, read_lines

CHAIN: Final = "consents"
KEYS: Final = ("consent", "at", "user", "role", "unit")


def keep(file: Path, rows: Iterable[Withdrawal]) -> None:
    """Write withdrawals down that have just been committed; if the file cannot be written now, `write_withdrawals` does it later."""
    with suppress(OSError):
        append_lines(file, map(_line, rows))


def write_withdrawals(file: Path) -> int:
    """Write the withdrawals that the file does not have yet; return how many. On disk when this returns."""
    known = {told["consent"] for told in _lines(file)}
    rows = Withdrawal.objects.select_related("by_unit").order_by("at")
    new = [row for row in rows if str(row.consent_id) not in known]
    if new:
        append_lines(file, map(_line, new))
    return len(new)


def withdraw_again(file: Path) -> int:
    """Withdraw again what was withdrawn after the copy that has just been restored; return how many."""
    left = {row.pk: row for row in Consent.objects.filter(withdrawal=None)}
    units = dict(Unit.objects.values_list("code", "pk"))
    again = {}
    for told in _lines(file):
        row = left.get(UUID(told["consent"]))
        if row is not None:
            # A unit that the copy does not know yet stands as the one that wrote the consent down.
            unit = units.get(told["unit"], row.by_unit_id)
            at = datetime.fromisoformat(told["at"])
            again[row.pk] = Withdrawal(
                consent=row, user=told["user"], role=told["role"], by_unit_id=unit, at=at
            )
    Withdrawal.objects.bulk_create(again.values())
    return len(again)


def check_withdrawals(file: Path) -> Iterator[Finding]:
    """Yield the consents whose withdrawal is written down outside and is not in the database."""
    told = {UUID(one["consent"]) for one in _lines(file)}
    left = Consent.objects.filter(withdrawal=None).values_list("pk", flat=True)
    for consent in sorted(told.intersection(left)):
        yield Finding(Kind.MISSING, CHAIN, f"consent {consent}: its withdrawal")


def _lines(file: Path) -> list[dict[str, Any]]:
    """Return the lines; raise FileError for one that says nothing of a withdrawal."""
    lines = read_lines(file)
    for nth, told in enumerate(lines, start=1):
        if not _is_ours(told):
            raise not_ours(file, nth)
    return lines


def _is_ours(told: dict[str, Any]) -> bool:
    if not all(key in told for key in KEYS):
        return False
    with suppress(ValueError, TypeError, AttributeError):
        UUID(told["consent"])
        return datetime.fromisoformat(told["at"]).tzinfo is not None
    return False


def _line(row: Withdrawal) -> dict[str, Any]:
    return {
        "consent": str(row.consent_id),
        "at": row.at.astimezone(UTC).isoformat(),
        "user": row.user,
        "role": row.role,
        "unit": row.by_unit.code,
    }
