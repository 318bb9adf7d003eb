"""Drawn histories: entries, values and expected answers, and what is said of wrong ones."""

from pathlib import Path

import pytest

from helhet.pathway.calendar import parse_day
from helhet.pathway.calendarfiles import read_calendar
from helhet.pathway.courses.course import Breach, Entry, RunOutcome, Why
from helhet.pathway.errors import HistoryError
from helhet.pathway.histories.entries import MOST_ENTRIES
from helhet.pathway.histories.expected import (
    ExpectedCharge,
    ExpectedDeviation,
    ExpectedEffect,
    ExpectedRun,
    ExpectedSpell,
)
from helhet.pathway.histories.history import History, read_histories
from helhet.pathway.histories.pages import MOST_PROBLEMS, Stamp
from helhet.pathway.reading.documents import SourceFile
from tests.unit.sample import AFTER, LAR, changed, pathway

FOLDER = Path(__file__).parents[2] / "src/helhet/content/norway/calendar"
NORWAY = read_calendar(
    (FOLDER / "holidays.csv").read_text("utf-8"), (FOLDER / "offsets.csv").read_text("utf-8")
)
WIDE = changed(
    LAR,
    (
        "  referral: {fields: {reason: {type: text}}}",
        "  referral: {fields: {reason: {type: text}, by-phone: {type: yes-no}, called: {type: moment},"
        " cost: {type: money, minimum: 0, maximum: 100}, kind: {type: choice, choices: [new, old]},"
        " debt: {type: money, minimum: -50, maximum: 50}, when: {type: date}}}",
    ),
)
# A later edition brings one event and one field more.
LATER = changed(
    WIDE.replace("2026-01", "2027-01"),
    ("  died:", "  phoned: {from: referred}\n  died:"),
    ("by-phone: {type: yes-no}", "by-phone: {type: yes-no}, letter: {type: number}"),
)
PATHWAYS = [pathway(LATER), pathway(AFTER), pathway(WIDE)]

SMALL = """\
history: told in time
until: 2026-06-01
entries:
  - 2026-05-04 referral-received
"""


def histories(text: str, folder: str | None = "lar") -> list[History]:
    return read_histories(SourceFile("h.yaml", text.encode()), PATHWAYS, NORWAY, folder=folder)


def only(text: str) -> History:
    [history] = histories(text)
    return history


def said(text: str, folder: str | None = "lar") -> list[str]:
    """Return what is wrong with a history, each problem as it is shown."""
    with pytest.raises(HistoryError) as raised:
        histories(text, folder)
    return [str(problem) for problem in raised.value.problems]


def day(text: str) -> int:
    return parse_day(text)


def at(text: str, hour: int, minute: int = 0, second: int = 0) -> int:
    return NORWAY.instant_of(parse_day(text), hour, minute, second)


def test_history_is_read_whole() -> None:
    history = only(
        """\
history: told in time, walks out
shows: {en: A, nb: B, nn: C}
pathway: lar
born: 1969-05-04
switched-on: [planned]
known-after: 2
until: 2026-06-01 14:00
entries:
  - 2026-05-04 referral-received
  - 2026-05-12 10:30 notice-sent
  - 2026-05-12 right-decided.granted: {right.start-by: 2026-06-30, unit: north}
"""
    )

    assert (history.name, history.pathway, history.file, history.line) == (
        "told in time, walks out",
        "lar",
        "h.yaml",
        1,
    )
    assert history.shows is not None
    assert history.shows.in_("nn") == "C"
    assert history.switched_on == {"planned"}
    assert history.known_after == 2
    assert history.until == at("2026-06-01", 14)
    assert history.course.born == day("1969-05-04")
    assert history.lines == (9, 10, 11)
    assert history.course.entries == (
        Entry(1, day("2026-05-04"), "referral-received"),
        Entry(2, day("2026-05-12"), "notice-sent", instant=at("2026-05-12", 10, 30)),
        Entry(
            3,
            day("2026-05-12"),
            "right-decided",
            "granted",
            unit="north",
            values={"right.start-by": day("2026-06-30")},
        ),
    )


def test_history_is_read_as_of_the_end_of_its_last_day() -> None:
    assert only(SMALL).until == at("2026-06-02", 0) - 1
    assert only(SMALL.replace("2026-06-01", "2100-12-31")).until == NORWAY.day_start[-1] - 1


def test_entry_may_say_setting_unit_link_and_correction() -> None:
    history = only(
        SMALL
        + """\
  - 2026-05-05 planned
  - 2026-05-06 09:00:30 attended: {setting: inpatient, unit: north, fulfils: 2}
  - 2026-05-07 attended: {replaces: 3, setting: outpatient}
  - 2026-05-08: {voids: 2}
"""
    )

    assert history.course.entries[2:] == (
        Entry(
            3,
            day("2026-05-06"),
            "attended",
            instant=at("2026-05-06", 9, 0, 30),
            setting="inpatient",
            unit="north",
            fulfils=2,
        ),
        Entry(4, day("2026-05-07"), "attended", setting="outpatient", replaces=3),
        Entry(5, day("2026-05-08"), voids=2),
    )


def test_values_are_read_by_the_type_of_their_field() -> None:
    history = only(
        SMALL.replace(
            "referral-received",
            "referral-received: {referral.reason: '7', referral.by-phone: yes,"
            " referral.called: 2026-05-04 08:15, referral.cost: '99.50', referral.kind: new,"
            " referral.when: 1969-01-01, referral.letter: 12}",
        ).replace("1969-01-01", "2026-01-01")
        + "  - 2026-05-05 child-mapped: {children.child: [anna, bo], children.how-many: 2}\n"
        + "  - 2026-05-05 child-mapped: {children.child: anna, children.person: p1}\n"
    )

    assert [dict(entry.values) for entry in history.course.entries] == [
        {
            "referral.reason": "7",
            "referral.by-phone": True,
            "referral.called": at("2026-05-04", 8, 15),
            "referral.cost": 9950,
            "referral.kind": "new",
            "referral.when": day("2026-01-01"),
            "referral.letter": 12,
        },
        {"children.child": ("anna", "bo"), "children.how-many": 2},
        {"children.child": ("anna",), "children.person": "p1"},
    ]


def test_event_of_any_edition_may_be_recorded() -> None:
    assert only(SMALL + "  - 2026-05-05 phoned\n").course.entries[1].event == "phoned"


def test_whole_kroner_are_written_without_ore() -> None:
    history = only(SMALL.replace("received", "received: {referral.cost: 99}"))

    assert history.course.entries[0].values == {"referral.cost": 9900}


@pytest.mark.parametrize(
    ("written", "ore"), [("-50", -5000), ("-12.50", -1250), ("0.01", 1), ("50.00", 5000)]
)
def test_amounts_are_kept_in_whole_ore(written: str, ore: int) -> None:
    history = only(SMALL.replace("received", f"received: {{referral.debt: '{written}'}}"))

    found = history.course.entries[0].values["referral.debt"]

    assert (found, type(found)) == (ore, int)


def test_least_and_greatest_number_are_inside_what_the_form_allows() -> None:
    for number in (0, 20):
        text = SMALL.replace("referral-received", f"child-mapped: {{children.how-many: {number}}}")
        assert only(text).course.entries[0].values == {"children.how-many": number}


def test_expected_answers_are_read_as_they_are_written() -> None:
    expect = only(
        SMALL
        + """\
expect:
  state: treating
  setting: outpatient
  unit: north
  conditions: [told, under-23]
  spells:
    - referred 2026-05-04..2026-05-12
    - treating inpatient 2026-05-12 09:30..
  runs:
    told-of-right: met 2026-05-04..2026-05-12 due 2026-05-19
    evaluation:
      - late 2026-05-20 09:00..2026-07-20 due 2026-07-15 10:00 patient
      - open 2026-07-20..
    child-mapped anna: cancelled 2026-05-21..2026-05-25
    summary: none
  deviations:
    - 4 not-from-here
    - 5 gate-open rest
  effects:
    - 7 after
  charges:
    - payment 0301 3 × 5745 = 17235
    - payment 0301 2 × unknown
    - payment north-1 1 unknown
  next-change: 2026-06-02
"""
    ).expect

    assert (expect.state, expect.setting, expect.unit) == ("treating", "outpatient", "north")
    assert expect.conditions == frozenset(("told", "under-23"))
    assert expect.spells == (
        ExpectedSpell(11, "referred", None, Stamp(day("2026-05-04")), Stamp(day("2026-05-12"))),
        ExpectedSpell(
            12,
            "treating",
            "inpatient",
            Stamp(day("2026-05-12"), at("2026-05-12", 9, 30)),
            None,
        ),
    )
    assert expect.runs == {
        ("told-of-right", None): (
            ExpectedRun(
                14,
                RunOutcome.MET,
                Stamp(day("2026-05-04")),
                Stamp(day("2026-05-12")),
                Stamp(day("2026-05-19")),
                Breach.NONE,
            ),
        ),
        ("evaluation", None): (
            ExpectedRun(
                16,
                RunOutcome.LATE,
                Stamp(day("2026-05-20"), at("2026-05-20", 9)),
                Stamp(day("2026-07-20")),
                Stamp(day("2026-07-15"), at("2026-07-15", 10)),
                Breach.PATIENT,
            ),
            ExpectedRun(17, RunOutcome.OPEN, Stamp(day("2026-07-20")), None, None, Breach.NONE),
        ),
        ("child-mapped", "anna"): (
            ExpectedRun(
                18,
                RunOutcome.CANCELLED,
                Stamp(day("2026-05-21")),
                Stamp(day("2026-05-25")),
                None,
                Breach.NONE,
            ),
        ),
        ("summary", None): (),
    }
    assert expect.deviations == (
        ExpectedDeviation(21, 4, Why.NOT_FROM_HERE, None),
        ExpectedDeviation(22, 5, Why.GATE_OPEN, "rest"),
    )
    assert expect.effects == (ExpectedEffect(24, 7, "after"),)
    assert expect.charges == (
        ExpectedCharge(26, "payment", "0301", 3, 5745, 17235),
        ExpectedCharge(27, "payment", "0301", 2, None, None),
        ExpectedCharge(28, "payment", "north-1", 1, None, None),
    )
    assert expect.next_change == day("2026-06-02")


def test_what_is_not_expected_is_not_judged() -> None:
    expect = only(SMALL).expect

    assert (expect.state, expect.conditions, expect.spells, expect.next_change) == (None,) * 4
    assert (expect.runs, expect.deviations, expect.effects, expect.charges) == (
        {},
        None,
        None,
        None,
    )
    assert only(f"{SMALL}expect: {{conditions: [], deviations: []}}\n").expect.deviations == ()
    assert only(f"{SMALL}expect: {{next-change: never}}\n").expect.next_change == "never"


def test_several_histories_stand_in_one_file() -> None:
    found = histories(f"{SMALL}---\n{SMALL}")

    assert [(history.name, history.line) for history in found] == [
        ("told in time", 1),
        ("told in time", 6),
    ]


ENTRY = "  - 2026-05-04 referral-received\n"
SETTINGS = "The settings here are inpatient, outpatient."
STATES = "The states here are away, ended, entitled, ready, referred, treating."
CONDITIONS = "The conditions here are can-receive, much-missed, told, under-23."
CLOCKS = (
    "The clocks here are child-mapped, choice, decision, evaluation, payment, planned, rest,"
    " start-of-care, summary, told-of-right, whole-wait."
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("history: told in time\n", "", "1: the history has no 'history'. Add it."),
        ("until: 2026-06-01\n", "", "1: the history has no 'until'. Add it."),
        (f"entries:\n{ENTRY}", "", "1: the history has no 'entries'. Add it."),
        ("history: told in time", "history: [a]", "1: the history's name is no text. Write one."),
        (
            "history:",
            "expct: {}\nhistory:",
            "1: this key does not belong to a history. Did you mean 'expect'?",
        ),
        (
            "history:",
            "xyz: {}\nhistory:",
            "1: this key does not belong to a history. The keys here are born, entries, expect,"
            " history, known-after, pathway, shows, switched-on, until.",
        ),
        (
            "history:",
            "pathway: larr\nhistory:",
            "1: the history names no pathway that is here. Did you mean 'lar'?",
        ),
        (
            "history:",
            "pathway: [lar]\nhistory:",
            "1: the history names no pathway that is here. The pathways here are after, lar.",
        ),
        (
            "history:",
            "shows: {en: A}\nhistory:",
            "1: 'shows' is not in every language. Write one text for each of en, nb, nn.",
        ),
        (
            "history:",
            "born: 4 May\nhistory:",
            "1: the birth date is no day. A day is written YYYY-MM-DD, as in 2026-05-19.",
        ),
        (
            "history:",
            "born: [a]\nhistory:",
            "1: the birth date is no day. A day is written YYYY-MM-DD, as in 2026-05-19.",
        ),
        (
            "history:",
            "switched-on: [dicision]\nhistory:",
            "1: this is no clock of the pathway. Did you mean 'decision'?",
        ),
        (
            "history:",
            "switched-on: decision\nhistory:",
            "1: 'switched-on' is no list. Write one item a line, after '- '.",
        ),
        (
            "history:",
            "known-after: 2\nhistory:",
            "1: 'known-after' is no number from 1 to 1. Entries are numbered from 1.",
        ),
        (
            "2026-06-01",
            "June",
            "2: 'until' is no day."
            " Write a day as 2026-05-19, perhaps with a time as 2026-05-19 14:30.",
        ),
        (
            "2026-06-01",
            "2026-06-31",
            "2: 'until' is no day of the calendar."
            " There is no such day: month or day of month is too high or 0.",
        ),
        (
            "2026-06-01",
            "2101-01-01",
            "2: 'until' is no day of the calendar. The day is not between 1970-01-01 and 2100-12-31.",
        ),
        (
            "2026-06-01",
            "[a]",
            "2: 'until' is no day."
            " Write a day as 2026-05-19, perhaps with a time as 2026-05-19 14:30.",
        ),
        (
            f"entries:\n{ENTRY}",
            "entries: 7\n",
            "3: 'entries' is no list. Write one item a line, after '- '.",
        ),
        (
            "2026-05-04 referral-received",
            "May referral-received",
            "4: this is not how an entry begins. Write 'DAY EVENT',"
            " 'DAY TIME EVENT.OUTCOME' or 'DAY: {voids: NUMBER}', as '2026-05-19 14:30 talk-held'.",
        ),
        (
            "2026-05-04 referral-received",
            "[a]",
            "4: this is not how an entry begins. Write 'DAY EVENT',"
            " 'DAY TIME EVENT.OUTCOME' or 'DAY: {voids: NUMBER}', as '2026-05-19 14:30 talk-held'.",
        ),
        (
            "2026-05-04 referral-received",
            "{a: {}, b: {}}",
            "4: this is not how an entry begins. Write 'DAY EVENT',"
            " 'DAY TIME EVENT.OUTCOME' or 'DAY: {voids: NUMBER}', as '2026-05-19 14:30 talk-held'.",
        ),
        (
            "2026-05-04 ",
            "1969-05-04 ",
            "4: the entry's day is no day of the calendar."
            " The day is not between 1970-01-01 and 2100-12-31.",
        ),
        (
            "2026-05-04 referral-received",
            "2026-05-04 24:00 referral-received",
            "4: this is not how an entry begins. Write 'DAY EVENT',"
            " 'DAY TIME EVENT.OUTCOME' or 'DAY: {voids: NUMBER}', as '2026-05-19 14:30 talk-held'.",
        ),
        (
            " referral-received",
            "",
            "4: the entry has no event. Name one, or say what it voids.",
        ),
        (
            "referral-received",
            "referal-received",
            "4: the entry's event is none of the pathway's. Did you mean 'referral-received'?",
        ),
        (
            "referral-received",
            "right-decided.grantd",
            "4: event 'right-decided' has no such outcome. Did you mean 'granted'?",
        ),
        (
            "referral-received",
            "referral-received: 7",
            "4: what the entry says is no mapping. Write keys and values.",
        ),
        (
            "referral-received",
            "referral-received: {setting: outpatent}",
            "4: this is no setting of the pathway. Did you mean 'outpatient'?",
        ),
        (
            "referral-received",
            "referral-received: {setting: [a]}",
            "4: the setting is no text. Write one.",
        ),
        (
            "referral-received",
            "referral-received: {unit: ''}",
            "4: the unit is no text. Write one.",
        ),
        (
            "referral-received",
            "referral-received: {replaces: 1}",
            "4: 'replaces' stands in the first entry. Delete it.",
        ),
        (
            ENTRY,
            f"{ENTRY}  - 2026-05-05 planned: {{fulfils: 2}}\n",
            "5: 'fulfils' is no number from 1 to 1. Entries are numbered from 1.",
        ),
        (
            ENTRY,
            f"{ENTRY}  - 2026-05-05 attended: {{fulfils: 1}}\n",
            "5: event 'attended' does not fulfil what entry 1 is."
            " Name an appointment that the event fulfils.",
        ),
        (
            ENTRY,
            f"{ENTRY}  - 2026-05-05 attnded: {{fulfils: 1, attendance.setting: x}}\n",
            "5: the entry's event is none of the pathway's. Did you mean 'attended'?",
        ),
        (
            "referral-received",
            "xyz",
            "4: the entry's event is none of the pathway's. The events here are attended,"
            " came-back, child-mapped, declared-ready, died, discharged, dispensed, evaluated, left,"
            " missed, municipality-answered, notice-sent, ….",
        ),
        (
            "referral-received",
            "right-decided.xyz",
            "4: event 'right-decided' has no such outcome. The outcomes here are granted, refused.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{runs: [a]}}\n",
            "5: 'runs' is no mapping. Write keys and values.",
        ),
        (
            ENTRY,
            f"{ENTRY}pathway: larr\n",
            "5: the history names no pathway that is here. Did you mean 'lar'?",
        ),
        (
            ENTRY,
            f"{ENTRY}switched-on: decision\n",
            "5: 'switched-on' is no list. Write one item a line, after '- '.",
        ),
        *(
            (ENTRY, f"{ENTRY}{line}\n", f"5: this is no {one} of the pathway. {remedy}")
            for line, one, remedy in (
                ("  - 2026-05-05 planned: {setting: xyz}", "setting", SETTINGS),
                ("switched-on: [xyz]", "clock", CLOCKS),
                ("expect: {setting: xyz}", "setting", SETTINGS),
                ("expect: {state: xyz}", "state", STATES),
                ("expect: {conditions: [xyz]}", "condition", CONDITIONS),
                ("expect: {spells: [xyz 2026-05-04..]}", "state", STATES),
                ("expect: {spells: [ready xyz 2026-05-04..]}", "setting", SETTINGS),
                ("expect: {runs: {xyz: none}}", "clock", CLOCKS),
                ("expect: {deviations: [1 gate-open xyz]}", "clock", CLOCKS),
                ("expect: {charges: [xyz 0301 2 × unknown]}", "clock", CLOCKS),
            )
        ),
        (
            ENTRY,
            f"{ENTRY}  - 2026-05-05: {{voids: 1}}\n  - 2026-05-06: {{voids: 2}}\n",
            "6: 'voids' names a correction. Name the entry that it corrected.",
        ),
        (
            ENTRY,
            f"{ENTRY}  - 2026-05-05 planned: {{voids: 1}}\n",
            "5: an entry that voids another says nothing else. Divide it.",
        ),
        (
            ENTRY,
            f"{ENTRY}  - 2026-05-05: {{voids: 1, unit: north}}\n",
            "5: an entry that voids another says nothing else. Divide it.",
        ),
        (
            "referral-received",
            "referral-received: {referral.reson: x}",
            "4: event 'referral-received' has no such field in its forms."
            " Did you mean 'referral.reason'?",
        ),
        (
            "referral-received",
            "referral-received: {right.start-by: 2026-01-01}",
            "4: event 'referral-received' has no such field in its forms. The keys here are fulfils,"
            " referral.by-phone, referral.called, referral.cost, referral.debt, referral.kind,"
            " referral.letter, referral.reason, referral.when, replaces, setting, unit, ….",
        ),
        (
            "referral-received",
            "referral-received: {referral.reason: [a]}",
            "4: a list or mapping stands where the form has one value. Write one text.",
        ),
        (
            "referral-received",
            "referral-received: {referral.reason: ''}",
            "4: the value is no text. Write one.",
        ),
        (
            "referral-received",
            "referral-received: {referral.by-phone: perhaps}",
            "4: the value is neither yes nor no. Write yes or no.",
        ),
        (
            "referral-received",
            "referral-received: {referral.called: 2026-05-04}",
            "4: the form asks for a moment, and the time is missing. Add it, as 14:30.",
        ),
        (
            "referral-received",
            "referral-received: {referral.called: x}",
            "4: the value is no day."
            " Write a day as 2026-05-19, perhaps with a time as 2026-05-19 14:30.",
        ),
        (
            "referral-received",
            "referral-received: {referral.when: 2026-05-04 14:30}",
            "4: a time stands where the form has a date. Write the day alone.",
        ),
        (
            "referral-received",
            "referral-received: {referral.when: x}",
            "4: the value is no day."
            " Write a day as 2026-05-19, perhaps with a time as 2026-05-19 14:30.",
        ),
        (
            "referral-received",
            "referral-received: {referral.cost: 1e3}",
            "4: the value is no amount in kroner. Write it as 5745 or 5745.50.",
        ),
        (
            "referral-received",
            "referral-received: {referral.cost: '100.01'}",
            "4: the value is outside what the form allows. See its minimum and maximum.",
        ),
        (
            "referral-received",
            "referral-received: {referral.cost: '-0.01'}",
            "4: the value is outside what the form allows. See its minimum and maximum.",
        ),
        (
            "referral-received",
            "referral-received: {referral.kind: other}",
            "4: the form has no such choice. The choices are new, old.",
        ),
        (
            "referral-received",
            "child-mapped: {children.how-many: many}",
            "4: the value is no whole number. Write at most nine digits.",
        ),
        (
            "referral-received",
            "child-mapped: {children.how-many: 21}",
            "4: the value is outside what the form allows. See its minimum and maximum.",
        ),
        (
            "referral-received",
            "child-mapped: {children.child: {a: b}}",
            "4: a field that holds several is no list. Write one item a line, after '- '.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: 7\n",
            "5: 'expect' is no mapping. Write keys and values.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{stat: treating}}\n",
            "5: this key does not belong to 'expect'. Did you mean 'state'?",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{state: treatin}}\n",
            "5: this is no state of the pathway. Did you mean 'treating'?",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{conditions: [tolt]}}\n",
            "5: this is no condition of the pathway. Did you mean 'told'?",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{spells: [treating]}}\n",
            "5: this expected line does not read. Write it as 'STATE [SETTING] FROM..TO'.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{spells: [[a]]}}\n",
            "5: this expected line does not read. Write it as 'STATE [SETTING] FROM..TO'.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{spells: [treatin inpatint 2026-01-01..]}}\n",
            "5: this is no setting of the pathway. Did you mean 'inpatient'?\n"
            "h.yaml:5: this is no state of the pathway. Did you mean 'treating'?",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{spells: [treating 2026-13-01..]}}\n",
            "5: a day of this line is no day of the calendar."
            " There is no such day: month or day of month is too high or 0.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{runs: {{rest: meet 2026-01-01..}}}}\n",
            "5: this expected line does not read."
            " Write it as 'OUTCOME START..STOP due DUE BREACH'.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{deviations: [4]}}\n",
            "5: this expected line does not read. Write it as 'NUMBER WHY CLOCK'.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{deviations: [4 gate-open rset]}}\n",
            "5: this is no clock of the pathway. Did you mean 'rest'?",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{effects: [after]}}\n",
            "5: this expected line does not read. Write it as 'NUMBER PATHWAY'.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{charges: [payment]}}\n",
            "5: this expected line does not read."
            " Write it as 'CLOCK PAYER DAYS × RATE = AMOUNT', or 'CLOCK PAYER DAYS × unknown'.",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{charges: [paymnt 0301 2 × unknown]}}\n",
            "5: this is no clock of the pathway. Did you mean 'payment'?",
        ),
        (
            ENTRY,
            f"{ENTRY}expect: {{next-change: soon}}\n",
            "5: 'next-change' is no day."
            " Write a day as 2026-05-19, perhaps with a time as 2026-05-19 14:30.",
        ),
    ],
)
def test_what_is_wrong_is_told_without_repeating_it(old: str, new: str, expected: str) -> None:
    assert said(changed(SMALL, (old, new))) == [
        f"h.yaml:{line}" for line in expected.split("\nh.yaml:")
    ]


# What is wrong with a line stands behind it.
WRONG = """\
history: told in time
until: June  # 'until' is no day
shows: {en: A}  # 'shows' is not in every language
born: 4 May  # the birth date is no day
known-after: 20  # 'known-after' is no number from 1 to 8
expct: {}  # this key does not belong to a history
switched-on:
  - decision
  - dicision  # this is no clock of the pathway
entries:
  - 2026-05-04 referral-received:
      setting: outpatent  # this is no setting of the pathway
      unit: ''  # the unit is no text
      replaces: 1  # 'replaces' stands in the first entry
      referral.reson: x  # event 'referral-received' has no such field in its forms
      referral.kind: other  # the form has no such choice
      referral.cost: 1e3  # the value is no amount in kroner
      referral.by-phone: perhaps  # the value is neither yes nor no
      referral.called: x  # the value is no day
      referral.when: y  # the value is no day
      referral.letter: z  # the value is no whole number
      referral.reason: [a]  # a list or mapping stands where the form has one value
  - 2026-05-05 planned: 7  # what the entry says is no mapping
  - 2026-05-06 child-mapped:
      fulfils: 3  # 'fulfils' is no number from 1 to 2
      children.how-many: 21  # the value is outside what the form allows
      children.child:
        - anna
        - ''  # the value is no text
  - 2026-02-30 left  # the entry's day is no day of the calendar
  - 2026-05-07:  # an entry that voids another says nothing else
      voids: 1
      unit: north
  - 2026-05-08: {voids: 5}  # 'voids' names a correction
  - 2026-05-08: {unit: north}  # the entry has no event
  - left  # this is not how an entry begins
expect:
  stat: x  # this key does not belong to 'expect'
  state: treatin  # this is no state of the pathway
  setting: ward  # this is no setting of the pathway
  unit: ''  # unit is no text
  conditions:
    - told
    - tolt  # this is no condition of the pathway
  spells:
    - treating 2026-05-04..
    - treating  # this expected line does not read
    - treating 2026-05-04..2026-02-30  # a day of this line is no day of the calendar
  runs:
    rest:
      - open 2026-05-04..
      - meet 2026-05-04..  # this expected line does not read
      - open 2026-02-30..  # a day of this line is no day of the calendar
      - met 2026-05-04..2026-02-30  # a day of this line is no day of the calendar
      - met 2026-05-04..2026-05-05 due 2026-02-30  # a day of this line is no day of the calendar
    dicision: none  # this is no clock of the pathway
    decision: {}  # this part of 'expect' is no list
  deviations:
    - 4 not-from-here
    - 4  # this expected line does not read
    - 4 gate-open rset  # this is no clock of the pathway
  effects:
    - 4 after
    - 4  # this expected line does not read
  charges:
    - payment 0301 2 × unknown
    - payment  # this expected line does not read
    - paymnt 0301 2 × unknown  # this is no clock of the pathway
  next-change: soon  # 'next-change' is no day
"""


def test_each_fault_is_told_on_the_line_that_it_is_about() -> None:
    written = enumerate(WRONG.splitlines(), start=1)

    with pytest.raises(HistoryError) as raised:
        histories(WRONG)

    assert [(problem.line, problem.fault) for problem in raised.value.problems] == [
        (number, line.partition("  # ")[2]) for number, line in written if "  # " in line
    ]


def test_history_that_is_no_mapping_is_told_once_for_its_form_and_once_for_its_pathway() -> None:
    assert said("- a\n", folder=None) == [
        "h.yaml:1: a history is no mapping. Write keys and values.",
        "h.yaml:1: the history names no pathway that is here. The pathways here are after, lar.",
    ]


def test_text_that_is_no_yaml_is_told_with_the_rest() -> None:
    assert said(f"{SMALL}---\nhistory: [\n") == [
        "h.yaml:6: this is not well-formed YAML."
        " Check the indentation, quotes and brackets here and on the line above."
    ]


def test_history_has_an_end() -> None:
    assert len(only(changed(SMALL, (ENTRY, ENTRY * MOST_ENTRIES))).lines) == MOST_ENTRIES

    many = ENTRY * (MOST_ENTRIES + 1)

    assert said(changed(SMALL, (ENTRY, many))) == [
        "h.yaml:3: there are more than 10,000 entries. Divide the history."
    ]


def test_of_very_many_problems_the_first_are_told() -> None:
    unknown = "".join(f"  - 2026-05-05 x{number}\n" for number in range(1000))
    unread = "".join(f"  - X{number}\n" for number in range(1000))

    assert len(said(SMALL + unknown)) == MOST_PROBLEMS
    assert len(said(SMALL + unread)) == MOST_PROBLEMS


def test_history_may_name_its_pathway_itself() -> None:
    assert [history.name for history in histories(f"{SMALL}pathway: lar\n", None)] == [
        "told in time"
    ]


def test_name_of_a_history_is_told_on_its_line() -> None:
    assert said("until: 2026-06-01\nentries: []\nhistory: [a]\n") == [
        "h.yaml:3: the history's name is no text. Write one."
    ]
