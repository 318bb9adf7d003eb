"""What has happened in a course, in words: each entry with what was written down, by whom, and what it said before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.access.table import Part
from helhet.packs.codes import CodeRow
from helhet.parties.models import User
from helhet.record.courses.undoing import is_slip
from helhet.record.forms import fields_of
from helhet.record.models import Entry
from helhet.record.parts import parts_of
from helhet.record.queries.codes import codes_seen
from helhet.record.queries.looking import Line, Look
from helhet.record.times import to_day
from helhet.web.days import clock_time, long_date, short_date
from helhet.workspaces.care.course.clocks import Kept, clocks_stopped
from helhet.workspaces.care.values import shown
from helhet.workspaces.care.wording import said


@dataclass(frozen=True)
class Deeds:
    """What a reader may do about entries: in which parts they may write, and which entry they may undo, if one."""

    parts: frozenset[Part] = frozenset()
    undo: int | None = None

    def may_correct(self, seen: Look, line: Line) -> bool:
        """Return whether an entry may be corrected by whoever looks: it stands, was written here, and nothing of it is hidden from them."""
        event = seen.table.event(line.entry.event)
        is_here = line.stands and line.entry.origin is None and event is not None
        if not is_here or not line.is_open or event is None or seen.hidden(line):
            return False
        return self.parts.issuperset(parts_of(seen.course.pathway, event.form))


@dataclass(frozen=True)
class Written:
    """Who wrote something, under which number, for which unit, when, and why if they said so."""

    number: int
    by: str
    unit: str
    day: str
    reason: str


@dataclass(frozen=True)
class Said:
    """An entry as it is read: what happened and when, what was written down, and who wrote it; if it was taken back, by
    whom; what it said before; the deadlines that it met or broke; the code it is registered by. `undo` is the entry to take back if this is a slip of whoever looks."""

    number: int
    place: int
    name: str
    event: str
    outcome: str
    on: date
    day: str
    at: str
    values: tuple[tuple[str, str], ...]
    closed: tuple[str, ...]
    is_closed: bool
    written: Written
    stands: bool
    is_heard: bool
    taken_back: Written | None
    before: tuple[Said, ...] = ()
    undo: int | None = None
    may_correct: bool = False
    clocks: tuple[Kept, ...] = ()
    code: CodeRow | None = None

    @property
    def latest(self) -> int:
        """The number of the last entry that had to do with it."""
        return max(self.number, self.taken_back.number if self.taken_back else 0)


OPEN: Final = 8
"""How much of a history stands open on a small screen. Own choice."""


class History(NamedTuple):
    """Some of what has happened, the newest first; where the newer and the older begin, None if there are none; how much there
    is; how many of these stand open on a small screen."""

    lines: tuple[Said, ...]
    newer: int | None
    older: int | None
    total: int
    open: int

    @property
    def recent(self) -> tuple[Said, ...]:
        """What stands open everywhere."""
        return self.lines[: self.open]

    @property
    def earlier(self) -> tuple[Said, ...]:
        """What lies folded on a small screen."""
        return self.lines[self.open :]

    @property
    def is_by_year(self) -> bool:
        """Whether years stand between the lines: there are several, or other pages."""
        is_all = len(self.lines) == self.total
        return not is_all or len({line.on.year for line in self.lines}) > 1


def deeds_of(reader: Reader, seen: Look, parts: frozenset[Part], now: datetime) -> Deeds:
    """Return what a reader may do about the entries of a course as it is known now. No query."""
    rows = [line.entry for line in seen.lines]
    rows += [line.ended.entry for line in seen.lines if line.ended and line.ended.is_void]
    slips = [row.number for row in rows if is_slip(reader, seen.course, row, now)]
    return Deeds(parts, slips[0] if slips else None)


def history(seen: Look, deeds: Deeds, first: int = 0, size: int | None = None) -> History:
    """Return what has happened, the newest first, from the nth on; of what was corrected the last words, with the earlier ones. One query."""
    places = defaultdict[int, list[Line]](list)
    for line in sorted(seen.lines, key=lambda one: one.entry.number, reverse=True):
        places[line.place].append(line)
    newest = [line for line in reversed(seen.lines) if line is places[line.place][0]]
    end = len(newest) if size is None else first + size
    shown = newest[first:end]
    clocks, codes = clocks_stopped(seen), codes_seen(seen)
    writers = _writers(one for n in shown for one in places[n.place])
    lines = [
        said_of(
            seen,
            line,
            writers,
            tuple(said_of(seen, one, writers) for one in places[line.place][1:]),
            deeds,
            tuple(clocks[line.place]) if line.stands else (),
            codes.get(line.place) if line.stands else None,
        )
        for line in shown
    ]
    before = None if first == 0 or size is None else max(first - size, 0)
    # Who turned a page or asked for all is reading it; and nobody unfolds two lines.
    is_folded = size is not None and not first and len(lines) > OPEN + 2
    after = end if end < len(newest) else None
    return History(tuple(lines), before, after, len(newest), OPEN if is_folded else len(lines))


def _writers(lines: Iterable[Line]) -> dict[int, str]:
    told = list(lines)
    ids = {line.entry.user for line in told}
    ids |= {line.ended.entry.user for line in told if line.ended}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def said_of(
    seen: Look,
    line: Line,
    writers: Mapping[int, str],
    before: tuple[Said, ...] = (),
    deeds: Deeds | None = None,
    clocks: tuple[Kept, ...] = (),
    code: CodeRow | None = None,
) -> Said:
    """Return an entry in words."""
    entry, deeds, ended = line.entry, deeds or Deeds(), line.ended
    edition = seen.table.edition_on(to_day(entry.happened_on))
    event = seen.table.event(entry.event)
    outcome = event.outcomes.get(line.outcome or "") if event else None
    void = ended if ended and ended.is_void else None
    return Said(
        entry.number,
        line.place,
        entry.event,
        said(event.title if event else None, entry.event),
        said(outcome.title if outcome else None, line.outcome or ""),
        entry.happened_on,
        long_date(entry.happened_on),
        clock_time(entry.happened_at) if entry.happened_at else "",
        tuple(_values(seen, line)),
        tuple(
            said(edition.forms[form].title if form in edition.forms else None, form)
            for form in line.closed
        ),
        line.outcome is None,
        _written(seen, entry, writers, line.reason),
        line.stands,
        entry.origin is not None,
        _written(seen, void.entry, writers, void.reason) if void else None,
        before,
        deeds.undo if deeds.undo in (entry.number, void and void.entry.number) else None,
        deeds.may_correct(seen, line),
        clocks,
        code,
    )


def _values(seen: Look, line: Line) -> Iterator[tuple[str, str]]:
    """Yield each question that was answered, and the answer, in the order in which the form asks."""
    day, event = to_day(line.entry.happened_on), line.entry.event
    fields = fields_of(seen.table, day, event) if seen.table.event(event) else {}
    hidden = seen.hidden(line)
    # A database may keep them in another order; what no form asks any more stands last.
    asked = [name for name in fields if name in line.values]
    for name in dict.fromkeys([*asked, *line.values]):
        value, field = line.values[name], fields.get(name)
        told = _("not shown: the address is graded") if name in hidden else shown(field, value)
        yield said(field.title if field else None, name), told


def _written(seen: Look, entry: Entry, writers: Mapping[int, str], reason: str) -> Written:
    """Return who wrote it, when and why; not by whom where that would tell where somebody with a graded address is."""
    day, unit = short_date(localtime(entry.recorded_at).date()), entry.by_unit
    if seen.hides_units and not seen.names(unit):
        return Written(entry.number, "", "", day, reason)
    name = unit.name if unit else ""
    return Written(entry.number, writers.get(entry.user, ""), name, day, reason)
