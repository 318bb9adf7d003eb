"""When a run is due, when it may end at the earliest, when it warns (§4, §6)."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.counting import (
    day_of,
    day_start,
    days_after,
    days_before,
    hours_after,
)
from helhet.pathway.tables.layout import (
    AT,
    BORN,
    CONDITIONS,
    DATE,
    DAY,
    DAYS,
    ENTRY_VALUES,
    FAR,
    GUARD_OFF,
    GUARD_ON,
    GUARD_SETTINGS,
    GUARD_STATES,
    HOURS,
    IS_DUE_HEARD,
    IS_RIGHT,
    IS_WARN_HEARD,
    LIMIT_AMOUNT,
    LIMIT_KIND,
    LIMIT_LESS_KIND,
    LIMIT_SIZE,
    LIMIT_VALUE,
    MISSING,
    NEXT,
    NONE,
    ROW_FLAGS,
    ROW_LIMITS,
    ROW_LIMITS_END,
    ROW_MINIMA,
    ROW_MINIMA_END,
    ROW_NOT_BEFORE,
    ROW_NOT_BEFORE_KIND,
    ROW_WARN,
    ROW_WARN_KIND,
    RUN_COUNT_AT,
    RUN_COUNT_DAY,
    RUN_DUE,
    RUN_ENTRY,
    RUN_ROW,
    RUN_SPEAKS_DUE,
    RUN_SPEAKS_WARN,
    SETTING,
    STATE,
    TICKS_PER_HOUR,
)


def holds(t: Given, w: Work, p: int, guard: int) -> bool:
    """Whether the guard at `guard` holds in the course's state, setting and conditions."""
    on = t[guard + GUARD_ON]
    return (
        (t[guard + GUARD_STATES] >> w[p + STATE]) & 1 == 1
        and (t[guard + GUARD_SETTINGS] >> (w[p + SETTING] + 1)) & 1 == 1
        and w[p + CONDITIONS] & on == on
        and w[p + CONDITIONS] & t[guard + GUARD_OFF] == 0
    )


def limit_day(t: Given, e: Given, w: Work, p: int, limit: int, run: int) -> int:
    """Return the day a limit falls on, counted from the run's, or read from its entry or the birth; NONE if it has none."""
    kind = t[limit + LIMIT_KIND]
    if kind < DATE:
        return days_after(t, kind, w[run + RUN_COUNT_DAY], t[limit + LIMIT_AMOUNT])
    n = w[run + RUN_ENTRY] if kind == DATE else w[p + BORN]
    if n == NONE:
        return NONE
    date = e[n + ENTRY_VALUES + t[limit + LIMIT_VALUE]]
    if not 0 <= date < DAYS:  # missing, or an age that is reached outside the calendar
        return NONE
    return days_before(t, t[limit + LIMIT_LESS_KIND], date, t[limit + LIMIT_AMOUNT])


def due_of(t: Given, e: Given, w: Work, p: int, run: int) -> int:
    """Return the first instant too late by the soonest limit that applies; FAR without any."""
    row, due = w[run + RUN_ROW], FAR
    for limit in range(t[row + ROW_LIMITS], t[row + ROW_LIMITS_END], LIMIT_SIZE):
        if not holds(t, w, p, limit):
            continue
        if t[limit + LIMIT_KIND] == HOURS:
            due = min(due, hours_after(t, w[run + RUN_COUNT_AT], t[limit + LIMIT_AMOUNT]))
        else:
            day = limit_day(t, e, w, p, limit, run)
            due = min(due, day_start(t, day + 1)) if day != NONE else due
    return due


def earliest_of(t: Given, e: Given, w: Work, p: int, run: int) -> int:
    """Return the first instant allowed by the longest minimum that applies; MISSING without any."""
    row, earliest = w[run + RUN_ROW], MISSING
    for limit in range(t[row + ROW_MINIMA], t[row + ROW_MINIMA_END], LIMIT_SIZE):
        if not holds(t, w, p, limit):
            continue
        if t[limit + LIMIT_KIND] == HOURS:
            after = hours_after(t, w[run + RUN_COUNT_AT], t[limit + LIMIT_AMOUNT])
            earliest = max(earliest, after - 1) if after != FAR else earliest
        else:
            day = limit_day(t, e, w, p, limit, run)
            earliest = max(earliest, day_start(t, day)) if day != NONE else earliest
    return earliest


def not_before(t: Given, w: Work, p: int, row: int) -> int:
    """Return the due that `not-before` would give, counted from now."""
    kind, n = t[row + ROW_NOT_BEFORE_KIND], t[row + ROW_NOT_BEFORE]
    if kind == HOURS:
        return hours_after(t, w[p + AT], n)
    day = days_after(t, kind, w[p + DAY], n)
    return day_start(t, day + 1) if day != NONE else FAR


def warning_of(t: Given, row: int, due: int) -> int:
    """Return the instant at which a run of this row warns of its due (§6)."""
    kind, n = t[row + ROW_WARN_KIND], t[row + ROW_WARN]
    if kind == HOURS:
        return due - 1 - n * TICKS_PER_HOUR
    day = days_before(t, kind, day_of(t, due - 1), n)
    return day_start(t, max(day, 0))


def give_due(t: Given, w: Work, p: int, run: int, due: int) -> None:
    """Give a run its due, and what it will say of it if anybody listens; the same due is not said twice."""
    if due == w[run + RUN_DUE]:
        return
    row = w[run + RUN_ROW]
    flags = t[row + ROW_FLAGS]
    w[run + RUN_DUE] = due
    if not flags & (IS_DUE_HEARD | IS_WARN_HEARD | IS_RIGHT):
        return  # it never speaks
    w[run + RUN_SPEAKS_DUE] = due if flags & (IS_DUE_HEARD | IS_RIGHT) else FAR
    is_warning = flags & IS_WARN_HEARD and due != FAR
    w[run + RUN_SPEAKS_WARN] = warning_of(t, row, due) if is_warning else FAR
    w[p + NEXT] = min(w[p + NEXT], w[run + RUN_SPEAKS_DUE], w[run + RUN_SPEAKS_WARN])
