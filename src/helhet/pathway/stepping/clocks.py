"""What a set of signals does to the clocks (§4)."""

from __future__ import annotations

from helhet.pathway import layout as at
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


def carries_key(e: Given, w: Work, p: int, field: int, key: int) -> bool:
    """Whether what speaks carries this key of this field; with key NONE: any key of it."""
    n = w[p + at.ENTRY]
    if n == at.NONE:
        return w[p + at.KEY_FIELD] == field and key in (at.NONE, w[p + at.KEY])
    pairs = e[n + at.ENTRY_KEYS]
    for pair in range(pairs, pairs + 2 * e[n + at.ENTRY_N_KEYS], 2):
        if e[pair] == field and key in (at.NONE, e[pair + 1]):
            return True
    return False


def first_key(t: Given, row: int) -> int:
    """Return the first key that runs of this row can have: 0 (without) or 1."""
    return 0 if t[row + at.ROW_EACH] == at.NONE else 1


def last_key(t: Given, w: Work, p: int, row: int) -> int:
    """Return the last key that runs of this row can have in this course."""
    return 0 if t[row + at.ROW_EACH] == at.NONE else w[p + at.N_KEYS]


def is_addressed(t: Given, e: Given, w: Work, p: int, row: int, key: int) -> bool:
    """Whether what speaks concerns the run of this key: it carries the key, or no key of the field at all."""
    field = t[row + at.ROW_EACH]
    return (
        field == at.NONE
        or carries_key(e, w, p, field, key)
        or not carries_key(e, w, p, field, at.NONE)
    )


def answer(t: Given, e: Given, w: Work, p: int, o: Work, run: int, key: int, bit: int) -> None:
    """Let an open run hear the signals: marks first, then stop, cancel or a new due."""
    signals = p + at.PENDING
    if w[signals + at.PATIENT] & bit and w[p + at.NOW] < w[run + at.RUN_DUE]:
        w[run + at.RUN_MARK] = at.BY_PATIENT
    elif w[signals + at.SERVICE] & bit and w[p + at.NOW] < w[run + at.RUN_DUE]:
        w[run + at.RUN_MARK] = at.BY_SERVICE
    if w[signals + at.STOPS] & bit:
        close_run(t, w, p, o, run, key, outcome_of(t, w, run, w[p + at.NOW]))
    elif w[signals + at.CANCELS] & bit:
        close_run(t, w, p, o, run, key, at.CANCELLED)
    elif w[signals + at.SETS] & bit:
        w[run + at.RUN_ENTRY] = w[p + at.ENTRY]
        w[run + at.RUN_EARLIEST] = earliest_of(t, e, w, p, run)
        give_due(t, w, p, run, due_of(t, e, w, p, run))


def change_asked(t: Given, w: Work, p: int, row: int) -> int:
    """Return the strongest change that a row asks for: KEEP, RECOUNT or RESTART."""
    asked = t[row + at.ROW_ON_SETTING] if w[p + at.SETTING] != w[p + at.OLD_SETTING] else at.KEEP
    if w[p + at.TURNED] & t[row + at.ROW_RECOUNTS]:
        asked = max(asked, at.RECOUNT)
    if w[p + at.TURNED] & t[row + at.ROW_RESTARTS]:
        asked = at.RESTART
    return asked


def lacks_setting(t: Given, w: Work, p: int, run: int) -> bool:
    """Whether the run has no due because there was no setting yet, and there is one now."""
    return (
        w[p + at.OLD_SETTING] == at.NONE
        and w[p + at.SETTING] != at.NONE
        and w[run + at.RUN_SETTING] == at.NONE
        and w[run + at.RUN_DUE] == at.FAR
    )


def change(t: Given, e: Given, w: Work, p: int, run: int) -> None:
    """Let an open run follow what became another: its setting or a condition."""
    row, old = w[run + at.RUN_ROW], w[run + at.RUN_DUE]
    asked = change_asked(t, w, p, row)
    is_first = lacks_setting(t, w, p, run)
    if asked == at.KEEP and not is_first:
        return
    if asked == at.RESTART:
        w[run + at.RUN_COUNT_DAY] = w[p + at.DAY]
        w[run + at.RUN_COUNT_AT] = w[p + at.AT]
    due = due_of(t, e, w, p, run)
    if t[row + at.ROW_NOT_BEFORE_KIND] != at.NONE and not is_first:
        due = max(due, min(old, not_before(t, w, p, row)))
    w[run + at.RUN_EARLIEST] = earliest_of(t, e, w, p, run)
    give_due(t, w, p, run, due)


def answer_all(t: Given, e: Given, w: Work, p: int, o: Work, touched: int) -> None:
    """Let the open runs of the touched rows hear the signals."""
    row, bit = t[at.AT_ROWS], 1
    while touched:
        if touched & 1:
            for key in range(first_key(t, row), last_key(t, w, p, row) + 1):
                run = run_of(t, p, t[row + at.ROW_CLOCK], key)
                if w[run + at.RUN_ROW] == row and is_addressed(t, e, w, p, row, key):
                    answer(t, e, w, p, o, run, key, bit)
        touched >>= 1
        bit <<= 1
        row += at.ROW_SIZE


def end_all(t: Given, w: Work, p: int, o: Work, touched: int) -> None:
    """Close the open runs of the touched rows: the course is ended, and they do not outlive it."""
    row = t[at.AT_ROWS]
    while touched:
        if touched & 1:
            for key in range(first_key(t, row), last_key(t, w, p, row) + 1):
                run = run_of(t, p, t[row + at.ROW_CLOCK], key)
                if w[run + at.RUN_ROW] == row:
                    close_run(t, w, p, o, run, key, at.CLOSED)
        touched >>= 1
        row += at.ROW_SIZE


def change_all(t: Given, e: Given, w: Work, p: int, touched: int) -> None:
    """Let the open runs of the touched rows follow what became another."""
    row = t[at.AT_ROWS]
    while touched:
        if touched & 1:
            for key in range(first_key(t, row), last_key(t, w, p, row) + 1):
                run = run_of(t, p, t[row + at.ROW_CLOCK], key)
                if w[run + at.RUN_ROW] == row:
                    change(t, e, w, p, run)
        touched >>= 1
        row += at.ROW_SIZE


def start_all(t: Given, e: Given, w: Work, p: int, o: Work, touched: int) -> None:
    """Start runs of the touched rows: without a key, or one for each key that is carried."""
    row = t[at.AT_ROWS]
    while touched:
        if touched & 1:
            for key in range(first_key(t, row), last_key(t, w, p, row) + 1):
                if key == 0 or carries_key(e, w, p, t[row + at.ROW_EACH], key):
                    start_run(t, e, w, p, o, row, key)
        touched >>= 1
        row += at.ROW_SIZE


def while_all(t: Given, e: Given, w: Work, p: int, o: Work, touched: int) -> None:
    """Open and close the runs of `while` rows as their guards hold."""
    row = t[at.AT_ROWS]
    while touched:
        if touched & 1:
            run = run_of(t, p, t[row + at.ROW_CLOCK], 0)
            lives = w[p + at.STATE] != 0 and (
                t[row + at.ROW_FLAGS] & at.OUTLIVES or not is_ended(t, w, p)
            )
            is_held = lives and holds(t, w, p, row + at.ROW_GUARD)
            if w[run + at.RUN_ROW] == row and not is_held:
                close_run(t, w, p, o, run, 0, outcome_of(t, w, run, w[p + at.NOW]))
            elif w[run + at.RUN_ROW] == 0 and is_held and is_in_force(t, row, w[p + at.DAY]):
                open_run(t, e, w, p, run, row, w[p + at.DAY])
        touched >>= 1
        row += at.ROW_SIZE


def attend_clocks(t: Given, e: Given, w: Work, p: int, o: Work) -> None:
    """Let every clock hear the whole set of signals once."""
    signals = p + at.PENDING
    heard = w[signals + at.STOPS] | w[signals + at.CANCELS] | w[signals + at.SETS]
    heard |= w[signals + at.PATIENT] | w[signals + at.SERVICE]
    if heard & w[p + at.OPEN_ROWS]:
        answer_all(t, e, w, p, o, heard & w[p + at.OPEN_ROWS])
    if w[p + at.HAS_CHANGED]:
        if is_ended(t, w, p):
            end_all(t, w, p, o, w[p + at.OPEN_ROWS] & ~(t[at.OUTLIVING_ROWS] | t[at.WHILE_ROWS]))
            w[p + at.OPEN_ROWS] &= t[at.OUTLIVING_ROWS] | t[at.WHILE_ROWS]
        change_all(t, e, w, p, w[p + at.OPEN_ROWS] & t[at.CHANGING_ROWS])
    if w[signals + at.STARTS]:
        start_all(t, e, w, p, o, w[signals + at.STARTS])
    if w[p + at.HAS_CHANGED]:
        while_all(t, e, w, p, o, t[at.WHILE_ROWS])
