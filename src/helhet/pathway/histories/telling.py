"""What a course reads as, in the short texts of drawn histories: runs, spells, deviations."""

from __future__ import annotations

from helhet.pathway.calendar import Calendar, format_day
from helhet.pathway.courses.charging import ORE_PER_KRONE, ChargeLine
from helhet.pathway.courses.course import Breach, Deviation, Run, Spell
from helhet.pathway.histories.expected import ExpectedCharge


def told_run(run: Run, calendar: Calendar) -> str:
    """Return `OUTCOME START..STOP [due DUE] [BREACH]`; the due told is the last minute in time."""
    told = f"{run.outcome} {told_instant(run.start_at, calendar, timed=True)}.."
    told += told_instant(run.stop_at, calendar, timed=True) if run.stop_at is not None else ""
    told += f" due {told_instant(run.due - 1, calendar, timed=True)}" if run.due is not None else ""
    return told + (f" {run.breach}" if run.breach is not Breach.NONE else "")


def told_spell(spell: Spell, calendar: Calendar) -> str:
    """Return `STATE [SETTING] FROM..TO`."""
    where = f"{spell.state} {spell.setting}" if spell.setting else spell.state
    until = told_instant(spell.to_at, calendar, timed=True) if spell.to_at is not None else ""
    return f"{where} {told_instant(spell.from_at, calendar, timed=True)}..{until}"


def told_deviation(deviation: Deviation) -> str:
    """Return `NUMBER WHY [CLOCK]`."""
    return f"{deviation.number} {deviation.why}" + (
        f" {deviation.clock}" if deviation.clock else ""
    )


def told_charge(line: ChargeLine) -> str:
    """Return `CLOCK PAYER DAYS × RATE = AMOUNT` in kroner, or `… unknown`."""
    told = f"{line.run.clock} {line.payer or 'unknown'} {line.days}"
    if line.rate is None or line.amount_ore is None:
        return f"{told} unknown"
    return f"{told} × {told_kroner(line.rate.day_ore)} = {told_kroner(line.amount_ore)}"


def told_expected_charge(expected: ExpectedCharge) -> str:
    """Return what is expected as `told_charge` would tell it."""
    told = f"{expected.clock} {expected.payer} {expected.days}"
    return (
        f"{told} unknown"
        if expected.rate is None
        else f"{told} × {expected.rate} = {expected.amount}"
    )


def told_kroner(ore: int) -> str:
    """Return an amount of øre in kroner, with its øre if there are any."""
    kroner, rest = divmod(ore, ORE_PER_KRONE)
    return f"{kroner}.{rest:02}" if rest else str(kroner)


def told_instant(instant: int, calendar: Calendar, *, timed: bool = False) -> str:
    """Return the local day of an instant, or its day and minute."""
    day, hour, minute, _, _ = calendar.wall_time(instant)
    return f"{format_day(day)} {hour:02}:{minute:02}" if timed else format_day(day)
