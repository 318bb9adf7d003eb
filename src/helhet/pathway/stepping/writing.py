"""What comes of a course: rows of spells and deviations."""

from __future__ import annotations

from helhet.pathway import layout as at
from helhet.pathway.stepping.arrays import Work


def new_row(w: Work, p: int, o: Work, kind: int) -> int:
    """Return where the next row goes. The last place of `o` takes what finds no room; OUT_FULL says so."""
    row = w[at.N_OUT]
    if row + 2 * at.OUT_SIZE > len(o):
        w[at.OUT_FULL] = 1
        row = len(o) - at.OUT_SIZE
    else:
        w[at.N_OUT] = row + at.OUT_SIZE
    o[row + at.OUT_KIND] = kind
    o[row + at.OUT_COURSE] = w[p + at.COURSE_ID]
    return row


def deviate(w: Work, p: int, o: Work, why: int, clock: int) -> None:
    """Write down that the entry that speaks was not foreseen."""
    row = new_row(w, p, o, at.DEVIATION_OUT)
    o[row + at.OUT_STATE] = w[p + at.STATE]
    o[row + at.OUT_WHY] = why
    o[row + at.OUT_ENTRY_NUMBER] = w[p + at.NUMBER]
    o[row + at.OUT_GATE] = clock
    o[row + at.OUT_ON_DAY] = w[p + at.DAY]
    o[row + at.OUT_ON_AT] = w[p + at.AT]


def write_spell(w: Work, p: int, o: Work, to_day: int, to_at: int) -> None:
    """Write the spell that ends here, or that lasts (NONE)."""
    row = new_row(w, p, o, at.SPELL_OUT)
    o[row + at.OUT_STATE] = w[p + at.SPELL_STATE]
    o[row + at.OUT_SPELL_UNIT] = w[p + at.SPELL_UNIT]
    o[row + at.OUT_SPELL_SETTING] = w[p + at.SPELL_SETTING]
    o[row + at.OUT_FROM_DAY] = w[p + at.SPELL_DAY]
    o[row + at.OUT_FROM_AT] = w[p + at.SPELL_AT]
    o[row + at.OUT_TO_DAY] = to_day
    o[row + at.OUT_TO_AT] = to_at


def keep_spells(w: Work, p: int, o: Work) -> None:
    """Begin a new spell where state, setting or unit became another (§3)."""
    if (
        w[p + at.SPELL_STATE] == w[p + at.STATE]
        and w[p + at.SPELL_SETTING] == w[p + at.SETTING]
        and w[p + at.SPELL_UNIT] == w[p + at.UNIT]
    ):
        return
    if w[p + at.SPELL_STATE] != 0:
        write_spell(w, p, o, w[p + at.DAY], w[p + at.AT])
    w[p + at.SPELL_STATE] = w[p + at.STATE]
    w[p + at.SPELL_SETTING] = w[p + at.SETTING]
    w[p + at.SPELL_UNIT] = w[p + at.UNIT]
    w[p + at.SPELL_DAY] = w[p + at.DAY]
    w[p + at.SPELL_AT] = w[p + at.AT]
