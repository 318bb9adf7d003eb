"""Runs open and close (§4)."""

from __future__ import annotations

from helhet.pathway import layout as at
from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.counting import day_start
from helhet.pathway.stepping.limits import due_of, earliest_of, give_due
from helhet.pathway.stepping.writing import new_row


def run_of(t: Given, p: int, clock: int, key: int) -> int:
    """Return the place of the run of a clock and key (0: without a key)."""
    return p + t[at.RUNS_IN_COURSE] + (key * t[at.N_CLOCKS] + clock) * at.RUN_SIZE


def is_ended(t: Given, w: Work, p: int) -> bool:
    """Whether the course's state is final or resting."""
    return (t[at.ENDS] >> w[p + at.STATE]) & 1 == 1


def outcome_of(t: Given, w: Work, run: int, now: int) -> int:
    """Return how a run turns out that is stopped now."""
    flags = t[w[run + at.RUN_ROW] + at.ROW_FLAGS]
    if flags & at.IS_RIGHT:
        return at.USED
    if now < w[run + at.RUN_EARLIEST]:
        return at.EARLY
    if w[run + at.RUN_DUE] == at.FAR:
        return at.DONE
    return at.MET if now < w[run + at.RUN_DUE] else at.LATE


def breach_of(t: Given, w: Work, run: int, now: int, outcome: int) -> int:
    """Return whether a run that ends now, or stands open now, broke its limit or its gate, and by whom."""
    if t[w[run + at.RUN_ROW] + at.ROW_FLAGS] & at.IS_RIGHT:
        return at.UNBROKEN
    if now >= w[run + at.RUN_DUE]:
        return at.BY_PATIENT if w[run + at.RUN_MARK] == at.BY_PATIENT else at.BY_SERVICE
    if w[run + at.RUN_PASSED]:
        return at.GATE_PASSED
    return at.TOO_EARLY if outcome == at.EARLY else at.UNBROKEN


def write_run(
    t: Given, w: Work, p: int, o: Work, run: int, key: int, outcome: int, now: int
) -> int:
    """Write a run that ends or stands open now; return its row, whose stop is not yet filled in."""
    row = new_row(w, p, o, at.RUN_OUT)
    o[row + at.OUT_CLOCK] = t[w[run + at.RUN_ROW] + at.ROW_CLOCK]
    o[row + at.OUT_KEY] = key
    o[row + at.OUT_NUMBER] = w[run + at.RUN_NUMBER]
    o[row + at.OUT_ROW] = (w[run + at.RUN_ROW] - t[at.AT_ROWS]) // at.ROW_SIZE
    o[row + at.OUT_UNIT] = w[run + at.RUN_UNIT]
    o[row + at.OUT_SETTING] = w[run + at.RUN_SETTING]
    o[row + at.OUT_START_DAY] = w[run + at.RUN_START_DAY]
    o[row + at.OUT_START_AT] = w[run + at.RUN_START_AT]
    o[row + at.OUT_DUE] = w[run + at.RUN_DUE]
    o[row + at.OUT_EARLIEST] = w[run + at.RUN_EARLIEST]
    o[row + at.OUT_OUTCOME_BREACH] = outcome * 8 + breach_of(t, w, run, now, outcome)
    o[row + at.OUT_STARTED_BY] = w[run + at.RUN_STARTED_BY]
    return row


def close_run(t: Given, w: Work, p: int, o: Work, run: int, key: int, outcome: int) -> None:
    """Close an open run here and now."""
    row = write_run(t, w, p, o, run, key, outcome, w[p + at.NOW])
    o[row + at.OUT_STOP_DAY] = w[p + at.DAY]
    o[row + at.OUT_STOP_AT] = w[p + at.AT]
    o[row + at.OUT_STOPPED_BY] = w[p + at.NUMBER]
    w[run + at.RUN_ROW] = 0


def start_day(t: Given, e: Given, w: Work, p: int, row: int) -> int:
    """Return the day a run of this row would start: today, or the earlier day that `start-at` names."""
    column, n = t[row + at.ROW_START_VALUE], w[p + at.ENTRY]
    if column == at.NONE or n == at.NONE or e[n + at.ENTRY_VALUES + column] == at.MISSING:
        return w[p + at.DAY]
    return min(w[p + at.DAY], e[n + at.ENTRY_VALUES + column])


def is_in_force(t: Given, row: int, day: int) -> bool:
    """Whether a row is the definition for runs that start on `day` (§8)."""
    return t[row + at.ROW_FROM_DAY] <= day <= t[row + at.ROW_TO_DAY]


def open_run(t: Given, e: Given, w: Work, p: int, run: int, row: int, day: int) -> None:
    """Open a run of this row that starts on `day`."""
    w[run + at.RUN_ROW] = row
    w[run + at.RUN_NUMBER] += 1
    w[run + at.RUN_START_DAY] = w[run + at.RUN_COUNT_DAY] = day
    w[run + at.RUN_START_AT] = w[p + at.AT] if day == w[p + at.DAY] else day_start(t, day)
    w[run + at.RUN_COUNT_AT] = w[run + at.RUN_START_AT]
    w[run + at.RUN_MARK] = w[run + at.RUN_PASSED] = 0
    w[run + at.RUN_SETTING] = w[p + at.SETTING]
    w[run + at.RUN_UNIT] = w[p + at.UNIT]
    w[run + at.RUN_STARTED_BY] = w[p + at.NUMBER]
    w[run + at.RUN_ENTRY] = w[p + at.ENTRY]
    w[run + at.RUN_DUE] = w[run + at.RUN_SPEAKS_DUE] = w[run + at.RUN_SPEAKS_WARN] = at.FAR
    w[run + at.RUN_EARLIEST] = (
        earliest_of(t, e, w, p, run) if t[row + at.ROW_FLAGS] & at.HAS_MINIMUM else at.MISSING
    )
    give_due(t, w, p, run, due_of(t, e, w, p, run))
    w[p + at.OPEN_ROWS] |= 1 << ((row - t[at.AT_ROWS]) // at.ROW_SIZE)


def start_run(t: Given, e: Given, w: Work, p: int, o: Work, row: int, key: int) -> None:
    """Start a run of this row and key, if the row is in force and no open run stands in the way."""
    if is_ended(t, w, p) and not t[row + at.ROW_FLAGS] & at.OUTLIVES:
        return
    day = start_day(t, e, w, p, row)
    if not is_in_force(t, row, day):
        return
    run = run_of(t, p, t[row + at.ROW_CLOCK], key)
    if w[run + at.RUN_ROW]:
        if not t[row + at.ROW_FLAGS] & at.SUPERSEDES:
            return
        close_run(t, w, p, o, run, key, at.SUPERSEDED)
    open_run(t, e, w, p, run, row, day)
