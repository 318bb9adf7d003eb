"""What a course reads as, in the short texts of drawn histories: runs, spells, deviations."""

from __future__ import annotations

from helhet.pathway.calendar import Calendar, format_day
from helhet.pathway.courses.charging import ChargeLine
from helhet.pathway.courses.course import Breach, Deviation, Run, Spell


def told_run(run: Run, calendar: Calendar, *, timed: bool = False) -> str:
    """Return `OUTCOME START..STOP [due DUE] [BREACH]`; the due told is the last day or minute in time."""
    told = f"{run.outcome} {told_instant(run.start_at, calendar, timed=timed)}.."
    told += told_instant(run.stop_at, calendar, timed=timed) if run.stop_at is not None else ""
    told += (
        f" due {told_instant(run.due - 1, calendar, timed=timed)}" if run.due is not None else ""
    )
    return told + (f" {run.breach}" if run.breach is not Breach.NONE else "")


def told_spell(spell: Spell, calendar: Calendar, *, timed: bool = False) -> str:
    """Return `STATE [SETTING] FROM..TO`."""
    where = f"{spell.state} {spell.setting}" if spell.setting else spell.state
    until = told_instant(spell.to_at, calendar, timed=timed) if spell.to_at is not None else ""
    return f"{where} {told_instant(spell.from_at, calendar, timed=timed)}..{until}"


def told_deviation(deviation: Deviation) -> str:
    """Return `NUMBER WHY [CLOCK]`."""
    return f"{deviation.number} {deviation.why}" + (
        f" {deviation.clock}" if deviation.clock else ""
    )


def told_charge(line: ChargeLine) -> str:
    """Return `CLOCK PAYER DAYS × RATE = AMOUNT` in whole kroner, or `… unknown`."""
    told = f"{line.run.clock} {line.payer or 'unknown'} {line.days}"
    if line.rate is None or line.amount_ore is None:
        return f"{told} unknown"
    return f"{told} × {line.rate.day_ore // 100} = {line.amount_ore // 100}"


def told_instant(instant: int, calendar: Calendar, *, timed: bool = False) -> str:
    """Return the local day of an instant, or its day and minute."""
    day, hour, minute, _, _ = calendar.wall_time(instant)
    return f"{format_day(day)} {hour:02}:{minute:02}" if timed else format_day(day)
