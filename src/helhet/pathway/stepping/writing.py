"""What comes of a course: rows of spells and deviations."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Work
from helhet.pathway.tables.layout import (
    AT,
    COURSE_ID,
    DAY,
    DEVIATION_OUT,
    N_OUT,
    NUMBER,
    OUT_COURSE,
    OUT_ENTRY_NUMBER,
    OUT_FROM_AT,
    OUT_FROM_DAY,
    OUT_FULL,
    OUT_GATE,
    OUT_KIND,
    OUT_ON_AT,
    OUT_ON_DAY,
    OUT_SIZE,
    OUT_SPELL_SETTING,
    OUT_SPELL_UNIT,
    OUT_STATE,
    OUT_TO_AT,
    OUT_TO_DAY,
    OUT_WHY,
    SETTING,
    SPELL_AT,
    SPELL_DAY,
    SPELL_OUT,
    SPELL_SETTING,
    SPELL_STATE,
    SPELL_UNIT,
    STATE,
    UNIT,
)


def new_row(w: Work, p: int, o: Work, kind: int) -> int:
    """Return where the next row goes. The last place of `o` takes what finds no room; OUT_FULL says so."""
    row = w[N_OUT]
    if row + 2 * OUT_SIZE > len(o):
        w[OUT_FULL] = 1
        row = len(o) - OUT_SIZE
    else:
        w[N_OUT] = row + OUT_SIZE
    o[row + OUT_KIND] = kind
    o[row + OUT_COURSE] = w[p + COURSE_ID]
    return row


def deviate(w: Work, p: int, o: Work, why: int, clock: int) -> None:
    """Write down that the entry that speaks was not foreseen."""
    row = new_row(w, p, o, DEVIATION_OUT)
    o[row + OUT_STATE] = w[p + STATE]
    o[row + OUT_WHY] = why
    o[row + OUT_ENTRY_NUMBER] = w[p + NUMBER]
    o[row + OUT_GATE] = clock
    o[row + OUT_ON_DAY] = w[p + DAY]
    o[row + OUT_ON_AT] = w[p + AT]


def write_spell(w: Work, p: int, o: Work, to_day: int, to_at: int) -> None:
    """Write the spell that ends here, or that lasts (NONE)."""
    row = new_row(w, p, o, SPELL_OUT)
    o[row + OUT_STATE] = w[p + SPELL_STATE]
    o[row + OUT_SPELL_UNIT] = w[p + SPELL_UNIT]
    o[row + OUT_SPELL_SETTING] = w[p + SPELL_SETTING]
    o[row + OUT_FROM_DAY] = w[p + SPELL_DAY]
    o[row + OUT_FROM_AT] = w[p + SPELL_AT]
    o[row + OUT_TO_DAY] = to_day
    o[row + OUT_TO_AT] = to_at


def keep_spells(w: Work, p: int, o: Work) -> None:
    """Begin a new spell where state, setting or unit became another (§3)."""
    if (
        w[p + SPELL_STATE] == w[p + STATE]
        and w[p + SPELL_SETTING] == w[p + SETTING]
        and w[p + SPELL_UNIT] == w[p + UNIT]
    ):
        return
    if w[p + SPELL_STATE] != 0:
        write_spell(w, p, o, w[p + DAY], w[p + AT])
    w[p + SPELL_STATE] = w[p + STATE]
    w[p + SPELL_SETTING] = w[p + SETTING]
    w[p + SPELL_UNIT] = w[p + UNIT]
    w[p + SPELL_DAY] = w[p + DAY]
    w[p + SPELL_AT] = w[p + AT]
