"""What time alone does (§6)."""

from __future__ import annotations

from helhet.pathway import layout as at
from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.counting import day_of
from helhet.pathway.stepping.runs import close_run, run_of
from helhet.pathway.stepping.signals import begin_step, raise_signal, settle


def next_instant(t: Given, w: Work, p: int) -> int:
    """Return the instant of the next time signal; FAR if none will come."""
    soonest = at.FAR
    if w[p + at.EDITION] + 1 < t[at.N_EDITIONS]:
        soonest = edition_start(t, w[p + at.EDITION] + 1)
    for age in range(t[at.N_AGES]):
        soonest = min(soonest, w[p + at.COURSE_SIZE + age])
    for run in range(run_of(t, p, 0, 0), run_of(t, p, 0, w[p + at.N_KEYS] + 1), at.RUN_SIZE):
        if w[run + at.RUN_ROW]:
            soonest = min(soonest, w[run + at.RUN_SPEAKS_DUE], w[run + at.RUN_SPEAKS_WARN])
    return soonest


def edition_start(t: Given, edition: int) -> int:
    """Return the first instant of an edition's first day."""
    return t[t[at.AT_EDITIONS] + edition * (at.EDITION_STATES + t[at.N_STATES]) + at.EDITION_START]


def speaking_run(t: Given, w: Work, p: int, speaks: int, instant: int) -> int:
    """Return the first run that speaks its due or its warning at the instant; NONE if none does."""
    for run in range(run_of(t, p, 0, 0), run_of(t, p, 0, w[p + at.N_KEYS] + 1), at.RUN_SIZE):
        if w[run + at.RUN_ROW] and w[run + speaks] == instant:
            return run
    return at.NONE


def begin_time(t: Given, w: Work, p: int, moment: int) -> None:
    """Let time speak at a moment, or now if that has passed: time never runs back."""
    now = max(moment, w[p + at.NOW])
    begin_step(w, p, now, now, day_of(t, now), 0, at.NONE)


def carry_key(t: Given, w: Work, p: int, run: int) -> int:
    """Let the time signal carry the key of the run that speaks; return the key."""
    key = (run - run_of(t, p, 0, 0)) // (at.RUN_SIZE * t[at.N_CLOCKS])
    w[p + at.KEY_FIELD] = t[w[run + at.RUN_ROW] + at.ROW_EACH]
    w[p + at.KEY] = key
    return key


def speak_due(t: Given, w: Work, p: int, o: Work, run: int) -> None:
    """Say that a run's due has come, at the last instant in time; a right lapses first."""
    row = w[run + at.RUN_ROW]
    begin_time(t, w, p, w[run + at.RUN_DUE] - 1)
    w[run + at.RUN_SPEAKS_DUE] = at.FAR
    key = carry_key(t, w, p, run)
    if t[row + at.ROW_FLAGS] & at.IS_RIGHT:
        close_run(t, w, p, o, run, key, at.LAPSED)
    raise_signal(t, w, p, row + at.ROW_DUE_SIGNAL)


def speak_warning(t: Given, w: Work, p: int, run: int) -> None:
    """Say that a run's due draws near."""
    begin_time(t, w, p, w[run + at.RUN_SPEAKS_WARN])
    w[run + at.RUN_SPEAKS_WARN] = at.FAR
    carry_key(t, w, p, run)
    raise_signal(t, w, p, w[run + at.RUN_ROW] + at.ROW_WARN_SIGNAL)


def change_edition(t: Given, w: Work, p: int) -> None:
    """Take the next edition into force; its migration note moves the course without leaving or entering."""
    begin_time(t, w, p, edition_start(t, w[p + at.EDITION] + 1))
    w[p + at.EDITION] += 1
    size = at.EDITION_STATES + t[at.N_STATES]
    states = t[at.AT_EDITIONS] + w[p + at.EDITION] * size + at.EDITION_STATES
    if t[states + w[p + at.STATE]] != w[p + at.STATE]:
        w[p + at.STATE] = t[states + w[p + at.STATE]]
        w[p + at.HAS_CHANGED] = 1


def turn_age(t: Given, w: Work, p: int, age: int) -> None:
    """Turn the condition of an age that is reached now."""
    bit = 1 << t[t[at.AT_AGES] + age * at.AGE_SIZE + at.AGE_CONDITION]
    holds_from = t[t[at.AT_AGES] + age * at.AGE_SIZE + at.AGE_HOLDS_FROM]
    w[p + at.COURSE_SIZE + age] = at.FAR
    w[p + at.PENDING + (at.TURNS_ON if holds_from else at.TURNS_OFF)] |= bit


def reach_age(t: Given, w: Work, p: int, instant: int) -> bool:
    """Turn the first age that is reached at the instant, if any."""
    for age in range(t[at.N_AGES]):
        if w[p + at.COURSE_SIZE + age] == instant:
            begin_time(t, w, p, instant)
            turn_age(t, w, p, age)
            return True
    return False


def speak(t: Given, w: Work, p: int, o: Work, instant: int) -> None:
    """Say the first of what time has to say at an instant: a due, an edition, an age, a warning."""
    run = speaking_run(t, w, p, at.RUN_SPEAKS_DUE, instant)
    if run != at.NONE:
        speak_due(t, w, p, o, run)
    elif (
        w[p + at.EDITION] + 1 < t[at.N_EDITIONS]
        and edition_start(t, w[p + at.EDITION] + 1) == instant
    ):
        change_edition(t, w, p)
    elif not reach_age(t, w, p, instant):
        speak_warning(t, w, p, speaking_run(t, w, p, at.RUN_SPEAKS_WARN, instant))


def pass_time(t: Given, e: Given, w: Work, p: int, o: Work, until: int) -> None:
    """Let all that time alone brings, up to and including `until`, happen in its order."""
    while w[p + at.NEXT] <= until:
        w[p + at.NEXT] = next_instant(t, w, p)
        if w[p + at.NEXT] <= until:
            speak(t, w, p, o, w[p + at.NEXT])
            settle(t, e, w, p, o)
