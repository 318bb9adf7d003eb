"""When a run is due, when it may end at the earliest, when it warns (§4, §6)."""

from __future__ import annotations

from helhet.pathway import layout as at
from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.counting import day_of, day_start, days_after, days_before


def holds(t: Given, w: Work, p: int, guard: int) -> bool:
    """Whether the guard at `guard` holds in the course's state, setting and conditions."""
    on = t[guard + at.GUARD_ON]
    return (
        (t[guard + at.GUARD_STATES] >> w[p + at.STATE]) & 1 == 1
        and (t[guard + at.GUARD_SETTINGS] >> (w[p + at.SETTING] + 1)) & 1 == 1
        and w[p + at.CONDITIONS] & on == on
        and w[p + at.CONDITIONS] & t[guard + at.GUARD_OFF] == 0
    )


def limit_day(t: Given, e: Given, limit: int, n: int, day: int) -> int:
    """Return the day a limit falls on, counted from `day` or read from the entry at `n`; NONE if it has none."""
    if t[limit + at.LIMIT_KIND] != at.DATE:
        return days_after(t, t[limit + at.LIMIT_KIND], day, t[limit + at.LIMIT_AMOUNT])
    if n == at.NONE or e[n + at.ENTRY_VALUES + t[limit + at.LIMIT_VALUE]] == at.MISSING:
        return at.NONE
    date = e[n + at.ENTRY_VALUES + t[limit + at.LIMIT_VALUE]]
    return days_before(t, t[limit + at.LIMIT_LESS_KIND], date, t[limit + at.LIMIT_AMOUNT])


def due_of(t: Given, e: Given, w: Work, p: int, run: int) -> int:
    """Return the first instant too late by the soonest limit that applies; FAR without any."""
    row, due = w[run + at.RUN_ROW], at.FAR
    for limit in range(t[row + at.ROW_LIMITS], t[row + at.ROW_LIMITS_END], at.LIMIT_SIZE):
        if not holds(t, w, p, limit):
            continue
        if t[limit + at.LIMIT_KIND] == at.HOURS:
            due = min(
                due, w[run + at.RUN_COUNT_AT] + t[limit + at.LIMIT_AMOUNT] * at.TICKS_PER_HOUR + 1
            )
        else:
            day = limit_day(t, e, limit, w[run + at.RUN_ENTRY], w[run + at.RUN_COUNT_DAY])
            due = min(due, day_start(t, day + 1)) if day != at.NONE else due
    return due


def earliest_of(t: Given, e: Given, w: Work, p: int, run: int) -> int:
    """Return the first instant allowed by the longest minimum that applies; MISSING without any."""
    row, earliest = w[run + at.RUN_ROW], at.MISSING
    for limit in range(t[row + at.ROW_MINIMA], t[row + at.ROW_MINIMA_END], at.LIMIT_SIZE):
        if not holds(t, w, p, limit):
            continue
        if t[limit + at.LIMIT_KIND] == at.HOURS:
            earliest = max(
                earliest, w[run + at.RUN_COUNT_AT] + t[limit + at.LIMIT_AMOUNT] * at.TICKS_PER_HOUR
            )
        else:
            day = limit_day(t, e, limit, w[run + at.RUN_ENTRY], w[run + at.RUN_COUNT_DAY])
            earliest = max(earliest, day_start(t, day)) if day != at.NONE else earliest
    return earliest


def not_before(t: Given, w: Work, p: int, row: int) -> int:
    """Return the due that `not-before` would give, counted from now."""
    kind, n = t[row + at.ROW_NOT_BEFORE_KIND], t[row + at.ROW_NOT_BEFORE]
    if kind == at.HOURS:
        return w[p + at.AT] + n * at.TICKS_PER_HOUR + 1
    day = days_after(t, kind, w[p + at.DAY], n)
    return day_start(t, day + 1) if day != at.NONE else at.FAR


def warning_of(t: Given, row: int, due: int) -> int:
    """Return the instant at which a run of this row warns of its due (§6)."""
    kind, n = t[row + at.ROW_WARN_KIND], t[row + at.ROW_WARN]
    if kind == at.HOURS:
        return due - 1 - n * at.TICKS_PER_HOUR
    day = days_before(t, kind, day_of(t, due - 1), n)
    return day_start(t, max(day, 0))


def give_due(t: Given, w: Work, p: int, run: int, due: int) -> None:
    """Give a run its due, and what it will say of it if anybody listens; the same due is not said twice."""
    if due == w[run + at.RUN_DUE]:
        return
    row = w[run + at.RUN_ROW]
    w[run + at.RUN_DUE] = due
    w[run + at.RUN_SPEAKS_DUE] = (
        due if t[row + at.ROW_FLAGS] & (at.IS_DUE_HEARD | at.IS_RIGHT) else at.FAR
    )
    is_warning = t[row + at.ROW_FLAGS] & at.IS_WARN_HEARD and due != at.FAR
    w[run + at.RUN_SPEAKS_WARN] = warning_of(t, row, due) if is_warning else at.FAR
    w[p + at.NEXT] = min(w[p + at.NEXT], w[run + at.RUN_SPEAKS_DUE], w[run + at.RUN_SPEAKS_WARN])
