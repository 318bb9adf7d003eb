"""Counting in the calendar: days, working days, months, and the instants they begin (§1)."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Given
from helhet.pathway.tables.layout import (
    AT_CALENDAR,
    DAY_START,
    DAYS,
    FAR,
    IN_MONTHS,
    MONTH_OF_DAY,
    MONTH_START,
    MONTHS,
    NONE,
    NTH_WORKING,
    TICKS_PER_DAY,
    TICKS_PER_HOUR,
    WORKING_DAYS,
    WORKING_INDEX,
)


def day_start(t: Given, day: int) -> int:
    """Return the first instant of a day of the calendar, or of the day after its last."""
    return t[t[AT_CALENDAR] + DAY_START + day]


def day_of(t: Given, instant: int) -> int:
    """Return the civil day of an instant; the guess is off by one day at most."""
    day = min(max((instant + TICKS_PER_HOUR) // TICKS_PER_DAY, 0), DAYS - 1)
    while day > 0 and day_start(t, day) > instant:
        day -= 1
    while day < DAYS - 1 and day_start(t, day + 1) <= instant:
        day += 1
    return day


def working_days_after(t: Given, day: int, n: int) -> int:
    """Return the n-th working day after `day`; for 0 the day itself or the next working day; NONE past the end."""
    index = t[AT_CALENDAR] + WORKING_INDEX + day
    if n == 0 and day > 0 and t[index] != t[index - 1]:
        return day
    nth = t[index] + max(n, 1)
    if nth > t[t[AT_CALENDAR] + WORKING_INDEX + DAYS - 1]:
        return NONE
    return t[t[AT_CALENDAR] + NTH_WORKING + nth]


def working_days_before(t: Given, day: int, n: int) -> int:
    """Return the latest working day with n working days after it up to `day`; for 0 the day itself."""
    nth = t[t[AT_CALENDAR] + WORKING_INDEX + day] - n
    if n == 0:
        return day
    return t[t[AT_CALENDAR] + NTH_WORKING + nth] if nth > 0 else NONE


def months_after(t: Given, day: int, n: int) -> int:
    """Return the same day of the month n months on (or back), or that month's last day; NONE outside."""
    starts = t[AT_CALENDAR] + MONTH_START
    month = t[t[AT_CALENDAR] + MONTH_OF_DAY + day]
    if month + n < 0 or month + n >= MONTHS:
        return NONE
    last = t[starts + month + n + 1] - 1
    return min(t[starts + month + n] + day - t[starts + month], last)


def days_after(t: Given, kind: int, day: int, n: int) -> int:
    """Return the day that lies n days, working days or months after `day`; NONE outside the calendar."""
    if kind == WORKING_DAYS:
        return working_days_after(t, day, n)
    if kind == IN_MONTHS:
        return months_after(t, day, n)
    return day + n if day + n < DAYS else NONE


def hours_after(t: Given, moment: int, n: int) -> int:
    """Return the first instant too late for n hours after a moment; FAR outside the calendar."""
    due = moment + n * TICKS_PER_HOUR + 1
    return due if due <= day_start(t, DAYS) else FAR


def days_before(t: Given, kind: int, day: int, n: int) -> int:
    """Return the day that lies n days, working days or months before `day`; NONE outside the calendar."""
    if kind == WORKING_DAYS:
        return working_days_before(t, day, n)
    if kind == IN_MONTHS:
        return months_after(t, day, -n)
    return day - n if day >= n else NONE
