"""Runs open and close (§4)."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.counting import day_start
from helhet.pathway.stepping.limits import due_of, earliest_of, give_due, holds
from helhet.pathway.stepping.writing import new_row
from helhet.pathway.tables.layout import (
    ASKS,
    AT,
    AT_ROWS,
    BY_PATIENT,
    BY_SERVICE,
    DAY,
    DONE,
    EARLY,
    ENDS,
    ENTRY,
    ENTRY_VALUES,
    FAR,
    GATE_PASSED,
    HAS_MINIMUM,
    IS_RIGHT,
    KEY_SIZE,
    LATE,
    MET,
    MISSING,
    N_KEYS,
    NONE,
    NOW,
    NUMBER,
    OPEN_ROWS,
    OUT_CLOCK,
    OUT_DUE,
    OUT_EARLIEST,
    OUT_KEY,
    OUT_NUMBER,
    OUT_OUTCOME_BREACH,
    OUT_ROW,
    OUT_SETTING,
    OUT_START_AT,
    OUT_START_DAY,
    OUT_STARTED_BY,
    OUT_STOP_AT,
    OUT_STOP_DAY,
    OUT_STOPPED_BY,
    OUT_UNIT,
    OUTLIVES,
    ROW_BIT,
    ROW_CLOCK,
    ROW_FLAGS,
    ROW_FROM_DAY,
    ROW_GUARD,
    ROW_RUN,
    ROW_SIZE,
    ROW_START_VALUE,
    ROW_TO_DAY,
    RUN_COUNT_AT,
    RUN_COUNT_DAY,
    RUN_DUE,
    RUN_EARLIEST,
    RUN_ENTRY,
    RUN_MARK,
    RUN_NUMBER,
    RUN_OUT,
    RUN_PASSED,
    RUN_ROW,
    RUN_SETTING,
    RUN_SIZE,
    RUN_SPEAKS_DUE,
    RUN_SPEAKS_WARN,
    RUN_START_AT,
    RUN_START_DAY,
    RUN_STARTED_BY,
    RUN_UNIT,
    RUNS_IN_COURSE,
    SETTING,
    STATE,
    SUPERSEDED,
    SUPERSEDES,
    TOO_EARLY,
    UNBROKEN,
    UNIT,
    USED,
)


def run_of(t: Given, p: int, row: int, key: int) -> int:
    """Return the place of the run of a row's clock and key (0: without a key)."""
    return p + t[row + ROW_RUN] + key * t[KEY_SIZE]


def all_runs(t: Given, w: Work, p: int) -> range:
    """Return the places of all runs a course can have: those without a key, then key by key."""
    first = p + t[RUNS_IN_COURSE]
    return range(first, first + (w[p + N_KEYS] + 1) * t[KEY_SIZE], RUN_SIZE)


def key_of(t: Given, p: int, run: int) -> int:
    """Return the key of a run from its place."""
    return (run - p - t[RUNS_IN_COURSE]) // t[KEY_SIZE]


def is_ended(t: Given, w: Work, p: int) -> bool:
    """Whether the course's state is final or resting."""
    return (t[ENDS] >> w[p + STATE]) & 1 == 1


def outcome_of(t: Given, w: Work, run: int, now: int) -> int:
    """Return how a run turns out that is stopped now."""
    flags = t[w[run + RUN_ROW] + ROW_FLAGS]
    if flags & IS_RIGHT:
        return USED
    if now < w[run + RUN_EARLIEST]:
        return EARLY
    if w[run + RUN_DUE] == FAR:
        return DONE
    return MET if now < w[run + RUN_DUE] else LATE


def breach_of(t: Given, w: Work, run: int, now: int, outcome: int) -> int:
    """Return whether a run that ends now, or stands open now, broke its limit or its gate, and by whom."""
    if t[w[run + RUN_ROW] + ROW_FLAGS] & IS_RIGHT:
        return UNBROKEN
    if now >= w[run + RUN_DUE]:
        return BY_PATIENT if w[run + RUN_MARK] == BY_PATIENT else BY_SERVICE
    if w[run + RUN_PASSED]:
        return GATE_PASSED
    return TOO_EARLY if outcome == EARLY else UNBROKEN


def write_run(
    t: Given, w: Work, p: int, o: Work, run: int, key: int, outcome: int, now: int
) -> int:
    """Write a run that ends or stands open now; return its row, whose stop is not yet filled in."""
    row, definition = new_row(w, p, o, RUN_OUT), w[run + RUN_ROW]
    o[row + OUT_CLOCK] = t[definition + ROW_CLOCK]
    o[row + OUT_KEY] = key
    o[row + OUT_NUMBER] = w[run + RUN_NUMBER]
    o[row + OUT_ROW] = (definition - t[AT_ROWS]) // ROW_SIZE
    o[row + OUT_UNIT] = w[run + RUN_UNIT]
    o[row + OUT_SETTING] = w[run + RUN_SETTING]
    o[row + OUT_START_DAY] = w[run + RUN_START_DAY]
    o[row + OUT_START_AT] = w[run + RUN_START_AT]
    o[row + OUT_DUE] = w[run + RUN_DUE]
    o[row + OUT_EARLIEST] = w[run + RUN_EARLIEST]
    o[row + OUT_OUTCOME_BREACH] = outcome * 8 + breach_of(t, w, run, now, outcome)
    o[row + OUT_STARTED_BY] = w[run + RUN_STARTED_BY]
    return row


def close_run(t: Given, w: Work, p: int, o: Work, run: int, key: int, outcome: int) -> None:
    """Close an open run here and now."""
    row = write_run(t, w, p, o, run, key, outcome, w[p + NOW])
    o[row + OUT_STOP_DAY] = w[p + DAY]
    o[row + OUT_STOP_AT] = w[p + AT]
    o[row + OUT_STOPPED_BY] = w[p + NUMBER]
    if key == 0:
        w[p + OPEN_ROWS] &= ~t[w[run + RUN_ROW] + ROW_BIT]
    w[run + RUN_ROW] = 0


def start_day(t: Given, e: Given, w: Work, p: int, row: int) -> int:
    """Return the day a run of this row would start: today, or the earlier day that `start-at` names."""
    column, n = t[row + ROW_START_VALUE], w[p + ENTRY]
    if column == NONE or n == NONE or e[n + ENTRY_VALUES + column] == MISSING:
        return w[p + DAY]
    return min(w[p + DAY], e[n + ENTRY_VALUES + column])


def is_in_force(t: Given, row: int, day: int) -> bool:
    """Whether a row is the definition for runs that start on `day` (§8)."""
    return t[row + ROW_FROM_DAY] <= day <= t[row + ROW_TO_DAY]


def open_run(t: Given, e: Given, w: Work, p: int, run: int, row: int, day: int) -> None:
    """Open a run of this row that starts on `day`."""
    w[run + RUN_ROW] = row
    w[run + RUN_NUMBER] += 1
    w[run + RUN_START_DAY] = w[run + RUN_COUNT_DAY] = day
    w[run + RUN_START_AT] = w[p + AT] if day == w[p + DAY] else day_start(t, day)
    w[run + RUN_COUNT_AT] = w[run + RUN_START_AT]
    w[run + RUN_MARK] = w[run + RUN_PASSED] = 0
    w[run + RUN_SETTING] = w[p + SETTING]
    w[run + RUN_UNIT] = w[p + UNIT]
    w[run + RUN_STARTED_BY] = w[p + NUMBER]
    w[run + RUN_ENTRY] = w[p + ENTRY]
    w[run + RUN_DUE] = w[run + RUN_SPEAKS_DUE] = w[run + RUN_SPEAKS_WARN] = FAR
    w[run + RUN_EARLIEST] = (
        earliest_of(t, e, w, p, run) if t[row + ROW_FLAGS] & HAS_MINIMUM else MISSING
    )
    give_due(t, w, p, run, due_of(t, e, w, p, run))
    w[p + OPEN_ROWS] |= t[row + ROW_BIT]


def start_run(t: Given, e: Given, w: Work, p: int, o: Work, row: int, key: int) -> None:
    """Start a run of this row and key, if its `when` holds, it is in force, and no open run stands in the way."""
    flags = t[row + ROW_FLAGS]
    if not flags & OUTLIVES and is_ended(t, w, p):
        return
    if flags & ASKS and not holds(t, w, p, row + ROW_GUARD):
        return
    day = start_day(t, e, w, p, row)
    if not is_in_force(t, row, day):
        return
    run = run_of(t, p, row, key)
    if w[run + RUN_ROW]:
        if not flags & SUPERSEDES:
            return
        close_run(t, w, p, o, run, key, SUPERSEDED)
    open_run(t, e, w, p, run, row, day)
