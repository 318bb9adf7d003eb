"""A course from its first entry to its reading, and all courses."""

from __future__ import annotations

from helhet.pathway import layout as at
from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.entries import step
from helhet.pathway.stepping.runs import run_of, write_run
from helhet.pathway.stepping.time import edition_start, next_instant, pass_time
from helhet.pathway.stepping.writing import new_row, write_spell


def begin_course(t: Given, w: Work, p: int, course: int, n_keys: int) -> None:
    """Lay out an empty course at `p`, with room for runs of `n_keys` keys."""
    runs = run_of(t, p, 0, 0)
    for place in range(p, runs):
        w[place] = 0
    for run in range(runs, run_of(t, p, 0, n_keys + 1), at.RUN_SIZE):
        w[run + at.RUN_ROW] = 0
        w[run + at.RUN_NUMBER] = 0
    for age in range(t[at.N_AGES]):
        w[p + at.COURSE_SIZE + age] = at.FAR
    w[p + at.COURSE_ID] = course
    w[p + at.N_KEYS] = n_keys
    w[p + at.SETTING] = w[p + at.UNIT] = at.NONE
    w[p + at.SPELL_SETTING] = w[p + at.SPELL_UNIT] = at.NONE
    w[p + at.NEXT] = edition_start(t, 1) if t[at.N_EDITIONS] > 1 else at.FAR


def end_course(t: Given, e: Given, w: Work, p: int, o: Work, until: int) -> None:
    """Let time pass to `until`, and write what is still open then, and where the course stands."""
    pass_time(t, e, w, p, o, until)
    for run in range(run_of(t, p, 0, 0), run_of(t, p, 0, w[p + at.N_KEYS] + 1), at.RUN_SIZE):
        if w[run + at.RUN_ROW]:
            key = (run - run_of(t, p, 0, 0)) // (at.RUN_SIZE * t[at.N_CLOCKS])
            row = write_run(t, w, p, o, run, key, at.OPEN, until)
            o[row + at.OUT_STOP_DAY] = o[row + at.OUT_STOP_AT] = o[row + at.OUT_STOPPED_BY] = (
                at.NONE
            )
    if w[p + at.SPELL_STATE] != 0:
        write_spell(w, p, o, at.NONE, at.NONE)
    row = new_row(w, p, o, at.LAST_OUT)
    o[row + at.OUT_STATE] = w[p + at.STATE]
    o[row + at.OUT_CONDITIONS] = w[p + at.CONDITIONS]
    o[row + at.OUT_LAST_SETTING] = w[p + at.SETTING]
    o[row + at.OUT_LAST_UNIT] = w[p + at.UNIT]
    o[row + at.OUT_NEXT] = next_instant(t, w, p)


def read_course(t: Given, e: Given, w: Work, o: Work, given: Given, g: int, until: int) -> None:
    """Read one course from its first entry to `until`; its record stands at `g` in `given`."""
    p = at.WORK_HEADER
    begin_course(t, w, p, given[g + at.GIVEN_ID], given[g + at.GIVEN_KEYS])
    for n in range(given[g + at.GIVEN_FROM], given[g + at.GIVEN_TO], t[at.ENTRY_SIZE]):
        if e[n + at.ENTRY_POSITION] > until:
            break
        step(t, e, w, p, o, n)
    end_course(t, e, w, p, o, until)


def read_courses(t: Given, e: Given, w: Work, o: Work, given: Given, first: int, until: int) -> int:
    """Read courses from the `first` on; return how many are read in all, fewer than given if `o` is full.

    What is written of a course that found no room is taken back: call again with a fresh `o`.
    """
    w[at.N_OUT] = w[at.OUT_FULL] = 0
    for course in range(first, len(given) // at.GIVEN_SIZE):
        written = w[at.N_OUT]
        read_course(t, e, w, o, given, course * at.GIVEN_SIZE, until)
        if w[at.OUT_FULL]:
            w[at.N_OUT] = written
            return course
    return len(given) // at.GIVEN_SIZE
