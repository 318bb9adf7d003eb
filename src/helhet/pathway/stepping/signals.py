"""Signals are raised, and tallies, conditions and clocks hear them (§3, §5)."""

from __future__ import annotations

from helhet.pathway import layout as at
from helhet.pathway.stepping.arrays import Given, Work
from helhet.pathway.stepping.clocks import attend_clocks
from helhet.pathway.stepping.writing import keep_spells


def raise_signal(t: Given, w: Work, p: int, signal: int) -> None:
    """Add to what is pending all that listens to the signal at `signal`."""
    if t[signal + at.HEARD]:
        for listening in range(at.HEARD):
            w[p + at.PENDING + listening] |= t[signal + listening]


def is_counted(t: Given, w: Work, p: int, tally: int, days: int, nth: int) -> bool:
    """Whether the nth newest day a tally remembers (from 0) is still within its window."""
    within = t[tally + at.TALLY_WITHIN]
    return nth < w[days + at.COUNTED] and (
        within == at.NONE or w[p + at.DAY] - w[days + at.COUNTED_DAYS + nth] <= within
    )


def count(t: Given, w: Work, p: int, tally: int, days: int) -> None:
    """Count today; signal if the number in the window is now exactly what the tally reaches."""
    for nth in range(at.TALLY_DAYS - 1, 0, -1):
        w[days + at.COUNTED_DAYS + nth] = w[days + at.COUNTED_DAYS + nth - 1]
    w[days + at.COUNTED_DAYS] = w[p + at.DAY]
    w[days + at.COUNTED] = min(w[days + at.COUNTED] + 1, at.TALLY_DAYS)
    reaches = t[tally + at.TALLY_REACHES]
    if is_counted(t, w, p, tally, days, reaches - 1) and not is_counted(
        t, w, p, tally, days, reaches
    ):
        raise_signal(t, w, p, tally)


def tally_all(t: Given, w: Work, p: int) -> None:
    """Reset and count the tallies that are pending."""
    counts, resets = w[p + at.PENDING + at.COUNTS], w[p + at.PENDING + at.RESETS]
    tally, days = t[at.AT_TALLIES], p + t[at.TALLIES_IN_COURSE]
    while counts | resets:
        if resets & 1:
            w[days + at.COUNTED] = 0
        if counts & 1:
            count(t, w, p, tally, days)
        counts >>= 1
        resets >>= 1
        tally += at.TALLY_SIZE
        days += at.COUNTED_SIZE


def turn_conditions(t: Given, w: Work, p: int) -> None:
    """Turn the conditions that are pending, and raise the signals of those that turned."""
    old = w[p + at.CONDITIONS]
    new = (old & ~w[p + at.PENDING + at.TURNS_OFF]) | w[p + at.PENDING + at.TURNS_ON]
    turned = w[p + at.TURNED] = old ^ new
    if turned:
        w[p + at.CONDITIONS] = new
        w[p + at.HAS_CHANGED] = 1
    condition = t[at.AT_CONDITIONS]
    while turned:
        if turned & 1:
            raise_signal(t, w, p, condition + (at.CONDITION_ON if new & 1 else at.CONDITION_OFF))
        turned >>= 1
        new >>= 1
        condition += at.CONDITION_SIZE


def settle(t: Given, e: Given, w: Work, p: int, o: Work) -> None:
    """Let the raised signals do their work: tallies, conditions, clocks, spells."""
    if w[p + at.PENDING + at.COUNTS] | w[p + at.PENDING + at.RESETS]:
        tally_all(t, w, p)
    if w[p + at.PENDING + at.TURNS_ON] | w[p + at.PENDING + at.TURNS_OFF]:
        turn_conditions(t, w, p)
    attend_clocks(t, e, w, p, o)
    keep_spells(w, p, o)


def begin_step(w: Work, p: int, now: int, moment: int, day: int, number: int, entry: int) -> None:
    """Say who speaks and when, and clear what was pending."""
    w[p + at.NOW] = now
    w[p + at.AT] = moment
    w[p + at.DAY] = day
    w[p + at.NUMBER] = number
    w[p + at.ENTRY] = entry
    w[p + at.KEY_FIELD] = at.NONE
    w[p + at.HAS_CHANGED] = 0
    w[p + at.OLD_SETTING] = w[p + at.SETTING]
    w[p + at.TURNED] = 0
    for listening in range(at.HEARD):
        w[p + at.PENDING + listening] = 0
