"""Deadlines in a history, in words: which an entry met, how long before, and which it broke, by how much."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helhet.pathway.courses.course import Run, RunOutcome
from helhet.record.queries.looking import Look
from helhet.record.times import to_date, to_moment
from helhet.web.days import last_day, long_date
from helhet.workspaces.care.wording import said

_TOLD = (RunOutcome.MET, RunOutcome.LATE)


class Kept(NamedTuple):
    """A deadline that an entry met or broke, in words."""

    words: str
    is_late: bool


def clocks_stopped(seen: Look) -> defaultdict[int, list[Kept]]:
    """Return by the place of an entry the deadlines that it met or broke."""
    found = defaultdict[int, list[Kept]](list)
    for run in seen.reading.runs:
        if run.stopped_by and run.due is not None and run.outcome in _TOLD:
            clock = seen.table.clock(run.clock, run.start_day)
            title = said(clock.title if clock else None, run.clock)
            words = f"{title}: {_kept(run, run.due)}"
            found[run.stopped_by].append(Kept(words, run.outcome is RunOutcome.LATE))
    return found


def _kept(run: Run, due: int) -> str:
    last = last_day(to_moment(due))
    days = (last - to_date(run.stop_day or 0)).days
    told = {"days": abs(days), "day": long_date(last)}
    if run.outcome is RunOutcome.LATE:
        if not days:
            return _("too late, by hours; the last day was %(day)s") % told
        return (
            ngettext(
                "%(days)d day too late; the last day was %(day)s",
                "%(days)d days too late; the last day was %(day)s",
                abs(days),
            )
            % told
        )
    if not days:
        return _("met on the last day, %(day)s") % told
    return (
        ngettext("met %(days)d day before %(day)s", "met %(days)d days before %(day)s", abs(days))
        % told
    )
