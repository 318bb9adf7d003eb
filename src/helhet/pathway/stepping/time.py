"""What time alone does (§6)."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.counting import day_of
from helhet.pathway.stepping.runs import all_runs, close_run, key_of
from helhet.pathway.stepping.signals import begin_step, settle
from helhet.pathway.tables.layout import (
    AGE_CONDITION,
    AGE_HOLDS_FROM,
    AGE_SIZE,
    AT,
    AT_AGES,
    AT_EDITIONS,
    AT_NO_SIGNAL,
    COURSE_SIZE,
    DAY,
    EDITION,
    EDITION_START,
    EDITION_STATES,
    ENTRY,
    FAR,
    HAS_CHANGED,
    IS_RIGHT,
    KEY,
    KEY_FIELD,
    LAPSED,
    N_AGES,
    N_EDITIONS,
    N_STATES,
    NEXT,
    NONE,
    NOW,
    PENDING,
    ROW_DUE_SIGNAL,
    ROW_EACH,
    ROW_FLAGS,
    ROW_WARN_SIGNAL,
    RUN_DUE,
    RUN_ROW,
    RUN_SPEAKS_DUE,
    RUN_SPEAKS_WARN,
    STATE,
    TURNS_OFF,
    TURNS_ON,
)


def next_instant(t: Given, w: Work, p: int) -> int:
    """Return the instant of the next time signal; FAR if none will come."""
    soonest = FAR
    if w[p + EDITION] + 1 < t[N_EDITIONS]:
        soonest = edition_start(t, w[p + EDITION] + 1)
    for age in range(t[N_AGES]):
        soonest = min(soonest, w[p + COURSE_SIZE + age])
    for run in all_runs(t, w, p):
        if w[run + RUN_ROW]:
            soonest = min(soonest, w[run + RUN_SPEAKS_DUE], w[run + RUN_SPEAKS_WARN])
    return soonest


def edition_start(t: Given, edition: int) -> int:
    """Return the first instant of an edition's first day."""
    return t[t[AT_EDITIONS] + edition * (EDITION_STATES + t[N_STATES]) + EDITION_START]


def speaking_run(t: Given, w: Work, p: int, speaks: int, instant: int) -> int:
    """Return the first run that speaks its due or its warning at the instant; NONE if none does."""
    for run in all_runs(t, w, p):
        if w[run + RUN_ROW] and w[run + speaks] == instant:
            return run
    return NONE


def begin_time(t: Given, w: Work, p: int, signal: int, moment: int) -> None:
    """Let time speak at a moment, or now if that has passed: time never runs back."""
    now = max(moment, w[p + NOW])
    w[p + NOW] = w[p + AT] = now
    w[p + DAY] = day_of(t, now)
    w[p + ENTRY] = w[p + KEY_FIELD] = NONE
    begin_step(t, w, p, signal, 0)


def carry_key(t: Given, w: Work, p: int, run: int) -> int:
    """Let the time signal carry the key of the run that speaks; return the key."""
    key = key_of(t, p, run)
    w[p + KEY_FIELD] = t[w[run + RUN_ROW] + ROW_EACH]
    w[p + KEY] = key
    return key


def speak_due(t: Given, w: Work, p: int, o: Work, run: int) -> None:
    """Say that a run's due has come, at the last instant in time; a right lapses first."""
    row = w[run + RUN_ROW]
    begin_time(t, w, p, row + ROW_DUE_SIGNAL, w[run + RUN_DUE] - 1)
    w[run + RUN_SPEAKS_DUE] = FAR
    key = carry_key(t, w, p, run)
    if t[row + ROW_FLAGS] & IS_RIGHT:
        close_run(t, w, p, o, run, key, LAPSED)


def speak_warning(t: Given, w: Work, p: int, run: int) -> None:
    """Say that a run's due draws near."""
    begin_time(t, w, p, w[run + RUN_ROW] + ROW_WARN_SIGNAL, w[run + RUN_SPEAKS_WARN])
    w[run + RUN_SPEAKS_WARN] = FAR
    carry_key(t, w, p, run)


def change_edition(t: Given, w: Work, p: int) -> None:
    """Take the next edition into force; its migration note moves the course without leaving or entering."""
    begin_time(t, w, p, t[AT_NO_SIGNAL], edition_start(t, w[p + EDITION] + 1))
    w[p + EDITION] += 1
    size = EDITION_STATES + t[N_STATES]
    states = t[AT_EDITIONS] + w[p + EDITION] * size + EDITION_STATES
    w[p + STATE] = t[states + w[p + STATE]]
    w[p + HAS_CHANGED] = 1  # also where the state stays: the edition may have a guard that holds


def turn_age(t: Given, w: Work, p: int, age: int) -> None:
    """Turn the condition of an age that is reached now."""
    bit = 1 << t[t[AT_AGES] + age * AGE_SIZE + AGE_CONDITION]
    holds_from = t[t[AT_AGES] + age * AGE_SIZE + AGE_HOLDS_FROM]
    w[p + COURSE_SIZE + age] = FAR
    w[p + PENDING + (TURNS_ON if holds_from else TURNS_OFF)] |= bit


def reach_age(t: Given, w: Work, p: int, instant: int) -> bool:
    """Turn the first age that is reached at the instant, if any."""
    for age in range(t[N_AGES]):
        if w[p + COURSE_SIZE + age] == instant:
            begin_time(t, w, p, t[AT_NO_SIGNAL], instant)
            turn_age(t, w, p, age)
            return True
    return False


def speak(t: Given, w: Work, p: int, o: Work, instant: int) -> None:
    """Say the first of what time has to say at an instant: a due, an edition, an age, a warning."""
    run = speaking_run(t, w, p, RUN_SPEAKS_DUE, instant)
    if run != NONE:
        speak_due(t, w, p, o, run)
    elif w[p + EDITION] + 1 < t[N_EDITIONS] and edition_start(t, w[p + EDITION] + 1) == instant:
        change_edition(t, w, p)
    elif not reach_age(t, w, p, instant):
        speak_warning(t, w, p, speaking_run(t, w, p, RUN_SPEAKS_WARN, instant))


def pass_time(t: Given, e: Given, w: Work, p: int, o: Work, until: int) -> None:
    """Let all that time alone brings, up to and including `until`, happen in its order."""
    while w[p + NEXT] <= until:
        w[p + NEXT] = next_instant(t, w, p)
        if w[p + NEXT] <= until:
            speak(t, w, p, o, w[p + NEXT])
            settle(t, e, w, p, o)
