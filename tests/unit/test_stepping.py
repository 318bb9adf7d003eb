"""What the stepping does where two things meet: small drawn histories, and the rows it writes."""

import pytest

from helhet.pathway.calendar import Calendar, parse_day
from helhet.pathway.courses.course import Course, Entry, Why
from helhet.pathway.courses.encoding import encode
from helhet.pathway.courses.folding import read_course, work_size
from helhet.pathway.histories.history import read_histories
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.pathways import read_pathway
from helhet.pathway.stepping.courses import read_courses
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import compile_pathway
from tests.spec.judged import differences

SMALL = """\
pathway: small
edition: 2026-01
valid: {from: 1970-01-01}
subject: person
area: treatment
label: health
settings: [outpatient, inpatient]
states: {open: {}, ready: {}, ended: {final: true}}
conditions:
  urgent: {on: [called-urgent, crisis], off: calmed}
  under-18: {age-under: 18}
  many-left: {on: tally left-twice}
tallies:
  left-twice: {of: leaves ready, reaches: 2}
  readied-twice: {of: readied, reaches: 2, reset: reopened}
  called-eight: {of: called-urgent, reaches: 8, within: 60 days}
events:
  begun: {opens: open, form: right}
  moved: {from: [open, ready]}
  crisis: {fact: true, from: open, setting: inpatient}
  called-urgent: {from: open}
  calmed: {from: open}
  date-moved: {from: open, to: ready, form: right}
  date-given: {from: open, form: right}
  not-shown: {from: open}
  readied: {from: open, to: ready}
  reopened: {from: ready, to: open}
  evaluated: {from: [open, ready]}
  ended: {from: [open, ready], to: ended}
clocks:
  CLOCK
forms:
  right: {fields: {by: {type: date}, other: {type: date}}}
"""
TWO_LIMITS = "[{limit: 20 days, when: outpatient}, {limit: 10 days, when: inpatient}]"
DATES = "[{date-from: right.by, when: not inpatient}, {date-from: right.by, less: 3 days, when: inpatient}]"


def apart(
    calendar: Calendar, clocks: str, entries: str, runs: str, until: str, born: str = ""
) -> list[str]:
    """Return what the readings of a history say otherwise than that its runs are these."""
    text = SMALL.replace("CLOCK", clocks.replace("\n", "\n  "))
    if "under-18" not in clocks:
        text = text.replace("  under-18: {age-under: 18}\n", "")
    source = SourceFile("small.yaml", text.encode())
    read = read_pathway(source)
    assert read.pathway, read.problems
    lines = "".join(f"  - {line.strip()}\n" for line in entries.strip().splitlines())
    drawn = "".join(f"    {line.strip()}\n" for line in runs.strip().splitlines())
    history = (
        f"history: drawn\nuntil: {until}\n{born and f'born: {born}'}\nentries:\n{lines}"
        f"expect:\n  runs:\n{drawn}"
    )
    (drawn_history,) = read_histories(
        SourceFile("h.yaml", history.encode()), [read.pathway], calendar, folder="small"
    )
    return differences(drawn_history, [read.pathway], calendar)


CASES = {
    "a new date leaves the mark of the patient": (
        "visit: {start: begun, stop: evaluated, sets-due: date-given, within: {date-from: right.by}, marks: {patient: not-shown, service: calmed}}",
        "2026-05-04 begun: {right.by: 2026-05-20}\n2026-05-10 not-shown\n2026-05-12 date-given: {right.by: 2026-05-25}",
        "visit: open 2026-05-04.. due 2026-05-25 patient",
        "2026-06-01",
    ),
    "a new state restarts nothing that asks for a new setting": (
        f"stay: {{while: in open | ready, within: {TWO_LIMITS}, on-change: {{setting: restart}}}}",
        "2026-05-04 begun: {setting: outpatient}\n2026-05-10 readied",
        "stay: open 2026-05-04.. due 2026-05-24",
        "2026-05-12",
    ),
    "a restart for the setting is stronger than a recount for a condition": (
        f"talk: {{start: begun, stop: evaluated, within: {TWO_LIMITS}, on-change: {{setting: restart, urgent: recount}}}}",
        "2026-05-04 begun: {setting: outpatient}\n2026-05-10 crisis",
        "talk: open 2026-05-04.. due 2026-05-20",
        "2026-05-12",
    ),
    "the first setting changes no due that there is": (
        "talk: {start: begun, stop: evaluated, within: [{limit: 30 days}, {limit: 10 days, when: inpatient}]}",
        "2026-05-04 begun\n2026-05-06 moved: {setting: inpatient}",
        "talk: open 2026-05-04.. due 2026-06-03",
        "2026-05-12",
    ),
    "a condition without a setting gives no due": (
        "talk: {start: begun, stop: evaluated, within: [{limit: 10 days, when: urgent}]}",
        "2026-05-04 begun\n2026-05-06 called-urgent",
        "talk: open 2026-05-04..",
        "2026-05-12",
    ),
    "a change at the first instant too late forgives nothing": (
        f"talk: {{start: begun, stop: evaluated, within: {TWO_LIMITS}, on-change: {{setting: recount}}}}",
        "2026-05-04 begun: {setting: inpatient}\n2026-05-15 00:00 moved: {setting: outpatient}",
        "talk: open 2026-05-04.. due 2026-05-14 service",
        "2026-05-16",
    ),
    "a recount may make late at once": (
        f"first: {{start: begun, within: 3 days}}\ntalk: {{start: begun, stop: evaluated, within: {TWO_LIMITS}, on-change: {{setting: recount}}}}",
        "2026-05-04 begun: {setting: outpatient}\n2026-05-19 moved: {setting: inpatient}",
        "talk: open 2026-05-04.. due 2026-05-14 service",
        "2026-05-19",
    ),
    "a date is recounted": (
        f"talk: {{start: begun, stop: evaluated, within: {DATES}, no-sooner: {DATES}, on-change: {{setting: recount}}}}",
        "2026-05-04 begun: {setting: outpatient, right.by: 2026-05-20}\n2026-05-10 moved: {setting: inpatient}\n2026-05-16 evaluated",
        "talk: early 2026-05-04..2026-05-16 due 2026-05-17 early",
        "2026-05-19",
    ),
    "a minimum by a date is recounted": (
        f"talk: {{start: begun, stop: evaluated, no-sooner: {DATES}, on-change: {{setting: recount}}}}",
        "2026-05-04 begun: {setting: outpatient, right.by: 2026-05-20}\n2026-05-10 moved: {setting: inpatient}\n2026-05-18 evaluated",
        "talk: done 2026-05-04..2026-05-18",
        "2026-05-19",
    ),
    "a while counts from a date": (
        "stay: {while: in open, within: {date-from: right.by}}",
        "2026-05-04 begun: {right.by: 2026-05-20}",
        "stay: open 2026-05-04.. due 2026-05-20",
        "2026-05-10",
    ),
    "time recounts a date": (
        "talk: {start: begun, stop: evaluated, within: [{date-from: right.by, when: under-18}, {date-from: right.by, less: 3 days, when: not under-18}], on-change: {under-18: recount}}",
        "2026-05-04 begun: {right.by: 2026-05-20}",
        "talk: open 2026-05-04.. due 2026-05-17",
        "2026-05-12",
        "2008-05-10",
    ),
    "time recounts a date before an entry": (
        "talk: {start: begun, stop: evaluated, within: [{date-from: right.by, when: under-18}, {date-from: right.by, less: 3 days, when: not under-18}], on-change: {under-18: recount}}",
        "2026-05-04 begun: {right.by: 2026-05-20}\n2026-05-11 calmed",
        "talk: open 2026-05-04.. due 2026-05-17",
        "2026-05-12",
        "2008-05-10",
    ),
    "a second date left empty gives no due": (
        "talk: {start: begun, stop: evaluated, within: {date-from: right.other}}",
        "2026-05-04 begun: {right.by: 2026-05-20}",
        "talk: open 2026-05-04..",
        "2026-05-10",
    ),
    "nothing is counted back from a date left empty": (
        "first: {start: begun, within: {date-from: right.by}}\ntalk: {start: begun, stop: evaluated, within: {date-from: right.other, less: 1 working day}}",
        "2026-05-04 begun: {right.by: 2026-05-20}",
        "talk: open 2026-05-04..",
        "2026-05-10",
    ),
    "what fulfils nothing carries no key, though the first entry is one": (
        "visit: {start: begun, each: begun, stop: evaluated, within: 7 days}",
        "2026-05-04 begun\n2026-05-06 evaluated",
        "visit 1: met 2026-05-04..2026-05-06 due 2026-05-11",
        "2026-05-10",
    ),
    "neither of two settings": (
        "stay: {while: not outpatient & not inpatient}",
        "2026-05-04 begun: {setting: outpatient}",
        "stay: none",
        "2026-05-10",
    ),
    "not in a state": (
        "stay: {while: not in ready}",
        "2026-05-04 begun\n2026-05-06 readied\n2026-05-08 reopened",
        "stay: [done 2026-05-04..2026-05-06, open 2026-05-08..]",
        "2026-05-10",
    ),
    "in one state, and not in another": (
        "stay: {while: in open & not in ready, outlives: true}",
        "2026-05-04 begun\n2026-05-06 ended",
        "stay: done 2026-05-04..2026-05-06",
        "2026-05-10",
    ),
    "each of two conditions is followed": (
        "talk: {start: begun, stop: evaluated, within: [{limit: 20 days, when: not urgent}, {limit: 10 days, when: urgent}], on-change: {urgent: recount, many-left: recount}}",
        "2026-05-04 begun\n2026-05-06 called-urgent",
        "talk: open 2026-05-04.. due 2026-05-14",
        "2026-05-10",
    ),
    "a minimum beyond the calendar is none": (
        "rest: {start: begun, stop: evaluated, no-sooner: 48 hours}",
        "2100-12-30 12:00 begun\n2100-12-31 15:00 evaluated",
        "rest: done 2100-12-30 12:00..2100-12-31 15:00",
        "2100-12-31",
    ),
    "a warning comes also before the minimum of another clock": (
        "rest: {start: begun, no-sooner: 60 days}\ntalk: {start: begun, stop: evaluated, within: 10 days, warn: 2 days}\nnear: {start: warn talk}",
        "2026-05-04 begun",
        "near: open 2026-05-12..",
        "2026-05-13",
    ),
    "an event that moves the course sets the due as well": (
        "visit: {start: begun, stop: evaluated, sets-due: date-moved, within: {date-from: right.by}}\nin-ready: {start: enters ready}",
        "2026-05-04 begun: {right.by: 2026-05-20}\n2026-05-12 date-moved: {right.by: 2026-05-25}",
        "visit: open 2026-05-04.. due 2026-05-25",
        "2026-05-13",
    ),
    "a state that is entered brings no new date": (
        "visit: {start: begun, stop: evaluated, sets-due: date-given, within: {date-from: right.by}}\nin-ready: {start: enters ready}",
        "2026-05-04 begun: {right.by: 2026-05-20}\n2026-05-12 readied",
        "visit: open 2026-05-04.. due 2026-05-20",
        "2026-05-13",
    ),
    "an event that moves the course marks as well": (
        "visit: {start: begun, stop: evaluated, within: 20 days, marks: {patient: not-shown, service: readied}}\nin-ready: {start: enters ready}",
        "2026-05-04 begun\n2026-05-06 not-shown\n2026-05-08 readied",
        "visit: open 2026-05-04.. due 2026-05-24 service",
        "2026-05-30",
    ),
    "an event that moves the course counts as well": (
        "again: {start: tally readied-twice}\nin-ready: {start: enters ready, on-restart: supersede, stop: leaves ready}\nmoving: {start: leaves open, on-restart: supersede}",
        "2026-05-04 begun\n2026-05-06 readied\n2026-05-07 moved\n2026-05-08 readied\n2026-05-09 readied",
        "again: open 2026-05-08..",
        "2026-05-30",
    ),
    "an event that moves the course resets as well": (
        "again: {start: tally readied-twice}\nin-open: {start: enters open, on-restart: supersede}\nmoving: {start: leaves ready, on-restart: supersede}",
        "2026-05-04 begun\n2026-05-06 readied\n2026-05-07 reopened\n2026-05-08 readied",
        "again: none",
        "2026-05-30",
    ),
    "the ninth of eight says nothing": (
        "alarm: {start: tally called-eight, on-restart: supersede}",
        "2026-05-04 begun\n" + "\n".join(f"2026-05-{day:02} called-urgent" for day in range(5, 15)),
        "alarm: open 2026-05-12..",
        "2026-05-30",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_small_history_reads_as_drawn(calendar: Calendar, case: tuple[str, ...]) -> None:
    assert apart(calendar, *case) == []


def test_time_speaks_in_each_edition_before_the_next(calendar: Calendar) -> None:
    """Also where the unit of the last run has the number 1, and a limit is warned of before."""
    clocks = """\
talk: {start: begun, stop: evaluated, within: 10 days, warn: 2 days}
  near: {start: warn talk}
  then: {start: moved}"""
    first = SMALL.replace("CLOCK", clocks)
    second = first.replace("2026-01", "2026-06").replace("1970-01-01", "2026-06-01")
    reads = [read_pathway(SourceFile("small.yaml", text.encode())) for text in (first, second)]
    editions = [read.pathway for read in reads if read.pathway]
    history = """\
history: drawn
until: 2026-06-20
entries:
  - 2026-05-04 begun: {unit: north}
  - 2026-05-06 moved: {unit: south}
  - 2026-06-10 readied
expect:
  state: ready
  runs:
    near: open 2026-05-12..
    then: open 2026-05-06..
"""
    (drawn_history,) = read_histories(
        SourceFile("h.yaml", history.encode()), editions, calendar, folder="small"
    )

    assert differences(drawn_history, editions, calendar) == []


@pytest.mark.parametrize("n_states", range(4, 12))
def test_a_run_that_stops_leaves_the_others_heard(calendar: Calendar, n_states: int) -> None:
    more = "".join(f"more-{n}: {{}}, " for n in range(n_states - 3))
    text = SMALL.replace("ended: {final", more + "ended: {final").replace(
        "CLOCK",
        "one: {start: begun, stop: not-shown}\n  two: {start: begun, stop: evaluated}\n"
        "  three: {start: begun, stop: evaluated}",
    )
    read = read_pathway(SourceFile("small.yaml", text.encode()))
    assert read.pathway, read.problems
    day = parse_day("2026-05-04")
    events = ("begun", "not-shown", "evaluated")
    course = Course(tuple(Entry(n, day + n, event) for n, event in enumerate(events, 1)))
    table = compile_pathway([read.pathway], calendar)

    runs = read_course(table, course, calendar.day_start[day + 9]).runs

    assert [(run.clock, run.stop_day) for run in runs] == [
        ("one", day + 2),
        ("two", day + 3),
        ("three", day + 3),
    ]


def test_what_comes_after_one_of_two_ends_comes_after_the_end(calendar: Calendar) -> None:
    states = "ended: {final: true}, died: {final: true}, away: {resting: true}"
    text = SMALL.replace("ended: {final: true}", states).replace("CLOCK", "one: {start: begun}")
    read = read_pathway(SourceFile("small.yaml", text.encode()))
    assert read.pathway, read.problems
    day = parse_day("2026-05-04")
    events = ("begun", "ended", "readied")
    course = Course(tuple(Entry(n, day + n, event) for n, event in enumerate(events, 1)))
    table = compile_pathway([read.pathway], calendar)

    deviations = read_course(table, course, calendar.day_start[day + 9]).deviations

    assert [(each.number, each.why) for each in deviations] == [(3, Why.AFTER_END)]


def test_only_the_outcome_that_starts_hours_needs_a_time(calendar: Calendar) -> None:
    text = SMALL.replace(
        "  calmed: {from: open}", "  calmed: {from: open, outcomes: {a: {}, b: {}}}"
    )
    text = text.replace("CLOCK", "one: {start: calmed.a, within: 24 hours}").replace(
        "off: calmed", "off: ended"
    )
    read = read_pathway(SourceFile("small.yaml", text.encode()))
    assert read.pathway, read.problems
    day = parse_day("2026-05-04")
    entries = (
        Entry(1, day, "begun"),
        Entry(2, day + 1, "calmed", "b"),
        Entry(3, day + 1, "calmed", "a"),
    )
    table = compile_pathway([read.pathway], calendar)

    deviations = read_course(table, Course(entries), calendar.day_start[day + 9]).deviations

    assert [(each.number, each.why) for each in deviations] == [(3, Why.TIME_MISSING)]


def test_an_edition_that_warns_of_nothing_warns_not(calendar: Calendar) -> None:
    clocks = "talk: {start: begun, within: 10 days}\n  near: {start: warn talk}"
    first = SMALL.replace("CLOCK", clocks)
    second = first.replace("2026-01", "2026-06").replace("1970-01-01", "2026-06-01")
    texts = (first, second.replace("within: 10 days", "within: 10 days, warn: 2 days"))
    reads = [read_pathway(SourceFile("small.yaml", text.encode())) for text in texts]
    table = compile_pathway([read.pathway for read in reads if read.pathway], calendar)
    day = parse_day("2026-05-04")

    reading = read_course(table, Course((Entry(1, day, "begun"),)), calendar.day_start[day + 20])

    assert [run.clock for run in reading.runs] == ["talk"]


def test_a_table_holds_whole_numbers_also_for_what_an_edition_does_not_know(
    calendar: Calendar,
) -> None:
    first = SMALL.replace("CLOCK", "one: {start: begun}")
    second = first.replace("2026-01", "2026-06").replace("1970-01-01", "2026-06-01")
    texts = (first, second.replace("  calmed: {", "  phoned: {"))
    reads = [read_pathway(SourceFile("small.yaml", text.encode())) for text in texts]
    editions = [read.pathway for read in reads if read.pathway]

    ints = compile_pathway(editions, calendar).ints

    assert len(editions) == 2
    assert {type(number) for number in ints} == {int}


def rows_of_two(calendar: Calendar, first: int, room: int) -> tuple[int, int, list[int]]:
    """Return how many of two courses are read from the `first` on, how many rows are written, and these."""
    clocks = "talk: {start: begun, within: 3 days}\n  rest: {start: begun}"
    read = read_pathway(SourceFile("small.yaml", SMALL.replace("CLOCK", clocks).encode()))
    assert read.pathway, read.problems
    table = compile_pathway([read.pathway], calendar)
    day = parse_day("2026-05-04")
    encoded = encode(table, Course((Entry(1, day, "begun"), Entry(2, day + 1, "readied"))))
    half = encoded.end // 2
    given = [7, 0, half, 0, 9, half, encoded.end, 0]
    work, out = [0] * work_size(table, 0), [0] * (room * at.OUT_SIZE)
    until = calendar.day_start[day + 3]
    n_read = read_courses(table.ints, encoded.ints, work, out, given, first, until)
    return n_read, work[at.N_OUT] // at.OUT_SIZE, out[: work[at.N_OUT]]


def told(out: list[int], kind: int, *columns: int) -> list[tuple[int, ...]]:
    """Return what the rows of a kind say in these columns."""
    rows = [out[row : row + at.OUT_SIZE] for row in range(0, len(out), at.OUT_SIZE)]
    return [tuple(row[column] for column in columns) for row in rows if row[at.OUT_KIND] == kind]


def test_each_row_says_its_course_and_its_definition(calendar: Calendar) -> None:
    read, _, out = rows_of_two(calendar, 0, 30)

    assert (read, type(read)) == (2, int)
    assert {type(number) for number in out} == {int}
    assert told(out, at.RUN_OUT, at.OUT_COURSE, at.OUT_CLOCK, at.OUT_ROW) == [(7, 0, 0), (7, 1, 1)]
    assert told(out, at.RUN_OUT, at.OUT_STOP_DAY, at.OUT_STOPPED_BY) == [(at.NONE, at.NONE)] * 2
    assert told(out, at.SPELL_OUT, at.OUT_COURSE, at.OUT_TO_DAY, at.OUT_TO_AT) == [
        (7, at.NONE, at.NONE)
    ]
    assert told(out, at.DEVIATION_OUT, at.OUT_COURSE, at.OUT_GATE) == [(9, at.NONE)]
    assert told(out, at.LAST_OUT, at.OUT_COURSE) == [(7,), (9,)]


def test_a_course_without_room_is_taken_back_and_read_again(calendar: Calendar) -> None:
    _, n_whole, whole = rows_of_two(calendar, 0, 30)

    assert n_whole == 6
    assert rows_of_two(calendar, 0, 7) == (2, 6, whole)
    assert rows_of_two(calendar, 0, 6) == (1, 4, whole[: 4 * at.OUT_SIZE])
    assert rows_of_two(calendar, 1, 6) == (2, 2, whole[4 * at.OUT_SIZE :])
