"""A count is told so that one can count along: days, holidays, months, hours."""

import pytest

from helhet.pathway.calendar import Calendar
from helhet.pathway.calendarfiles import read_calendar
from helhet.pathway.courses.course import Value
from helhet.pathway.explaining.days import DayWords
from tests.unit.explained import NORWAY, SIX_DAYS, TEXTS, at, day, explained, told


@pytest.mark.parametrize(
    ("within", "on", "sentence"),
    [
        ("7 days", "2026-05-04", "7 days from Mon 4 May 2026; so Mon 11 May 2026."),
        ("1 day", "2026-12-31", "1 day from Thu 31 Dec 2026; so Fri 1 Jan 2027."),
        ("0 days", "2026-05-04", "0 days: the same day; so Mon 4 May 2026."),
        ("0 working days", "2026-05-04", "0 working days: the same day; so Mon 4 May 2026."),
        (
            "0 working days",
            "2026-05-16",
            "0 working days from Sat 16 May 2026; Sat 16 May is no working day; so Mon 18 May 2026.",
        ),
        ("2 weeks", "2026-05-04", "2 weeks from Mon 4 May 2026; so Mon 18 May 2026."),
        ("1 month", "2026-05-04", "1 month from Mon 4 May 2026; so Thu 4 Jun 2026."),
        (
            "1 month",
            "2026-01-31",
            "1 month from Sat 31 Jan 2026; that month is shorter; so Sat 28 Feb 2026.",
        ),
        (
            "24 hours",
            "2026-05-04",
            "24 hours from Mon 4 May 2026 at 00:00; so Tue 5 May 2026 at 00:00.",
        ),
        (
            "24 hours",
            "2026-03-28 14:00",
            "24 hours from Sat 28 Mar 2026 at 14:00; the clocks go forward in between; so Sun 29 Mar 2026 at 15:00.",
        ),
        (
            "1 hour",
            "2026-10-25 02:30",
            "1 hour from Sun 25 Oct 2026 at 02:30 (summer time); the clocks go back in between; so Sun 25 Oct 2026 at 02:30 (winter time).",
        ),
        (
            "9000 hours",
            "2026-01-01 12:00",
            "9000 hours from Thu 1 Jan 2026 at 12:00; the clocks change 2 times in between; so Mon 11 Jan 2027 at 12:00.",
        ),
        (
            "{date-from: plan.by}",
            "2026-05-04",
            "“Help by” is Wed 20 May 2026.",
        ),
        (
            "{date-from: plan.by, less: 4 working days}",
            "2026-05-04",
            "4 working days before Wed 20 May 2026 (“Help by”); Thu 14 May is Ascension Day; so Wed 13 May 2026.",
        ),
        (
            "{date-from: plan.by, less: 1 week}",
            "2026-05-04",
            "1 week before Wed 20 May 2026 (“Help by”); so Wed 13 May 2026.",
        ),
        (
            "{date-from: plan.by, less: 0 days}",
            "2026-05-04",
            "“Help by” is Wed 20 May 2026.",
        ),
    ],
)
def test_a_count_is_told_so_that_one_can_count_along(within: str, on: str, sentence: str) -> None:
    values: dict[str, Value] = {"plan.by": day("2026-05-20")}

    assert sentence in explained(f"within: {within}", on, values=values).lines


def test_months_back_from_a_date_end_on_a_shorter_month_too() -> None:
    values = {"plan.by": day("2026-03-31")}

    found = explained("within: {date-from: plan.by, less: 1 month}", "2026-01-05", values=values)

    expected = (
        "1 month before Tue 31 Mar 2026 (“Help by”); that month is shorter; so Sat 28 Feb 2026."
    )
    assert expected in found.lines


def test_of_very_many_free_days_the_first_are_named_and_the_others_counted() -> None:
    found = explained("within: 252 working days", "2026-01-05").lines

    assert found[2] == (
        "252 working days from Mon 5 Jan 2026; Thu 2 Apr is Maundy Thursday; Fri 3 Apr is Good Friday; "
        "Mon 6 Apr is Easter Monday; Fri 1 May is Labour Day; Thu 14 May is Ascension Day; "
        "Mon 25 May is Whit Monday; Fri 25 Dec is Christmas Day; Fri 1 Jan is New Year's Day; so Mon 4 Jan 2027."
    )
    many = explained("within: 330 working days", "2026-01-05").lines[2]
    assert "Fri 1 Jan is New Year's Day; and 3 more free days; so" in many


def test_norwegian_holidays_have_a_small_letter_unless_they_begin_with_a_name() -> None:
    easter = told("within: 3 working days", "2026-04-01")
    whitsun = told("within: 5 working days", "2027-05-10")

    assert easter["nb"][2] == (
        "3 virkedager fra onsdag 1. april 2026; torsdag 2. april er skjærtorsdag; fredag 3. april er langfredag; "
        "mandag 6. april er andre påskedag; altså torsdag 9. april 2026."
    )
    assert "torsdag 2. april er skjertorsdag; fredag 3. april er langfredag" in easter["nn"][2]
    assert "Mon 17 May is Constitution Day and Whit Monday" in whitsun["en"][2]
    assert "mandag 17. mai er grunnlovsdag og andre pinsedag" in whitsun["nb"][2]


@pytest.mark.parametrize(
    ("calendar", "week"),
    [
        (
            NORWAY,
            "Saturdays and Sundays are not counted (Saturdays by a setting of the content pack).",
        ),
        (SIX_DAYS, "Sundays are not counted; Saturdays are (by a setting of the content pack)."),
    ],
)
@pytest.mark.parametrize("clock", ["within: 2 working days", "no-sooner: 2 working days"])
def test_working_days_say_which_days_of_the_week_are_not_counted(
    clock: str, calendar: Calendar, week: str
) -> None:
    assert week in explained(clock, "2026-05-04", calendar=calendar).lines


def test_saturdays_that_count_are_told_in_norwegian_too() -> None:
    lines = told("within: 2 working days", "2026-05-04", calendar=SIX_DAYS)

    assert (
        lines["nb"][3] == "Søndager regnes ikke med; lørdager gjør det (et valg i innholdspakken)."
    )
    assert lines["nn"][3] == (
        "Søndagar blir ikkje rekna med; laurdagar blir det (eit val i innhaldspakken)."
    )


@pytest.mark.parametrize("within", ["7 days", "0 working days", "2 weeks"])
def test_other_counts_say_nothing_of_the_week(within: str) -> None:
    assert not any(
        "not counted" in line for line in explained(f"within: {within}", "2026-05-04").lines
    )


def test_no_days_in_a_choice_of_limits_are_the_same_day() -> None:
    limits = "within: {outpatient: 3 days, inpatient: 0 days}"

    lines = told(limits, "2026-05-04", setting="inpatient")

    assert [each[2] for each in lines.values()] == [
        "Limit: the same day (inpatient).",
        "Grense: samme dag (døgn).",
        "Grense: same dag (døgn).",
    ]


def test_a_closed_day_and_a_holiday_without_a_name_in_the_language_are_named_all_the_same() -> None:
    holidays = "date,sv\n2026-05-14,Kristi himmelsfärds dag\n"
    calendar = read_calendar(holidays, TEXTS[1], closed_days=[day("2026-05-15")])

    found = explained("within: 10 working days", "2026-05-04", calendar=calendar).lines

    assert found[2] == (
        "10 working days from Mon 4 May 2026; Thu 14 May is Kristi himmelsfärds dag; "
        "Fri 15 May is closed; so Wed 20 May 2026."
    )


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "nb",
            (
                "24 timer fra lørdag 24. oktober 2026 kl. 14.00; klokka stilles tilbake i mellomtiden; altså søndag 25. oktober 2026 kl. 13.00.",
                "Frist: søndag 25. oktober 2026 kl. 13.00.",
            ),
        ),
        (
            "nn",
            (
                "24 timar frå laurdag 24. oktober 2026 kl. 14.00; klokka blir stilt tilbake i mellomtida; altså søndag 25. oktober 2026 kl. 13.00.",
                "Frist: søndag 25. oktober 2026 kl. 13.00.",
            ),
        ),
    ],
)
def test_hours_are_told_in_norwegian_too(language: str, sentences: tuple[str, str]) -> None:
    found = explained("within: 24 hours", "2026-10-24 14:00", language).lines

    assert found[2:4] == sentences


def test_seconds_are_written_where_there_are_any() -> None:
    words = DayWords(NORWAY, "en")

    assert words.moment(at("2026-05-04 14:00") + 5_000_000) == "Mon 4 May 2026 at 14:00:05"
