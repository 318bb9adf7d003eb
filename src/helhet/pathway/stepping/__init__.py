"""THE ONE SOURCE of meaning: what an entry, and time alone, do to a course.

Integers in, integers out, on flat arrays (`helhet.pathway.tables.layout`): plain Python runs these
functions on lists, numba compiles them unchanged (`helhet.measure.kernels`), a simulator calls the
same `step`. What never is here: classes, containers, a function that stands above one it calls.

`t` is the table, `e` the entries, `w` the work, `o` the out. A course is its place `p` in `w`, a run its
place `run` in `w`, a row (a clock's definition) its place `row` in `t`, an entry its place `n` in `e`.
The rules are those of docs/reference/meaning.md, whose sections the comments name.
"""

SOURCES = (
    "counting",
    "writing",
    "limits",
    "runs",
    "clocks",
    "signals",
    "time",
    "entries",
    "courses",
)
"""The modules in the order in which they lean on each other: each calls only those before it."""
