"""What is explained is the folding's own date: of made-up limits, and of every clock of the pack."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.packs.finding import edition_files
from helhet.pathway.calendar import LAST_DAY, Calendar
from helhet.pathway.checking.whole import checked_pathways
from helhet.pathway.courses.course import Course, CourseReading, Entry, Run
from helhet.pathway.courses.folding import read_course
from helhet.pathway.courses.ordering import position
from helhet.pathway.explaining.days import DayWords
from helhet.pathway.explaining.explain import explain_clock, explain_run, explain_runs
from helhet.pathway.explaining.limits import weigh_due, weigh_earliest
from helhet.pathway.explaining.naming import Listener
from helhet.pathway.explaining.rules import Rule, rule_on
from helhet.pathway.explaining.trace import Giving, traces
from helhet.pathway.language.model import FieldType, Limit, Pathway
from helhet.pathway.language.phrases import Duration, FieldRef, SignalKind, TimeUnit, read_guard
from helhet.pathway.tables.table import Table, compile_pathway
from tests.agreement.histories import Example, examples
from tests.unit.explained import (
    CONTENT,
    NORWAY,
    SIX_DAYS,
    day,
    pathway,
)

AMOUNTS = {
    TimeUnit.HOURS: 100,
    TimeUnit.DAYS: 90,
    TimeUnit.WORKING_DAYS: 90,
    TimeUnit.WEEKS: 20,
    TimeUnit.MONTHS: 24,
}
NEVER = 1 << 62
GUARDS = (
    *(None, None, None, "inpatient", "not outpatient", "young", "not grown", "told"),
    *("not told & in asked", "in asked | helped & young", "in helped", "seen & told"),
)


def durations(*units: TimeUnit) -> st.SearchStrategy[Duration]:
    def of(unit: TimeUnit) -> st.SearchStrategy[Duration]:
        few = st.integers(0, AMOUNTS[unit])
        return st.builds(Duration, few | st.just(40_000), st.just(unit))

    return st.sampled_from(units or tuple(TimeUnit)).flatmap(of)


def limits() -> st.SearchStrategy[Limit]:
    when = st.sampled_from(GUARDS).map(lambda text: read_guard(text) if text else None)
    less = durations(*(unit for unit in TimeUnit if unit is not TimeUnit.HOURS))
    by = FieldRef("plan", "by")
    return st.one_of(
        st.builds(Limit, limit=durations(), when=when),
        st.builds(Limit, date_from=st.just(by), less=st.none() | less, when=when),
        st.builds(Limit, at_age=st.sampled_from((18, 23, 100)), less=st.none() | less, when=when),
    )


STARTS = st.one_of(
    st.integers(day("2019-02-15"), LAST_DAY),
    st.sampled_from([day("2026-03-28"), day("2026-05-13"), day("2026-10-24"), day("2026-12-31")]),
)
LISTS = st.lists(limits(), max_size=4).map(tuple)


@given(
    within=LISTS,
    no_sooner=LISTS,
    start_day=STARTS,
    hour=st.none() | st.integers(0, 23),
    away=st.none() | st.integers(-500, 500),
    since=st.none() | st.integers(-40, 40),
    setting=st.none() | st.sampled_from(["outpatient", "inpatient"]),
    years=st.none() | st.integers(17 * 365, 24 * 365),
    calendar=st.sampled_from([NORWAY, SIX_DAYS]),
)
def test_made_up_limits_are_due_as_the_folding_reads_them(
    within: tuple[Limit, ...],
    no_sooner: tuple[Limit, ...],
    start_day: int,
    hour: int | None,
    away: int | None,
    since: int | None,
    setting: str | None,
    years: int | None,
    calendar: Calendar,
) -> None:
    words = {"within": within, "no_sooner": no_sooner, "start_at": FieldRef("plan", "since")}
    help_ = with_clock(pathway("source: S1"), words)
    instant = None if hour is None else calendar.instant_of(start_day, hour)
    given_days = {"plan.by": away, "plan.since": since}
    values = {name: start_day + n for name, n in given_days.items() if n is not None}
    ask = Entry(1, start_day, "ask", None, instant, setting, values=values)
    born = None if years is None else start_day - years
    assert check_one_entry(compile_pathway([help_], calendar), Course((ask,), born), "answer")


def with_clock(of: Pathway, words: dict[str, object]) -> Pathway:
    clock = of.clocks["answer"].model_copy(update=words)
    return of.model_copy(update={"clocks": {"answer": clock}})


def check_one_entry(table: Table, course: Course, clock: str) -> bool:
    """Hold both entrances against the run that one entry starts; return whether it starts any."""
    (one,) = course.entries
    until = position(table, one)
    reading = read_course(table, course, until)
    runs = [run for run in reading.runs if run.clock == clock]
    for run in runs:
        check_run(table, course, run, until)
        check_clock(table, course, reading, run)
    return bool(runs)


def check_run(table: Table, course: Course, run: Run, until: int) -> None:
    told = explain_run(table, course, run, until=until)
    assert (told.due, told.earliest) == (run.due, run.earliest)
    assert not [line for line in told.lines if line.startswith("Set anew")]


def check_clock(table: Table, course: Course, reading: CourseReading, run: Run) -> None:
    (one,) = course.entries
    told = explain_clock(
        table.editions,
        table.calendar,
        run.clock,
        start_day=one.day,
        start_at=one.instant,
        state=reading.state,
        setting=reading.setting,
        conditions=frozenset(n for n in reading.conditions if not is_age(table, n)),
        values=one.values,
        born=course.born,
    )
    assert (told.due, told.earliest) == (run.due, run.earliest)
    if run.due is not None:
        last = DayWords(table.calendar, "en").last(run.due)
        concluding = [line for line in told.lines if line.startswith(("Due: ", "Can be used "))]
        assert last in concluding[0]


def is_age(table: Table, name: str) -> bool:
    return next(e.conditions[name] for e in table.editions if name in e.conditions).age is not None


PACKED = sorted(file.parent for file in CONTENT.glob("pathways/*/pathway.yaml"))
DAYS = [
    day(text) for text in ("2026-05-04", "2026-03-28", "2025-12-19", "2026-01-31", "2027-02-28")
]


@pytest.mark.volume
@pytest.mark.parametrize("folder", PACKED, ids=lambda folder: folder.name)
def test_clocks_of_the_pack_are_due_as_the_folding_reads_them(folder: Path) -> None:
    editions = checked_pathways(edition_files(folder))
    off = frozenset(name for e in editions for name, clock in e.clocks.items() if not clock.shipped)
    table = compile_pathway(editions, NORWAY, off)
    started = {
        clock
        for number, (clock, event, outcome) in enumerate(starting(editions[-1]))
        for setting in (None, *editions[-1].settings)
        if check_one_entry(table, one_entry(editions[-1], number, event, outcome, setting), clock)
    }

    assert len(started) > len(table.names.clocks) / 3


def starting(of: Pathway) -> Iterator[tuple[str, str, str | None]]:
    """Yield each clock with each event and outcome whose first entry can start it."""
    for name, clock in of.clocks.items():
        signals = [
            *(signal for signal in clock.start if signal.kind is SignalKind.EVENT),
            *(
                s
                for signal in clock.start
                if signal.kind is SignalKind.ON
                for s in of.conditions[signal.name].on
            ),
        ]
        for signal in signals:
            if signal.kind is SignalKind.EVENT:
                yield name, signal.name, signal.outcome


def one_entry(
    of: Pathway, number: int, event: str, outcome: str | None, setting: str | None
) -> Course:
    """Return a course of one entry, with a date or key in each field of its forms."""
    on = DAYS[number % len(DAYS)]
    fields = [
        (f"{form}.{name}", field.type)
        for form in of.events[event].form
        for name, field in of.forms[form].fields.items()
    ]
    dates = {name: on - 9 + 7 * number % 90 for name, kind in fields if kind is FieldType.DATE}
    keys = {name: "one" for name, kind in fields if kind is FieldType.KEY}
    instant = NORWAY.instant_of(on, 14, 30) if number % 2 else None
    told = Entry(1, on, event, outcome, instant, setting, values={**keys, **dates})
    return Course((told,), on - (19 + number % 6) * 365)


@given(examples())
def test_every_due_that_an_invented_run_is_given_is_what_its_limits_count_to(
    example: Example,
) -> None:
    table = compile_pathway(example.editions, example.calendar, example.switched_on)
    for question in example.questions(2):
        course, until, known_after = question.course, question.until, question.known_after
        runs = read_course(table, course, until, known_after=known_after).runs
        together = explain_runs(table, course, runs, until=until, known_after=known_after)
        given = traces(table, course, runs, until, known_after)
        for run, told, givings in zip(runs, together, given, strict=True):
            rule = rule_on(table, run.clock, run.start_day, Listener())
            assert [apart for giving in givings if (apart := difference(rule, giving))] == []
            assert (told.due, told.earliest) == (run.due, run.earliest)
        # Explained alone, a run costs a reading of the whole course: few of them say that both ways agree.
        for run, told in list(zip(runs, together, strict=True))[:: max(1, len(runs) // 3)]:
            assert told == explain_run(table, course, run, until=until, known_after=known_after)


def difference(rule: Rule, giving: Giving) -> tuple[int | None, ...] | None:
    """Return the counted and the given instants if they differ, and neither `not-before` nor lateness is why."""
    if giving.is_late:
        return None
    calendar, change = rule.words.calendar, rule.clock.on_change
    due = weigh_due(calendar, rule.clock.within, giving.facts).due
    earliest = weigh_earliest(calendar, rule.clock.no_sooner, giving.facts).earliest
    # What is put off beyond the calendar's last day has no due.
    is_put_off = change and change.not_before and due and due < (giving.due or NEVER)
    if earliest == giving.earliest and (due == giving.due or is_put_off):
        return None
    return due, giving.due, earliest, giving.earliest
