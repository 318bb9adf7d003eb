"""Why a date is what it is: the rule, what chose the limit, every day that was counted, the law of that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from helhet.pathway.calendar import Calendar, months_later
from helhet.pathway.courses.course import Course, Run, Value
from helhet.pathway.explaining.changes import given_lines, told_entry
from helhet.pathway.explaining.counts import asks_setting, earliest_line, week_line
from helhet.pathway.explaining.limits import Facts, Weighed, weigh_due, weigh_earliest
from helhet.pathway.explaining.naming import ENGLISH, Listener
from helhet.pathway.explaining.rules import Rule, rule_on
from helhet.pathway.explaining.trace import Giving, traces
from helhet.pathway.explaining.words import Words
from helhet.pathway.language.model import Clock, Condition, Pathway
from helhet.pathway.tables.table import Table, compile_pathway


@dataclass(frozen=True)
class Explanation:
    """Why a run is due when it is. `due` and `earliest` are those of `Run`; `lines` are sentences.

    `missing` are the form fields whose dates a limit asks for and nobody gave, and "birth-date" and "setting" if that is so.
    """

    due: int | None
    earliest: int | None
    lines: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentences, one a line."""
        return "\n".join(self.lines)


def explain_clock(
    editions: Sequence[Pathway],
    calendar: Calendar,
    clock: str,
    *,
    start_day: int,
    start_at: int | None = None,
    state: str | None = None,
    setting: str | None = None,
    conditions: frozenset[str] = frozenset(),
    values: Mapping[str, Value] = {},
    born: int | None = None,
    listener: Listener = ENGLISH,
) -> Explanation:
    """Explain when a run would be due that starts so, also one of a clock that ships switched off.

    `start_at` is an instant of `start_day`, None if no time of day is known. `values` are the starting
    entry's. With `born` the ages follow from it, not from `conditions`. The editions have passed
    `checking`, and one of them has the clock.
    """
    table = compile_pathway(editions, calendar, frozenset((clock,)))
    moment = calendar.day_start[start_day] if start_at is None else start_at
    if born is not None:
        conditions = _with_ages(editions, conditions, born, start_day)
    spoken = Facts(start_day, moment, state, setting, conditions, values, born)
    facts = _facts_of_run(table, clock, spoken)
    if facts is None:
        rule = rule_on(table, clock, start_day, listener)
        return Explanation(None, None, tuple(rule.not_in_force()))
    rule = rule_on(table, clock, facts.day, listener)
    due = weigh_due(calendar, rule.clock.within, facts).due
    told = [rule.words.starts(rule.clock)]
    if facts.day != start_day:
        told = [_date_given(rule), rule.words.say("on-day", *told, rule.words.days.day(start_day))]
    earliest = weigh_earliest(calendar, rule.clock.no_sooner, facts).earliest
    giving = Giving(facts, due, earliest, start_day, None)
    return _explanation(rule, table, [giving], told, (due, earliest))


def explain_run(
    table: Table,
    course: Course,
    run: Run,
    *,
    until: int,
    known_after: int | None = None,
    listener: Listener = ENGLISH,
) -> Explanation:
    """Explain the due of a run that `read_course` found in the course, with all that set it anew.

    `until` and `known_after` are those of that reading.
    """
    return explain_runs(
        table, course, [run], until=until, known_after=known_after, listener=listener
    )[0]


def explain_runs(
    table: Table,
    course: Course,
    runs: Sequence[Run],
    *,
    until: int,
    known_after: int | None = None,
    listener: Listener = ENGLISH,
) -> list[Explanation]:
    """Explain several runs of a course, each as `explain_run` does; the course is stepped through once."""
    given = traces(table, course, runs, until, known_after)
    return [
        _explained(table, run, givings, listener) for run, givings in zip(runs, given, strict=True)
    ]


def _explained(
    table: Table, run: Run, givings: Sequence[Giving], listener: Listener
) -> Explanation:
    rule = rule_on(table, run.clock, run.start_day, listener)
    entry = givings[0].entry
    told = [told_entry(rule.words, table, entry), *rule.words.only_if(rule.clock)]
    if entry and run.start_day != entry.day:
        on_day = rule.words.say("on-day", told[0], rule.words.days.day(entry.day))
        told = [_date_given(rule), on_day, *told[1:]]
    return _explanation(rule, table, givings, told, (run.due, run.earliest))


def _explanation(
    rule: Rule,
    table: Table,
    givings: Sequence[Giving],
    started: Sequence[str],
    given: tuple[int | None, int | None],
) -> Explanation:
    """Tell of the due and earliest that were `given` in the end, from the last giving that counted them."""
    words, (due, earliest) = rule.words, given
    facts = next(giving.facts for giving in reversed(givings) if not giving.is_late)
    within = weigh_due(words.calendar, rule.clock.within, facts)
    no_sooner = weigh_earliest(words.calendar, rule.clock.no_sooner, facts)
    lines = [
        *rule.head(),
        words.say("starts-by", words.days.since(givings[0].facts.moment), ", ".join(started)),
        *given_lines(words, table, rule.clock, givings),
        *([] if due == givings[-1].due else [words.say("anew-at-end")]),
        *week_line(words, (within.held, no_sooner.held)),
        *([] if due is None else [_due(rule, due)]),
        *(earliest_line(words, no_sooner, facts) if earliest == no_sooner.earliest else ()),
        *rule.grounds(),
    ]
    missing = tuple(_missing(words, within, facts))
    return Explanation(due, earliest, tuple(lines), missing)


def _missing(words: Words, weighed: Weighed, facts: Facts) -> Iterator[str]:
    for fall in weighed.applying:
        if fall.counted_from is None:
            yield str(fall.limit.date_from or "birth-date")
    if facts.setting is None and asks_setting(words, weighed):
        yield "setting"


def _due(rule: Rule, due: int) -> str:
    days = rule.words.days
    kind = "lapses" if rule.clock.allows else "due"
    return rule.words.say(f"{kind}-{'day' if days.is_whole_day(due) else 'moment'}", days.last(due))


def _facts_of_run(table: Table, clock: str, spoken: Facts) -> Facts | None:
    """Return what the run counts from, `start-at` heeded; None if no definition is in force then."""
    for definition in table.rows:
        if definition.name == clock:
            facts = _started(table.calendar, definition.clock, spoken)
            if definition.from_day <= facts.day <= definition.to_day:
                return facts
    return None


def _started(calendar: Calendar, clock: Clock, spoken: Facts) -> Facts:
    day = spoken.given_day(clock.start_at) if clock.start_at else None
    if day is None or day >= spoken.day:
        return spoken
    return replace(spoken, day=day, moment=calendar.day_start[day])


def _date_given(rule: Rule) -> str:
    assert rule.clock.start_at is not None, "nothing else starts a run on an earlier day"
    return rule.words.form_field(rule.clock.start_at)


def _with_ages(
    editions: Sequence[Pathway], conditions: frozenset[str], born: int, day: int
) -> frozenset[str]:
    """Return the conditions with those ages, and no others, that hold on the day."""
    ages = {name: c for e in editions for name, c in e.conditions.items() if c.age}
    return conditions - ages.keys() | {name for name, c in ages.items() if _is_of_age(c, born, day)}


def _is_of_age(condition: Condition, born: int, day: int) -> bool:
    assert condition.age is not None, "asked before"
    is_reached = months_later(born, 12 * condition.age) <= day
    return is_reached is (condition.age_from is not None)
