"""Signals are raised, and tallies, conditions and clocks hear them (§3, §5)."""

from __future__ import annotations

from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.clocks import attend_clocks
from helhet.pathway.stepping.writing import keep_spells
from helhet.pathway.tables.layout import (
    AT_CONDITIONS,
    AT_TALLIES,
    CANCELS,
    CONDITION_OFF,
    CONDITION_ON,
    CONDITION_SIZE,
    CONDITIONS,
    COUNTED,
    COUNTED_DAYS,
    COUNTED_SIZE,
    COUNTS,
    DAY,
    HAS_CHANGED,
    HEARD,
    NONE,
    NUMBER,
    OLD_SETTING,
    PATIENT,
    PENDING,
    RESETS,
    SERVICE,
    SETS,
    SETTING,
    SPELL_UNIT,
    STARTS,
    STOPS,
    TALLIES_IN_COURSE,
    TALLY_DAYS,
    TALLY_REACHES,
    TALLY_SIZE,
    TALLY_WITHIN,
    TURNED,
    TURNS_OFF,
    TURNS_ON,
    UNIT,
)


def raise_signal(t: Given, w: Work, p: int, signal: int) -> None:
    """Add to what is pending all that listens to the signal at `signal`."""
    if not t[signal + HEARD]:
        return
    pending = p + PENDING
    w[pending + STARTS] |= t[signal + STARTS]
    w[pending + STOPS] |= t[signal + STOPS]
    w[pending + CANCELS] |= t[signal + CANCELS]
    w[pending + SETS] |= t[signal + SETS]
    w[pending + PATIENT] |= t[signal + PATIENT]
    w[pending + SERVICE] |= t[signal + SERVICE]
    w[pending + TURNS_ON] |= t[signal + TURNS_ON]
    w[pending + TURNS_OFF] |= t[signal + TURNS_OFF]
    w[pending + COUNTS] |= t[signal + COUNTS]
    w[pending + RESETS] |= t[signal + RESETS]


def is_counted(t: Given, w: Work, p: int, tally: int, days: int, nth: int) -> bool:
    """Whether the nth newest day a tally remembers (from 0) is still within its window."""
    within = t[tally + TALLY_WITHIN]
    return nth < w[days + COUNTED] and (
        within == NONE or w[p + DAY] - w[days + COUNTED_DAYS + nth] <= within
    )


def count(t: Given, w: Work, p: int, tally: int, days: int) -> None:
    """Count today; signal if the number in the window is now exactly what the tally reaches."""
    for nth in range(TALLY_DAYS - 1, 0, -1):
        w[days + COUNTED_DAYS + nth] = w[days + COUNTED_DAYS + nth - 1]
    w[days + COUNTED_DAYS] = w[p + DAY]
    w[days + COUNTED] = min(w[days + COUNTED] + 1, TALLY_DAYS)
    reaches = t[tally + TALLY_REACHES]
    if is_counted(t, w, p, tally, days, reaches - 1) and not is_counted(
        t, w, p, tally, days, reaches
    ):
        raise_signal(t, w, p, tally)


def tally_all(t: Given, w: Work, p: int) -> None:
    """Reset and count the tallies that are pending."""
    counts, resets = w[p + PENDING + COUNTS], w[p + PENDING + RESETS]
    tally, days = t[AT_TALLIES], p + t[TALLIES_IN_COURSE]
    while counts | resets:
        if resets & 1:
            w[days + COUNTED] = 0
        if counts & 1:
            count(t, w, p, tally, days)
        counts >>= 1
        resets >>= 1
        tally += TALLY_SIZE
        days += COUNTED_SIZE


def turn_conditions(t: Given, w: Work, p: int) -> None:
    """Turn the conditions that are pending, and raise the signals of those that turned."""
    old = w[p + CONDITIONS]
    new = (old & ~w[p + PENDING + TURNS_OFF]) | w[p + PENDING + TURNS_ON]
    turned = w[p + TURNED] = old ^ new
    if turned:
        w[p + CONDITIONS] = new
        w[p + HAS_CHANGED] = 1
    condition = t[AT_CONDITIONS]
    while turned:
        if turned & 1:
            raise_signal(t, w, p, condition + (CONDITION_ON if new & 1 else CONDITION_OFF))
        turned >>= 1
        new >>= 1
        condition += CONDITION_SIZE


def settle(t: Given, e: Given, w: Work, p: int, o: Work) -> None:
    """Let the raised signals do their work: tallies, conditions, clocks, spells."""
    pending = p + PENDING
    if w[pending + COUNTS] | w[pending + RESETS]:
        tally_all(t, w, p)
    if w[pending + TURNS_ON] | w[pending + TURNS_OFF]:
        turn_conditions(t, w, p)
    attend_clocks(t, e, w, p, o)
    if w[p + HAS_CHANGED] or w[p + UNIT] != w[p + SPELL_UNIT]:
        keep_spells(w, p, o)


def hear_only(t: Given, w: Work, p: int, signal: int) -> None:
    """Let what is pending be what listens to this signal, and nothing of before; written out for plain Python's sake."""
    pending = p + PENDING
    w[pending + STARTS] = t[signal + STARTS]
    w[pending + STOPS] = t[signal + STOPS]
    w[pending + CANCELS] = t[signal + CANCELS]
    w[pending + SETS] = t[signal + SETS]
    w[pending + PATIENT] = t[signal + PATIENT]
    w[pending + SERVICE] = t[signal + SERVICE]
    w[pending + TURNS_ON] = t[signal + TURNS_ON]
    w[pending + TURNS_OFF] = t[signal + TURNS_OFF]
    w[pending + COUNTS] = t[signal + COUNTS]
    w[pending + RESETS] = t[signal + RESETS]


def begin_step(t: Given, w: Work, p: int, signal: int, number: int) -> None:
    """Let someone speak: entry `number`, or time (0); nothing has changed or turned yet."""
    w[p + NUMBER] = number
    w[p + HAS_CHANGED] = 0
    w[p + TURNED] = 0
    w[p + OLD_SETTING] = w[p + SETTING]
    hear_only(t, w, p, signal)
