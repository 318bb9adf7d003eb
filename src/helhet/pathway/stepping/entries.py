"""What an entry does (§3, §7)."""

from __future__ import annotations

from helhet.pathway import layout as at
from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.clocks import first_key, is_addressed, last_key
from helhet.pathway.stepping.counting import day_start
from helhet.pathway.stepping.runs import run_of
from helhet.pathway.stepping.signals import begin_step, raise_signal, settle
from helhet.pathway.stepping.time import edition_start, pass_time
from helhet.pathway.stepping.writing import deviate


def is_shut(t: Given, w: Work, p: int, run: int, row: int) -> bool:
    """Whether an open run of this gate forbids the act now."""
    has_minimum = t[row + at.ROW_FLAGS] & at.HAS_MINIMUM
    return w[run + at.RUN_ROW] == row and (
        not has_minimum or w[p + at.NOW] < w[run + at.RUN_EARLIEST]
    )


def pass_gates(t: Given, e: Given, w: Work, p: int, o: Work, gates: int, is_act: bool) -> None:  # noqa: FBT001 - numba passes by position
    """Mark the open runs whose gate the event passes; for an act that is a deviation as well (§7)."""
    row = t[at.AT_ROWS]
    while gates:
        if gates & 1:
            passed = 0
            for key in range(first_key(t, row), last_key(t, w, p, row) + 1):
                run = run_of(t, p, t[row + at.ROW_CLOCK], key)
                if is_shut(t, w, p, run, row) and is_addressed(t, e, w, p, row, key):
                    w[run + at.RUN_PASSED] = passed = 1
            if passed and is_act:
                deviate(w, p, o, at.GATE_OPEN, t[row + at.ROW_CLOCK])
        gates >>= 1
        row += at.ROW_SIZE


def has_right(t: Given, e: Given, w: Work, p: int, rights: int) -> bool:
    """Whether a run of a clock that allows the event is open (§7)."""
    row = t[at.AT_ROWS]
    while rights:
        if rights & 1:
            for key in range(first_key(t, row), last_key(t, w, p, row) + 1):
                run = run_of(t, p, t[row + at.ROW_CLOCK], key)
                if w[run + at.RUN_ROW] == row and is_addressed(t, e, w, p, row, key):
                    return True
        rights >>= 1
        row += at.ROW_SIZE
    return False


def inspect(t: Given, e: Given, w: Work, p: int, o: Work, n: int, deed: int) -> None:
    """Look at gates, rights and times before anything changes."""
    flags = t[deed + at.DEED_FLAGS]
    gates = t[deed + at.DEED_GATES] & w[p + at.OPEN_ROWS]
    if gates:
        pass_gates(t, e, w, p, o, gates, flags & at.IS_ACT != 0)
    if (
        t[deed + at.DEED_RIGHTS]
        and flags & at.IS_ACT
        and not has_right(t, e, w, p, t[deed + at.DEED_RIGHTS])
    ):
        deviate(w, p, o, at.NO_RIGHT, at.NONE)
    if flags & at.NEEDS_TIME and not e[n + at.ENTRY_TIMED]:
        deviate(w, p, o, at.TIME_MISSING, at.NONE)
    if flags & at.NEEDS_OUTCOME:
        deviate(w, p, o, at.OUTCOME_MISSING, at.NONE)
    if not flags & at.IS_BIRTH and e[n + at.ENTRY_POSITION] < edition_start(t, 0):
        deviate(w, p, o, at.BEFORE_FIRST_EDITION, at.NONE)


def take_setting(t: Given, e: Given, w: Work, p: int, n: int, way: int) -> None:
    """Take over the setting and unit that the entry, or else its event, names."""
    setting = (
        e[n + at.ENTRY_SETTING] if e[n + at.ENTRY_SETTING] != at.NONE else t[way + at.WAY_SETTING]
    )
    if setting not in (at.NONE, w[p + at.SETTING]):
        w[p + at.SETTING] = setting
        w[p + at.HAS_CHANGED] = 1
    if e[n + at.ENTRY_UNIT] != at.NONE:
        w[p + at.UNIT] = e[n + at.ENTRY_UNIT]


def why_not(t: Given, w: Work, p: int, flags: int) -> int:
    """Return why an event may not happen from the course's state."""
    if w[p + at.STATE] == 0:
        return at.NOT_OPEN
    if (t[at.FINALS] >> w[p + at.STATE]) & 1:
        return at.AFTER_END
    return at.ALREADY_OPEN if flags & at.OPENS else at.NOT_FROM_HERE


def move(t: Given, w: Work, p: int, o: Work, deed: int, way: int) -> None:
    """Move the course if the event may happen from here; otherwise write down the deviation."""
    state, to = w[p + at.STATE], t[way + at.WAY_TO]
    if not (t[way + at.WAY_FROM] >> state) & 1:
        deviate(w, p, o, why_not(t, w, p, t[deed + at.DEED_FLAGS]), at.NONE)
        return
    if to in (at.NONE, state):
        return
    if state != 0:
        raise_signal(t, w, p, t[at.AT_STATES] + state * at.STATE_SIZE + at.STATE_LEFT)
    w[p + at.STATE] = to
    w[p + at.HAS_CHANGED] = 1
    raise_signal(t, w, p, t[at.AT_STATES] + to * at.STATE_SIZE + at.STATE_ENTERED)


def hear_birth(t: Given, e: Given, w: Work, p: int, n: int) -> None:
    """Learn when each age is reached, and turn those conditions that hold already (§5)."""
    for age in range(t[at.N_AGES]):
        record = t[at.AT_AGES] + age * at.AGE_SIZE
        turns = e[n + at.ENTRY_VALUES + t[record + at.AGE_VALUE]]
        is_reached = turns <= w[p + at.DAY]
        w[p + at.COURSE_SIZE + age] = (
            at.FAR if is_reached or turns >= at.DAYS else day_start(t, turns)
        )
        w[p + at.NEXT] = min(w[p + at.NEXT], w[p + at.COURSE_SIZE + age])
        if is_reached == (t[record + at.AGE_HOLDS_FROM] == 1):
            w[p + at.PENDING + at.TURNS_ON] |= 1 << t[record + at.AGE_CONDITION]


def step(t: Given, e: Given, w: Work, p: int, o: Work, n: int) -> None:
    """Let time pass to the entry at `n`, and the entry speak."""
    pass_time(t, e, w, p, o, e[n + at.ENTRY_POSITION])
    begin_step(
        w,
        p,
        e[n + at.ENTRY_POSITION],
        e[n + at.ENTRY_MOMENT],
        e[n + at.ENTRY_DAY],
        e[n + at.ENTRY_NUMBER],
        n,
    )
    deed = t[at.AT_DEEDS] + e[n + at.ENTRY_DEED] * at.DEED_SIZE
    way = t[at.AT_WAYS] + (w[p + at.EDITION] * t[at.N_DEEDS] + e[n + at.ENTRY_DEED]) * at.WAY_SIZE
    inspect(t, e, w, p, o, n, deed)
    if t[deed + at.DEED_FLAGS] & at.IS_BIRTH:
        hear_birth(t, e, w, p, n)
    else:
        take_setting(t, e, w, p, n, way)
        move(t, w, p, o, deed, way)
    raise_signal(t, w, p, deed)
    settle(t, e, w, p, o)
