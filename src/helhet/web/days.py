"""How long it is until a deadline, as people say it: by the day, and the date beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def last_day(due_at: datetime) -> date:
    """Return the last day on which a deadline is kept; `due_at` is the first instant too late."""
    return localtime(due_at - timedelta(microseconds=1)).date()


def in_days(day: date, today: date) -> str:
    """Return how far off a deadline's last day is: how late, today, tomorrow, or in so many days."""
    days = (day - today).days
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def days_ago(day: date, today: date) -> str:
    """Return how long ago a day was."""
    days = (today - day).days
    if not days:
        return _("today")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


def short_date(day: date) -> str:
    """Return a day as it stands beside a deadline: weekday, day and month."""
    return _short_date(day, get_language() or "nb")


@lru_cache(maxsize=4096)
def _short_date(day: date, language: str) -> str:
    return format_date(day, "EEE d. MMM" if language != "en" else "EEE d MMM", locale=language)


def long_date(day: date) -> str:
    """Return a day as it stands in a history: day, month and year."""
    return format_date(
        day, "d. MMMM y" if get_language() != "en" else "d MMMM y", locale=get_language() or "nb"
    )


def clock_time(moment: datetime) -> str:
    """Return the time of day of a moment, in Norway's civil time."""
    return format(localtime(moment), "%H:%M")
