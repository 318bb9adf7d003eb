"""What a set of signals does to the clocks (§4)."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.limits import due_of, earliest_of, give_due, holds, not_before
from helhet.pathway.stepping.runs import (
    close_run,
    is_ended,
    is_in_force,
    open_run,
    outcome_of,
    run_of,
    start_run,
)
from helhet.pathway.tables.layout import (
    AT,
    AT_ROWS,
    BY_PATIENT,
    BY_SERVICE,
    CANCELLED,
    CANCELS,
    CHANGING_ROWS,
    CLOSED,
    DAY,
    ENTRY,
    ENTRY_KEYS,
    ENTRY_N_KEYS,
    FAR,
    FEW,
    HAS_CHANGED,
    IS_WHILE,
    KEEP,
    KEY,
    KEY_FIELD,
    N_FEW,
    N_KEYS,
    NONE,
    NOW,
    OLD_SETTING,
    OPEN_ROWS,
    OUTLIVES,
    PATIENT,
    PENDING,
    RECOUNT,
    RESTART,
    ROW_EACH,
    ROW_FLAGS,
    ROW_GUARD,
    ROW_NOT_BEFORE_KIND,
    ROW_ON_SETTING,
    ROW_RECOUNTS,
    ROW_RESTARTS,
    ROW_SIZE,
    RUN_COUNT_AT,
    RUN_COUNT_DAY,
    RUN_DUE,
    RUN_EARLIEST,
    RUN_ENTRY,
    RUN_MARK,
    RUN_ROW,
    RUN_SETTING,
    SERVICE,
    SETS,
    SETTING,
    STARTS,
    STATE,
    STOPS,
    TURNED,
    WHILE_ROWS,
)


def carries_key(e: Given, w: Work, p: int, field: int, key: int) -> bool:
    """Whether what speaks carries this key of this field; with key NONE: any key of it."""
    n = w[p + ENTRY]
    if n == NONE:
        return w[p + KEY_FIELD] == field and key in (NONE, w[p + KEY])
    pairs = e[n + ENTRY_KEYS]
    for pair in range(pairs, pairs + 2 * e[n + ENTRY_N_KEYS], 2):
        if e[pair] == field and key in (NONE, e[pair + 1]):
            return True
    return False


def is_addressed(t: Given, e: Given, w: Work, p: int, row: int, key: int) -> bool:
    """Whether what speaks concerns the run of this key: it carries the key, or no key of the field at all."""
    field = t[row + ROW_EACH]
    return carries_key(e, w, p, field, key) or not carries_key(e, w, p, field, NONE)


def answer(t: Given, e: Given, w: Work, p: int, o: Work, run: int, key: int, bit: int) -> None:
    """Let an open run hear the signals: marks first, then stop, cancel or a new due."""
    signals = p + PENDING
    if w[signals + PATIENT] & bit and w[p + NOW] < w[run + RUN_DUE]:
        w[run + RUN_MARK] = BY_PATIENT
    elif w[signals + SERVICE] & bit and w[p + NOW] < w[run + RUN_DUE]:
        w[run + RUN_MARK] = BY_SERVICE
    if w[signals + STOPS] & bit:
        close_run(t, w, p, o, run, key, outcome_of(t, w, run, w[p + NOW]))
    elif w[signals + CANCELS] & bit:
        close_run(t, w, p, o, run, key, CANCELLED)
    elif w[signals + SETS] & bit:
        w[run + RUN_ENTRY] = w[p + ENTRY]
        w[run + RUN_EARLIEST] = earliest_of(t, e, w, p, run)
        give_due(t, w, p, run, due_of(t, e, w, p, run))


def change_asked(t: Given, w: Work, p: int, row: int) -> int:
    """Return the strongest change that a row asks for: KEEP, RECOUNT or RESTART."""
    asked = t[row + ROW_ON_SETTING] if w[p + SETTING] != w[p + OLD_SETTING] else KEEP
    if w[p + TURNED] & t[row + ROW_RECOUNTS]:
        asked = max(asked, RECOUNT)
    if w[p + TURNED] & t[row + ROW_RESTARTS]:
        asked = RESTART
    return asked


def lacks_setting(t: Given, w: Work, p: int, run: int) -> bool:
    """Whether the run has no due because there was no setting yet, and there is one now."""
    return (
        w[p + OLD_SETTING] == NONE
        and w[p + SETTING] != NONE
        and w[run + RUN_SETTING] == NONE
        and w[run + RUN_DUE] == FAR
    )


def change(t: Given, e: Given, w: Work, p: int, run: int) -> None:
    """Let an open run follow what became another, its setting or a condition, unless it is late already."""
    row, old = w[run + RUN_ROW], w[run + RUN_DUE]
    asked = change_asked(t, w, p, row)
    is_first = lacks_setting(t, w, p, run)
    if (asked == KEEP and not is_first) or w[p + NOW] >= old:
        return
    if asked == RESTART:
        w[run + RUN_COUNT_DAY] = w[p + DAY]
        w[run + RUN_COUNT_AT] = w[p + AT]
    due = due_of(t, e, w, p, run)
    if t[row + ROW_NOT_BEFORE_KIND] != NONE and not is_first:
        due = max(due, min(old, not_before(t, w, p, row)))
    w[run + RUN_EARLIEST] = earliest_of(t, e, w, p, run)
    give_due(t, w, p, run, due)


def is_held(t: Given, w: Work, p: int, row: int) -> bool:
    """Whether the guard of a `while` row holds: never before the course is opened, nor in an ended one it does not outlive."""
    is_over = is_ended(t, w, p) and not t[row + ROW_FLAGS] & OUTLIVES
    return w[p + STATE] != 0 and not is_over and holds(t, w, p, row + ROW_GUARD)


def follow_change(t: Given, e: Given, w: Work, p: int, o: Work, run: int, key: int) -> None:
    """Let an open run follow a new state, setting or condition: close with its guard or its course, or change."""
    row = w[run + RUN_ROW]
    if t[row + ROW_FLAGS] & IS_WHILE:
        if not is_held(t, w, p, row):
            close_run(t, w, p, o, run, key, outcome_of(t, w, run, w[p + NOW]))
            return
    elif is_ended(t, w, p) and not t[row + ROW_FLAGS] & OUTLIVES:
        close_run(t, w, p, o, run, key, CLOSED)
        return
    change(t, e, w, p, run)


def follow(t: Given, e: Given, w: Work, p: int, o: Work, row: int, key: int, bit: int) -> None:
    """Let the run of a row and key, if it is open, hear the signals that concern it, and then follow what changed."""
    run = run_of(t, p, row, key)
    if w[run + RUN_ROW] == row and (key == 0 or is_addressed(t, e, w, p, row, key)):
        answer(t, e, w, p, o, run, key, bit)
    if w[run + RUN_ROW] == row and w[p + HAS_CHANGED]:
        follow_change(t, e, w, p, o, run, key)


def follow_all(t: Given, e: Given, w: Work, p: int, o: Work, touched: int) -> None:
    """Let the open runs of the touched rows follow what happens."""
    row, bit = t[AT_ROWS], 1
    while touched:
        while not touched & FEW:
            touched >>= N_FEW
            bit <<= N_FEW
            row += N_FEW * ROW_SIZE
        if touched & 1:
            if t[row + ROW_EACH] == NONE:
                follow(t, e, w, p, o, row, 0, bit)
            else:
                for key in range(1, w[p + N_KEYS] + 1):
                    follow(t, e, w, p, o, row, key, bit)
        touched >>= 1
        bit <<= 1
        row += ROW_SIZE


def start_while(t: Given, e: Given, w: Work, p: int, row: int) -> None:
    """Open the run of a `while` row if its guard holds and none is open."""
    run = run_of(t, p, row, 0)
    is_free = w[run + RUN_ROW] == 0 and is_in_force(t, row, w[p + DAY])
    if is_free and is_held(t, w, p, row):
        open_run(t, e, w, p, run, row, w[p + DAY])


def start_each(t: Given, e: Given, w: Work, p: int, o: Work, row: int) -> None:
    """Start one run of this row for each key of its field that is carried."""
    for key in range(1, w[p + N_KEYS] + 1):
        if carries_key(e, w, p, t[row + ROW_EACH], key):
            start_run(t, e, w, p, o, row, key)


def start_all(t: Given, e: Given, w: Work, p: int, o: Work, touched: int) -> None:
    """Start runs of the touched rows: by their guards, for each key, or without a key."""
    row = t[AT_ROWS]
    while touched:
        while not touched & FEW:
            touched >>= N_FEW
            row += N_FEW * ROW_SIZE
        if touched & 1:
            if t[row + ROW_FLAGS] & IS_WHILE:
                start_while(t, e, w, p, row)
            elif t[row + ROW_EACH] != NONE:
                start_each(t, e, w, p, o, row)
            else:
                start_run(t, e, w, p, o, row, 0)
        touched >>= 1
        row += ROW_SIZE


def rows_changed(t: Given, w: Work, p: int) -> int:
    """Return the rows whose open runs a new state, setting or condition may concern."""
    if is_ended(t, w, p):
        return -1
    if w[p + TURNED] or w[p + SETTING] != w[p + OLD_SETTING]:
        return t[CHANGING_ROWS] | t[WHILE_ROWS]
    return t[WHILE_ROWS]


def attend_clocks(t: Given, e: Given, w: Work, p: int, o: Work) -> None:
    """Let every clock hear the whole set of signals once: the open runs first, then what starts."""
    signals = p + PENDING
    heard = w[signals + STOPS] | w[signals + CANCELS] | w[signals + SETS]
    heard |= w[signals + PATIENT] | w[signals + SERVICE]
    starts = w[signals + STARTS]
    if w[p + HAS_CHANGED]:
        heard |= rows_changed(t, w, p)
        starts |= t[WHILE_ROWS]
    if heard & w[p + OPEN_ROWS]:
        follow_all(t, e, w, p, o, heard & w[p + OPEN_ROWS])
    if starts:
        start_all(t, e, w, p, o, starts)
