"""Why a date is what it is: every sentence, in its language."""

import pytest

from tests.unit.explained import (
    BY_SETTING,
    LAWS,
    NORWAY,
    SOURCES,
    at,
    day,
    explained,
    told,
)

# --- the whole of it, in three languages ----------------------------------------------------------


def test_ten_working_days_skip_the_holiday_that_is_named() -> None:
    clock = "within: 10 working days, basis: {ref: act-2, source: S1}, source: S2"

    lines = told(clock, "2026-05-04", laws=LAWS, sources=SOURCES)

    assert lines["en"] == (
        "Answer: required by law; responsible: unit.",
        "From Mon 4 May 2026 (“Request received”).",
        "10 working days from Mon 4 May 2026; Thu 14 May is Ascension Day; so Tue 19 May 2026.",
        "Saturdays and Sundays are not counted (Saturdays by a setting of the content pack).",
        "Due: Tue 19 May 2026, the whole day.",
        "Rules in force: edition 1, from Tue 1 Jan 2019.",
        "Legal basis on that day: The act § 2 (S1: Parliament, bill 55).",
        "Source: S2.",
    )
    assert lines["nb"] == (
        "Svar: lovpålagt; ansvar: enhet.",
        "Fra mandag 4. mai 2026 («Søknad mottatt»).",
        "10 virkedager fra mandag 4. mai 2026; torsdag 14. mai er Kristi himmelfartsdag; altså tirsdag 19. mai 2026.",
        "Lørdager og søndager regnes ikke med (for lørdager er det et valg i innholdspakken).",
        "Frist: tirsdag 19. mai 2026, hele dagen.",
        "Gjeldende regler: utgave 1, fra tirsdag 1. januar 2019.",
        "Hjemmel den dagen: Loven § 2 (S1: Parliament, bill 55).",
        "Kilde: S2.",
    )
    assert lines["nn"] == (
        "Svar: krav i lova; ansvar: eining.",
        "Frå måndag 4. mai 2026 («Søknad motteken»).",
        "10 virkedagar frå måndag 4. mai 2026; torsdag 14. mai er Kristi himmelfartsdag; altså tysdag 19. mai 2026.",
        "Laurdagar og søndagar blir ikkje rekna med (for laurdagar er det eit val i innhaldspakken).",
        "Frist: tysdag 19. mai 2026, heile dagen.",
        "Gjeldande reglar: utgåve 1, frå tysdag 1. januar 2019.",
        "Heimel den dagen: Lova § 2 (S1: Parliament, bill 55).",
        "Kjelde: S2.",
    )


def test_the_text_is_the_lines_and_the_due_is_the_first_instant_too_late() -> None:
    found = explained("within: 0 days", "2026-05-04")

    assert found.due == NORWAY.day_start[day("2026-05-05")]
    assert found.text.splitlines() == list(found.lines)


# --- what chose the limit -----------------------------------------------------------------------------


BY_CONDITION = """within: [{limit: 6 weeks, when: told}, {limit: 4 weeks, when: told & young},
    {limit: 2 weeks, when: not told & in asked | helped & not outpatient}]"""


def test_the_setting_chooses_the_limit() -> None:
    lines = told(BY_SETTING, "2026-05-04", setting="inpatient")

    assert lines["en"][2:5] == (
        "Limit: 7 days (inpatient).",
        "Does not apply: 21 days (outpatient).",
        "7 days from Mon 4 May 2026; so Mon 11 May 2026.",
    )
    assert lines["nb"][2:5] == (
        "Grense: 7 dager (døgn).",
        "Gjelder ikke: 21 dager (poliklinisk).",
        "7 dager fra mandag 4. mai 2026; altså mandag 11. mai 2026.",
    )
    assert lines["nn"][2:5] == (
        "Grense: 7 dagar (døgn).",
        "Gjeld ikkje: 21 dagar (poliklinisk).",
        "7 dagar frå måndag 4. mai 2026; altså måndag 11. mai 2026.",
    )


def test_without_a_setting_no_limit_by_setting_applies() -> None:
    lines = told(BY_SETTING, "2026-05-04")

    assert explained(BY_SETTING, "2026-05-04").due is None
    assert explained(BY_SETTING, "2026-05-04").missing == ("setting",)
    assert lines["en"][2:5] == (
        "Does not apply: 21 days (outpatient), 7 days (inpatient).",
        "The setting is not known yet.",
        "No due: none of the limits applies.",
    )
    assert lines["nb"][3:5] == (
        "Omsorgsnivået er ikke kjent ennå.",
        "Ingen frist: ingen av grensene gjelder.",
    )
    assert lines["nn"][3:5] == (
        "Omsorgsnivået er ikkje kjent enno.",
        "Ingen frist: ingen av grensene gjeld.",
    )


def test_of_several_that_apply_the_shortest_holds() -> None:
    lines = told(BY_CONDITION, "2026-05-04", conditions=frozenset({"told"}), born=day("2005-01-01"))

    assert lines["en"][2:5] == (
        "The shortest of those that apply: 4 weeks (if “Has been told” and “Under 23”); the others: 6 weeks (if “Has been told”).",
        "Does not apply: 2 weeks (if not “Has been told”, in “Asked” or “helped” and not outpatient).",
        "The setting is not known yet.",
    )
    assert lines["nb"][2:4] == (
        "Den korteste av dem som gjelder: 4 uker (hvis «Er varslet» og «Under 23 år»); de andre: 6 uker (hvis «Er varslet»).",
        "Gjelder ikke: 2 uker (hvis ikke «Er varslet», i «Spurt» eller «helped» og ikke poliklinisk).",
    )
    assert lines["nn"][2:4] == (
        "Den kortaste av dei som gjeld: 4 veker (dersom «Er varsla» og «Under 23 år»); dei andre: 6 veker (dersom «Er varsla»).",
        "Gjeld ikkje: 2 veker (dersom ikkje «Er varsla», i «Spurd» eller «helped» og ikkje poliklinisk).",
    )


def test_the_state_chooses_too() -> None:
    found = explained(BY_CONDITION, "2026-05-04", state="asked", setting="inpatient")

    assert found.due == NORWAY.day_start[day("2026-05-19")]


@pytest.mark.parametrize(
    ("born", "limit"),
    [
        ("2003-05-05", "2 days (if “Under 23”)"),
        ("2003-05-04", "9 days (if “grown”)"),
        ("2008-05-04", "The shortest of those that apply: 2 days"),
        ("2008-05-05", "2 days (if “Under 23”)"),
    ],
)
def test_ages_follow_from_the_birth_date(born: str, limit: str) -> None:
    within = "within: [{limit: 2 days, when: young}, {limit: 9 days, when: grown}]"

    found = explained(within, "2026-05-04", born=day(born), conditions=frozenset({"grown", "told"}))

    assert limit in found.lines[2]


# --- no due ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "language", "lines"),
    [
        ("source: S1", "en", ("No due: no limit is set.",)),
        ("source: S1", "nb", ("Ingen frist: ingen grense er satt.",)),
        ("source: S1", "nn", ("Ingen frist: inga grense er sett.",)),
        ("within: {date-from: plan.by}", "en", ("“Help by” is not given.", "No due.")),
        (
            "within: {date-from: plan.by}",
            "nb",
            ("«Hjelp innen» er ikke oppgitt.", "Ingen frist."),
        ),
        (
            "within: {date-from: plan.by}",
            "nn",
            ("«Hjelp innan» er ikkje oppgitt.", "Ingen frist."),
        ),
        (
            "within: 40000 days",
            "en",
            (
                "40000 days from Mon 4 May 2026 lies outside the calendar, which has the years 1970 to 2100.",
                "No due.",
            ),
        ),
        (
            "within: 40000 working days",
            "nb",
            (
                "40000 virkedager fra mandag 4. mai 2026 ligger utenfor kalenderen, som har årene 1970 til 2100.",
                "Ingen frist.",
            ),
        ),
        (
            "within: 1000 months",
            "nn",
            (
                "1000 månader frå måndag 4. mai 2026 ligg utanfor kalenderen, som har åra 1970 til 2100.",
                "Ingen frist.",
            ),
        ),
    ],
)
def test_no_due_says_why(clock: str, language: str, lines: tuple[str, ...]) -> None:
    found = explained(clock, "2026-05-04", language)

    assert found.due is None
    assert found.lines[2 : 2 + len(lines)] == lines


def test_a_date_reached_back_beyond_the_calendar_gives_no_due() -> None:
    values = {"plan.by": day("2026-05-20")}

    found = explained("within: {date-from: plan.by, less: 40000 days}", "2026-05-04", values=values)

    expected = "40000 days before Wed 20 May 2026 (“Help by”) lies outside the calendar, which has the years 1970 to 2100."
    assert found.lines[2] == expected


def test_hours_beyond_the_calendar_give_no_due() -> None:
    found = explained("within: 40000 hours", "2100-12-01")

    assert found.due is None
    assert found.lines[2].startswith("40000 hours from Wed 1 Dec 2100 lies outside the calendar")


def test_a_date_that_is_a_yes_is_not_given() -> None:
    found = explained("within: {date-from: plan.by}", "2026-05-04", values={"plan.by": True})

    assert found.lines[2] == "“Help by” is not given."


@pytest.mark.parametrize("given", ["1970-01-01", "2100-12-31"])
def test_first_and_last_day_of_the_calendar_are_given(given: str) -> None:
    values = {"plan.by": day(given)}

    found = explained("within: {date-from: plan.by}", "2026-05-04", values=values)

    assert found.due == NORWAY.day_start[day(given) + 1]


def test_hours_are_counted_up_to_the_calendar_s_end() -> None:
    assert explained("within: 23 hours", "2100-12-31").due == at("2100-12-31 23:00") + 1
    assert explained("within: 24 hours", "2100-12-31").due is None


def test_what_is_missing_is_the_date_or_setting_that_a_limit_asks_for() -> None:
    by_date = "within: [7 days, {date-from: plan.by}]"

    assert explained(by_date, "2026-05-04").missing == ("plan.by",)
    assert explained(by_date, "2026-05-04", values={"plan.by": day("2026-05-20")}).missing == ()
    assert explained(BY_SETTING, "2026-05-04", setting="inpatient").missing == ()


# --- rights and minimum times ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "language", "line"),
    [
        ("2 days", "en", "Can be used to the end of Wed 6 May 2026; then it lapses."),
        ("2 days", "nb", "Kan brukes ut onsdag 6. mai 2026; så faller retten bort."),
        ("2 days", "nn", "Kan brukast ut onsdag 6. mai 2026; så fell retten bort."),
        ("48 hours", "en", "Can be used until Wed 6 May 2026 at 14:00; then it lapses."),
        ("48 hours", "nb", "Kan brukes til onsdag 6. mai 2026 kl. 14.00; så faller retten bort."),
        ("48 hours", "nn", "Kan brukast til onsdag 6. mai 2026 kl. 14.00; så fell retten bort."),
    ],
)
def test_a_right_lapses_and_is_never_due(within: str, language: str, line: str) -> None:
    found = explained(f"within: {within}, allows: tell", "2026-05-04 14:00", language)

    assert found.lines[3] == line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Not before: 7 days from Mon 4 May 2026; so Mon 11 May 2026."),
        ("nb", "Ikke før: 7 dager fra mandag 4. mai 2026; altså mandag 11. mai 2026."),
        ("nn", "Ikkje før: 7 dagar frå måndag 4. mai 2026; altså måndag 11. mai 2026."),
    ],
)
def test_of_several_minimum_times_the_longest_is_told(language: str, line: str) -> None:
    found = explained("no-sooner: [3 days, 7 days]", "2026-05-04", language)

    assert found.earliest == NORWAY.day_start[day("2026-05-11")]
    assert found.lines[3] == line


def test_a_minimum_time_in_hours_is_told_from_its_moment() -> None:
    found = explained("no-sooner: 24 hours", "2026-05-04 14:00")

    assert found.lines[3] == (
        "Not before: 24 hours from Mon 4 May 2026 at 14:00; so Tue 5 May 2026 at 14:00."
    )


# --- where it starts -----------------------------------------------------------------------------------------------


def test_an_earlier_date_in_the_form_is_where_it_starts() -> None:
    values = {"plan.since": day("2026-04-30")}

    found = explained("start-at: plan.since, within: 24 hours", "2026-05-04 14:00", values=values)

    assert found.lines[1:3] == (
        "From Thu 30 Apr 2026 (“First asked on”, “Request received” on Mon 4 May 2026).",
        "24 hours from Thu 30 Apr 2026 at 00:00; so Fri 1 May 2026 at 00:00.",
    )


def test_a_limit_at_an_age_is_told_by_the_birthday() -> None:
    limits = "within: [{at-age: 18, less: 1 day}, {at-age: 23}]"
    born = day("2008-06-30")

    found = explained(limits, "2026-05-04", born=born)

    assert found.lines[2:5] == (
        "The shortest of those that apply: 1 day before the day of turning 18; the others: the day of turning 23.",
        "1 day before Tue 30 Jun 2026 (the day of turning 18); so Mon 29 Jun 2026.",
        "Due: Mon 29 Jun 2026, the whole day.",
    )
    assert explained("within: {at-age: 23}", "2026-05-04", born=born).lines[2] == (
        "The day of turning 23 is Mon 30 Jun 2031."
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "The day of turning 18: the birth date is not known, or that day lies outside the calendar."),
        ("nb", "Dagen man fyller 18 år: fødselsdatoen er ikke kjent, eller dagen ligger utenfor kalenderen."),
        ("nn", "Dagen ein fyller 18 år: fødselsdatoen er ikkje kjend, eller dagen ligg utanfor kalenderen."),
    ],
)  # fmt: skip
def test_an_age_that_nobody_knows_is_told_and_asked_for(language: str, told: str) -> None:
    found = explained("within: {at-age: 18}", "2026-05-04", language=language)

    assert (found.due, found.lines[2], found.missing) == (None, told, ("birth-date",))


def test_what_must_hold_for_a_start_is_told() -> None:
    found = explained("when: not grown, within: 7 days", "2026-05-04 14:00")

    assert found.lines[1] == ("From Mon 4 May 2026 at 14:00 (“Request received”, if not “grown”).")


@pytest.mark.parametrize("since", ["2026-05-04", "2026-05-06"])
def test_a_date_in_the_form_that_is_no_earlier_moves_no_start(since: str) -> None:
    values = {"plan.since": day(since)}

    found = explained("start-at: plan.since, within: 7 days", "2026-05-04 14:00", values=values)

    assert found.lines[1] == "From Mon 4 May 2026 at 14:00 (“Request received”)."
