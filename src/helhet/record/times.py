"""Between the core's integers and a database's dates: days since 1970-01-01, microseconds since then in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_day(told: date) -> int:
    """Return the day of a date."""
    return told.toordinal() - _EPOCH_ORDINAL


def to_date(day: int) -> date:
    """Return the date of a day."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


def to_instant(told: datetime) -> int:
    """Return the instant of a moment that knows its zone."""
    return (told - _EPOCH) // _MICROSECOND


def to_moment(instant: int) -> datetime:
    """Return the moment of an instant, in UTC."""
    return _EPOCH + instant * _MICROSECOND


def date_or_none(day: int | None) -> date | None:
    """Return the date of a day, None for None."""
    return None if day is None else to_date(day)


def moment_or_none(instant: int | None) -> datetime | None:
    """Return the moment of an instant, None for None."""
    return None if instant is None else to_moment(instant)
