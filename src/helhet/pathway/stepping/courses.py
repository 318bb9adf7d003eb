"""A course from its first entry to its reading, and all courses."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.entries import step
from helhet.pathway.stepping.runs import all_runs, key_of, write_run
from helhet.pathway.stepping.time import edition_start, next_instant, pass_time
from helhet.pathway.stepping.writing import new_row, write_spell
from helhet.pathway.tables.layout import (
    BORN,
    CONDITIONS,
    COURSE_ID,
    COURSE_SIZE,
    ENTRY_POSITION,
    ENTRY_SIZE,
    FAR,
    GIVEN_FROM,
    GIVEN_ID,
    GIVEN_KEYS,
    GIVEN_SIZE,
    GIVEN_TO,
    LAST_OUT,
    N_AGES,
    N_EDITIONS,
    N_KEYS,
    N_OUT,
    NEXT,
    NONE,
    OPEN,
    OUT_CONDITIONS,
    OUT_FULL,
    OUT_LAST_SETTING,
    OUT_LAST_UNIT,
    OUT_NEXT,
    OUT_STATE,
    OUT_STOP_AT,
    OUT_STOP_DAY,
    OUT_STOPPED_BY,
    RUN_NUMBER,
    RUN_ROW,
    RUNS_IN_COURSE,
    SETTING,
    SPELL_SETTING,
    SPELL_STATE,
    SPELL_UNIT,
    STATE,
    UNIT,
    WORK_HEADER,
)


def begin_course(t: Given, w: Work, p: int, course: int, n_keys: int) -> None:
    """Lay out an empty course at `p`, with room for runs of `n_keys` keys."""
    for place in range(p, p + t[RUNS_IN_COURSE]):
        w[place] = 0
    w[p + N_KEYS] = n_keys
    for run in all_runs(t, w, p):
        w[run + RUN_ROW] = 0
        w[run + RUN_NUMBER] = 0
    for age in range(t[N_AGES]):
        w[p + COURSE_SIZE + age] = FAR
    w[p + COURSE_ID] = course
    w[p + BORN] = NONE
    w[p + SETTING] = w[p + UNIT] = NONE
    w[p + SPELL_SETTING] = w[p + SPELL_UNIT] = NONE
    w[p + NEXT] = edition_start(t, 1) if t[N_EDITIONS] > 1 else FAR


def end_course(t: Given, e: Given, w: Work, p: int, o: Work, until: int) -> None:
    """Let time pass to `until`, and write what is still open then, and where the course stands."""
    pass_time(t, e, w, p, o, until)
    for run in all_runs(t, w, p):
        if w[run + RUN_ROW]:
            key = key_of(t, p, run)
            row = write_run(t, w, p, o, run, key, OPEN, until)
            o[row + OUT_STOP_DAY] = o[row + OUT_STOP_AT] = o[row + OUT_STOPPED_BY] = NONE
    if w[p + SPELL_STATE] != 0:
        write_spell(w, p, o, NONE, NONE)
    row = new_row(w, p, o, LAST_OUT)
    o[row + OUT_STATE] = w[p + STATE]
    o[row + OUT_CONDITIONS] = w[p + CONDITIONS]
    o[row + OUT_LAST_SETTING] = w[p + SETTING]
    o[row + OUT_LAST_UNIT] = w[p + UNIT]
    o[row + OUT_NEXT] = next_instant(t, w, p)


def read_course(t: Given, e: Given, w: Work, o: Work, given: Given, g: int, until: int) -> None:
    """Read one course from its first entry to `until`; its record stands at `g` in `given`."""
    p = WORK_HEADER
    begin_course(t, w, p, given[g + GIVEN_ID], given[g + GIVEN_KEYS])
    for n in range(given[g + GIVEN_FROM], given[g + GIVEN_TO], t[ENTRY_SIZE]):
        if e[n + ENTRY_POSITION] > until:
            break
        step(t, e, w, p, o, n)
    end_course(t, e, w, p, o, until)


def read_courses(t: Given, e: Given, w: Work, o: Work, given: Given, first: int, until: int) -> int:
    """Read courses from the `first` on; return how many are read in all, fewer than given if `o` is full.

    What is written of a course that found no room is taken back: call again with a fresh `o`.
    """
    w[N_OUT] = w[OUT_FULL] = 0
    for course in range(first, len(given) // GIVEN_SIZE):
        written = w[N_OUT]
        read_course(t, e, w, o, given, course * GIVEN_SIZE, until)
        if w[OUT_FULL]:
            w[N_OUT] = written
            return course
    return len(given) // GIVEN_SIZE
