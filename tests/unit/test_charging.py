"""What the days of a run cost, and who pays them."""

from pathlib import Path

import helhet
from helhet.packs.finding import edition_files
from helhet.packs.rates import read_rates
from helhet.pathway.checking.whole import checked_pathways
from helhet.pathway.courses.charging import ChargeLine, Rate, charges, payers_of
from helhet.pathway.courses.course import Breach, Course, Entry, Run, RunOutcome
from helhet.pathway.courses.folding import read_course
from helhet.pathway.language.model import Charge, Clock
from helhet.pathway.language.phrases import FieldRef, Signal, SignalKind
from helhet.pathway.tables.table import compile_pathway
from tests.unit.explained import NORWAY, day, edition, pathway

NORWEGIAN = Path(helhet.__file__).parent / "content/norway"
FILE = NORWEGIAN / "rates/municipal-payment-duty.csv"
RATES = read_rates(FILE.read_text("utf-8"), FILE.name)
ASKED = (Signal(SignalKind.EVENT, "ask"),)
PAID = Clock(start=ASKED, charge=Charge(rate="duty", payer=FieldRef("stay", "municipality")))
FREE = Clock(start=ASKED)
OSLO, BERGEN = (day("2019-01-01"), "0301"), (day("2019-01-01"), "4601")


def run(start: str, stop: str | None) -> Run:
    on, off = day(start), day(stop) if stop else None
    return Run(
        clock="municipal-payment",
        key=None,
        number=1,
        edition="1",
        unit=None,
        setting=None,
        start_day=on,
        start_at=NORWAY.day_start[on],
        due=None,
        earliest=None,
        stop_day=off,
        stop_at=NORWAY.day_start[off] if off else None,
        outcome=RunOutcome.DONE if off else RunOutcome.OPEN,
        breach=Breach.NONE,
        started_by=1,
        stopped_by=2 if off else None,
    )


def told(lines: list[ChargeLine]) -> list[tuple[str | None, int, int | None, int | None]]:
    """Return of each line the payer, the days, the day rate and the amount, in øre."""
    return [
        (line.payer, line.days, line.rate.day_ore if line.rate else None, line.amount_ore)
        for line in lines
    ]


# --- days ---------------------------------------------------------------------------------------------


def test_the_start_day_is_owed_and_the_stop_day_is_not() -> None:
    lines = charges(run("2022-03-07", "2022-03-10"), PAID, [OSLO], RATES, day("2022-06-01"))

    assert told(lines) == [("0301", 3, 530_600, 1_591_800)]
    assert (lines[0].from_day, lines[0].to_day) == (day("2022-03-07"), day("2022-03-10"))
    assert lines[0].unknown == ()


def test_an_open_run_is_owed_up_to_the_day_it_is_read_and_not_with_it() -> None:
    lines = charges(run("2022-03-07", None), PAID, [OSLO], RATES, day("2022-03-09"))

    assert told(lines) == [("0301", 2, 530_600, 1_061_200)]


def test_a_run_read_on_its_first_day_is_owed_nothing_yet() -> None:
    assert charges(run("2022-03-07", None), PAID, [OSLO], RATES, day("2022-03-07")) == []


def test_started_and_stopped_on_one_day_is_no_day() -> None:
    assert charges(run("2022-03-07", "2022-03-07"), PAID, [OSLO], RATES, day("2022-06-01")) == []


def test_a_clock_without_charge_costs_nothing() -> None:
    assert charges(run("2022-03-07", "2022-03-10"), FREE, [OSLO], RATES, day("2022-06-01")) == []


def test_each_edition_charges_its_own_rate() -> None:
    first = pathway("charge: {rate: old, payer: plan.by}")
    second = edition(pathway("charge: {rate: new, payer: plan.by}"), "2", "2020-01-01")
    table = compile_pathway([first, second], NORWAY)

    for on, rate in (("2019-12-31", "old"), ("2020-01-01", "new")):
        clock = table.clock("answer", day(on))
        assert clock is not None
        assert clock.charge is not None
        assert clock.charge.rate == rate


# --- rates --------------------------------------------------------------------------------------------


def test_each_day_costs_the_rate_of_its_own_year() -> None:
    lines = charges(run("2022-12-30", "2023-01-03"), PAID, [OSLO], RATES, day("2023-06-01"))

    assert told(lines) == [("0301", 2, 530_600, 1_061_200), ("0301", 2, 550_800, 1_101_600)]


def test_days_of_a_year_without_a_known_rate_count_and_their_amount_is_unknown() -> None:
    lines = charges(run("2024-12-30", "2026-01-03"), PAID, [OSLO], RATES, day("2026-06-01"))

    assert told(lines) == [
        ("0301", 2, 574_500, 1_149_000),
        ("0301", 365, None, None),
        ("0301", 2, None, None),
    ]
    assert lines[1].unknown == ("rate",)


def test_an_unverified_rate_is_charged_and_says_so() -> None:
    (line,) = charges(run("2013-03-07", "2013-03-08"), PAID, [OSLO], RATES, day("2026-06-01"))

    assert line.rate == Rate(412_500, is_verified=False, source=None)


# --- who pays -----------------------------------------------------------------------------------------


def test_whoever_the_person_stays_with_pays_from_the_day_of_the_move() -> None:
    payers = [OSLO, (day("2022-03-09"), "4601")]

    lines = charges(run("2022-03-07", "2022-03-12"), PAID, payers, RATES, day("2022-06-01"))

    assert told(lines) == [("0301", 2, 530_600, 1_061_200), ("4601", 3, 530_600, 1_591_800)]


def test_the_last_payer_named_on_a_day_pays_that_day() -> None:
    payers = [OSLO, BERGEN]

    lines = charges(run("2022-03-07", "2022-03-08"), PAID, payers, RATES, day("2022-06-01"))

    assert told(lines) == [("4601", 1, 530_600, 530_600)]


def test_the_same_payer_named_again_divides_no_line() -> None:
    payers = [OSLO, (day("2022-03-09"), "0301")]

    lines = charges(run("2022-03-07", "2022-03-12"), PAID, payers, RATES, day("2022-06-01"))

    assert told(lines) == [("0301", 5, 530_600, 2_653_000)]


def test_days_before_any_payer_is_named_count_and_their_payer_is_unknown() -> None:
    payers = [(day("2022-03-09"), "0301")]

    lines = charges(run("2022-03-07", "2022-03-10"), PAID, payers, RATES, day("2022-06-01"))

    assert told(lines) == [(None, 2, 530_600, 1_061_200), ("0301", 1, 530_600, 530_600)]
    assert lines[0].unknown == ("payer",)


def test_neither_payer_nor_rate_known_is_said_of_the_line() -> None:
    (line,) = charges(run("2026-03-07", "2026-03-10"), PAID, [], RATES, day("2026-06-01"))

    assert (line.days, line.unknown) == (3, ("payer", "rate"))


# --- from the entries of a course ---------------------------------------------------------------------


def tsb_course(*entries: tuple[str, str, str | None, str | None]) -> Course:
    """Return a course of entries (day, event, outcome, municipality of stay)."""
    return Course(
        tuple(
            Entry(
                number,
                day(on),
                event,
                outcome,
                values={"stay.municipality": stay} if stay else {},
            )
            for number, (on, event, outcome, stay) in enumerate(entries, 1)
        )
    )


STAY = tsb_course(
    ("2022-01-10", "referral-received", None, None),
    ("2022-01-17", "right-decided", "granted-to-treatment", None),
    ("2022-02-01", "treatment-started", None, None),
    ("2022-02-01", "admitted", "help-expected", "0301"),
    ("2022-02-02", "early-notice-sent", None, None),
    ("2022-03-01", "partners-called", None, None),
    ("2022-03-01", "own-follow-up-clarified", None, None),
    ("2022-03-07", "ready-declared", None, None),
    ("2022-03-07", "ready-notice-sent", None, None),
    ("2022-03-09", "stay-registered", None, "4601"),
    ("2022-03-10", "offer-ready", None, None),
)


def test_ready_on_the_7th_and_an_offer_on_the_10th_are_three_days_of_two_municipalities() -> None:
    editions = checked_pathways(edition_files(NORWEGIAN / "pathways/tsb"))
    table, clock = compile_pathway(editions, NORWAY), editions[-1].clocks["municipal-payment"]
    reading = read_course(table, STAY, NORWAY.day_start[day("2022-06-01")])
    (paid,) = [each for each in reading.runs if each.clock == "municipal-payment"]

    lines = charges(paid, clock, payers_of(table, STAY, clock), RATES, day("2022-06-01"))

    assert told(lines) == [("0301", 2, 530_600, 1_061_200), ("4601", 1, 530_600, 530_600)]


def test_payers_are_read_in_order_and_as_known_after_an_entry() -> None:
    editions = checked_pathways(edition_files(NORWEGIAN / "pathways/tsb"))
    table, clock = compile_pathway(editions, NORWAY), editions[-1].clocks["municipal-payment"]
    entries = (
        Entry(1, day("2022-03-09"), "stay-registered", values={"stay.municipality": "4601"}),
        Entry(2, day("2022-02-01"), "stay-registered", values={"stay.municipality": "0301"}),
        Entry(3, day("2022-02-15"), "stay-registered"),
    )

    assert payers_of(table, Course(entries), clock) == [
        (day("2022-02-01"), "0301"),
        (day("2022-03-09"), "4601"),
    ]
    assert payers_of(table, Course(entries), clock, known_after=1) == [(day("2022-03-09"), "4601")]
    assert payers_of(table, Course(entries), FREE) == []
