"""What an entry does (§3, §7)."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.clocks import is_addressed
from helhet.pathway.stepping.counting import day_start
from helhet.pathway.stepping.runs import run_of
from helhet.pathway.stepping.signals import begin_step, raise_signal, settle
from helhet.pathway.stepping.time import pass_time
from helhet.pathway.stepping.writing import deviate
from helhet.pathway.tables.layout import (
    AFTER_END,
    AGE_CONDITION,
    AGE_HOLDS_FROM,
    AGE_SIZE,
    AGE_VALUE,
    ALREADY_OPEN,
    AT,
    AT_AGES,
    AT_DEEDS,
    AT_EDITIONS,
    AT_ROWS,
    AT_STATES,
    AT_WAYS,
    BEFORE_FIRST_EDITION,
    BORN,
    COURSE_SIZE,
    DAY,
    DAYS,
    DEED_FLAGS,
    DEED_GATES,
    DEED_RIGHTS,
    DEED_SETTING,
    DEED_SIZE,
    EDITION,
    EDITION_START,
    ENTRY,
    ENTRY_DAY,
    ENTRY_DEED,
    ENTRY_MOMENT,
    ENTRY_NUMBER,
    ENTRY_POSITION,
    ENTRY_SETTING,
    ENTRY_TIMED,
    ENTRY_UNIT,
    ENTRY_VALUES,
    FAR,
    FINALS,
    GATE_OPEN,
    HAS_CHANGED,
    HAS_MINIMUM,
    IS_ACT,
    IS_BIRTH,
    N_AGES,
    N_DEEDS,
    N_KEYS,
    NEEDS_OUTCOME,
    NEEDS_TIME,
    NEXT,
    NO_RIGHT,
    NONE,
    NOT_FROM_HERE,
    NOT_OPEN,
    NOW,
    OPEN_ROWS,
    OPENS,
    OUTCOME_MISSING,
    PENDING,
    ROW_CLOCK,
    ROW_FLAGS,
    ROW_SIZE,
    RUN_EARLIEST,
    RUN_PASSED,
    RUN_ROW,
    SETTING,
    STATE,
    STATE_ENTERED,
    STATE_LEFT,
    STATE_SIZE,
    TIME_MISSING,
    TURNS_ON,
    UNIT,
    WAY_FLAGS,
    WAY_FROM,
    WAY_SIZE,
    WAY_TO,
)


def is_shut(t: Given, w: Work, p: int, run: int, row: int) -> bool:
    """Whether an open run of this gate forbids the act now."""
    has_minimum = t[row + ROW_FLAGS] & HAS_MINIMUM
    return w[run + RUN_ROW] == row and (not has_minimum or w[p + NOW] < w[run + RUN_EARLIEST])


def has_shut(t: Given, e: Given, w: Work, p: int, row: int) -> bool:
    """Mark the open runs of this row whose gate the event passes; return whether there are any."""
    passed = False
    for key in range(w[p + N_KEYS] + 1):
        run = run_of(t, p, row, key)
        if is_shut(t, w, p, run, row) and (key == 0 or is_addressed(t, e, w, p, row, key)):
            w[run + RUN_PASSED] = 1
            passed = True
    return passed


def pass_gates(t: Given, e: Given, w: Work, p: int, o: Work, gates: int, flags: int) -> None:
    """Mark the open runs whose gate the event passes; for an act that is a deviation as well (§7)."""
    row = t[AT_ROWS]
    while gates:
        if gates & 1 and has_shut(t, e, w, p, row) and flags & IS_ACT:
            deviate(w, p, o, GATE_OPEN, t[row + ROW_CLOCK])
        gates >>= 1
        row += ROW_SIZE


def has_right(t: Given, e: Given, w: Work, p: int, rights: int) -> bool:
    """Whether a run of a clock that allows the event is open (§7)."""
    row = t[AT_ROWS]
    while rights:
        if rights & 1:
            for key in range(w[p + N_KEYS] + 1):
                is_open = w[run_of(t, p, row, key) + RUN_ROW] == row
                if is_open and (key == 0 or is_addressed(t, e, w, p, row, key)):
                    return True
        rights >>= 1
        row += ROW_SIZE
    return False


def inspect_form(e: Given, w: Work, p: int, o: Work, n: int, flags: int) -> None:
    """Write down a time or an outcome that is missing."""
    if flags & NEEDS_TIME and not e[n + ENTRY_TIMED]:
        deviate(w, p, o, TIME_MISSING, NONE)
    if flags & NEEDS_OUTCOME:
        deviate(w, p, o, OUTCOME_MISSING, NONE)


def inspect(t: Given, e: Given, w: Work, p: int, o: Work, n: int, deed: int, way: int) -> None:
    """Look at gates, rights and what is missing before anything changes."""
    flags, rights = t[deed + DEED_FLAGS] | t[way + WAY_FLAGS], t[deed + DEED_RIGHTS]
    if t[deed + DEED_GATES] & w[p + OPEN_ROWS]:
        pass_gates(t, e, w, p, o, t[deed + DEED_GATES] & w[p + OPEN_ROWS], flags)
    if rights and flags & IS_ACT and not has_right(t, e, w, p, rights):
        deviate(w, p, o, NO_RIGHT, NONE)
    if flags & (NEEDS_TIME | NEEDS_OUTCOME):
        inspect_form(e, w, p, o, n, flags)
    if e[n + ENTRY_POSITION] < t[t[AT_EDITIONS] + EDITION_START] and not flags & IS_BIRTH:
        deviate(w, p, o, BEFORE_FIRST_EDITION, NONE)


def take_setting(t: Given, e: Given, w: Work, p: int, n: int, deed: int) -> None:
    """Take over the setting and unit that the entry, or else its event, names."""
    setting = e[n + ENTRY_SETTING] if e[n + ENTRY_SETTING] != NONE else t[deed + DEED_SETTING]
    if setting != NONE and setting != w[p + SETTING]:
        w[p + SETTING] = setting
        w[p + HAS_CHANGED] = 1
    if e[n + ENTRY_UNIT] != NONE:
        w[p + UNIT] = e[n + ENTRY_UNIT]


def why_not(t: Given, w: Work, p: int, flags: int) -> int:
    """Return why an event may not happen from the course's state."""
    if w[p + STATE] == 0:
        return NOT_OPEN
    if flags & OPENS:
        return ALREADY_OPEN
    return AFTER_END if (t[FINALS] >> w[p + STATE]) & 1 else NOT_FROM_HERE


def move(t: Given, w: Work, p: int, o: Work, way: int) -> None:
    """Move the course if the event may happen from here; otherwise write down the deviation."""
    state, to = w[p + STATE], t[way + WAY_TO]
    if not (t[way + WAY_FROM] >> state) & 1:
        deviate(w, p, o, why_not(t, w, p, t[way + WAY_FLAGS]), NONE)
        return
    if to in (NONE, state):
        return
    if state != 0:
        raise_signal(t, w, p, t[AT_STATES] + state * STATE_SIZE + STATE_LEFT)
    w[p + STATE] = to
    w[p + HAS_CHANGED] = 1
    raise_signal(t, w, p, t[AT_STATES] + to * STATE_SIZE + STATE_ENTERED)


def hear_birth(t: Given, e: Given, w: Work, p: int, n: int) -> None:
    """Learn when each age is reached, and turn those conditions that hold already (§5)."""
    w[p + BORN] = n
    for age in range(t[N_AGES]):
        record = t[AT_AGES] + age * AGE_SIZE
        turns = e[n + ENTRY_VALUES + t[record + AGE_VALUE]]
        is_reached = turns <= w[p + DAY]
        w[p + COURSE_SIZE + age] = FAR if is_reached or turns >= DAYS else day_start(t, turns)
        w[p + NEXT] = min(w[p + NEXT], w[p + COURSE_SIZE + age])
        if is_reached == (t[record + AGE_HOLDS_FROM] == 1):
            w[p + PENDING + TURNS_ON] |= 1 << t[record + AGE_CONDITION]


def begin_entry(t: Given, e: Given, w: Work, p: int, n: int, deed: int) -> None:
    """Let the entry at `n` speak: its time is now, and its event is what is heard."""
    w[p + NOW] = e[n + ENTRY_POSITION]
    w[p + AT] = e[n + ENTRY_MOMENT]
    w[p + DAY] = e[n + ENTRY_DAY]
    w[p + ENTRY] = n
    begin_step(t, w, p, deed, e[n + ENTRY_NUMBER])


def step(t: Given, e: Given, w: Work, p: int, o: Work, n: int) -> None:
    """Let time pass to the entry at `n`, and the entry speak."""
    if w[p + NEXT] <= e[n + ENTRY_POSITION]:
        pass_time(t, e, w, p, o, e[n + ENTRY_POSITION])
    deed = t[AT_DEEDS] + e[n + ENTRY_DEED] * DEED_SIZE
    way = t[AT_WAYS] + (w[p + EDITION] * t[N_DEEDS] + e[n + ENTRY_DEED]) * WAY_SIZE
    begin_entry(t, e, w, p, n, deed)
    inspect(t, e, w, p, o, n, deed, way)
    if t[deed + DEED_FLAGS] & IS_BIRTH:
        hear_birth(t, e, w, p, n)
    else:
        take_setting(t, e, w, p, n, deed)
        move(t, w, p, o, way)
    settle(t, e, w, p, o)
