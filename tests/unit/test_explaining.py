"""Why a date is what it is: every sentence in its language, and the folding's own date, always."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import helhet
from helhet.packs.finding import edition_files
from helhet.pathway.calendar import LAST_DAY, Calendar, parse_day, read_calendar
from helhet.pathway.checking import checked_pathways
from helhet.pathway.course import Course, CourseReading, Entry, Run, Value
from helhet.pathway.documents import SourceFile
from helhet.pathway.explaining import Explanation, explain_clock, explain_run
from helhet.pathway.explaining_days import DayWords
from helhet.pathway.folding import read_course
from helhet.pathway.model import FieldType, Limit, Pathway
from helhet.pathway.ordering import position
from helhet.pathway.phrases import Duration, FieldRef, SignalKind, TimeUnit, read_guard
from helhet.pathway.reading import read_pathway
from helhet.pathway.tables import Table, compile_pathway
from helhet.pathway.words import Title

CONTENT = Path(helhet.__file__).parent / "content/norway"
TEXTS = [
    (CONTENT / "calendar" / name).read_text("utf-8") for name in ("holidays.csv", "offsets.csv")
]
NORWAY = read_calendar(*TEXTS)
SIX_DAYS = read_calendar(*TEXTS, saturday_is_working=True)

HELP = """
pathway: help
edition: "1"
valid: {from: 2019-01-01}
subject: person
area: treatment
label: health
settings:
  outpatient: {title: {en: Outpatient, nb: Poliklinisk, nn: Poliklinisk}}
  inpatient: {title: {en: Inpatient, nb: Døgn, nn: Døgn}}
states:
  asked: {title: {en: Asked, nb: Spurt, nn: Spurd}}
  helped: {}
  ended: {final: yes}
conditions:
  young: {age-under: 23, title: {en: Under 23, nb: Under 23 år, nn: Under 23 år}}
  grown: {age-from: 18}
  told: {on: tell, off: untell, title: {en: Has been told, nb: Er varslet, nn: Er varsla}}
  seen: {on: tell.twice}
forms:
  plan:
    fields:
      since: {type: date, title: {en: First asked on, nb: Først spurt, nn: Først spurd}}
      by: {type: date, title: {en: Help by, nb: Hjelp innen, nn: Hjelp innan}}
events:
  ask: {opens: asked, form: plan, title: {en: Request received, nb: Søknad mottatt, nn: Søknad motteken}}
  begin:
    to: helped
    title: {en: Help begun, nb: Hjelp startet, nn: Hjelp starta}
    outcomes: {here: {title: {en: Here, nb: Her, nn: Her}}, there: {}}
  move-in: {setting: inpatient, title: {en: Moved in, nb: Flyttet inn, nn: Flytta inn}}
  move-out: {setting: outpatient}
  tell: {title: {en: Told, nb: Varslet, nn: Varsla}, outcomes: {twice: {}}}
  untell: {}
  plan-anew: {form: plan, title: {en: Planned anew, nb: Planlagt på nytt, nn: Planlagt på nytt}}
  close: {to: ended, form: plan}
clocks:
  answer: {title: {en: Answer, nb: Svar, nn: Svar}, start: ask, stop: begin, binding: law, CLOCK}
"""
LAWS = {"act-2": Title(en="The act § 2", nb="Loven § 2", nn="Lova § 2")}
SOURCES = {"S1": "Parliament, bill 55"}


def pathway(clock: str, *more: str, binding: str = "law") -> Pathway:
    """Return the pathway with the clock `answer` completed so, and with other clocks below it."""
    text = HELP.replace("binding: law, CLOCK", f"binding: {binding}, {clock}")
    text += "".join(f"  {line}\n" for line in more)
    read = read_pathway(SourceFile("help.yaml", text.encode()))
    assert read.pathway, read.problems
    return read.pathway


def day(text: str) -> int:
    return parse_day(text)


def at(text: str, calendar: Calendar = NORWAY) -> int:
    on, time = text.split(" ")
    hour, minute = time.split(":")
    return calendar.instant_of(day(on), int(hour), int(minute))


def explained(
    clock: str, on: str, language: str = "en", calendar: Calendar = NORWAY, **more: object
) -> Explanation:
    start_at = at(on, calendar) if " " in on else None
    return explain_clock(
        [pathway(clock)],
        calendar,
        "answer",
        start_day=day(on[:10]),
        start_at=start_at,
        language=language,
        **more,  # type: ignore[arg-type]  # each test gives what it needs
    )


def entry(number: int, on: str, event: str, outcome: str | None = None, **more: object) -> Entry:
    instant = at(on) if " " in on else None
    return Entry(number, day(on[:10]), event, outcome, instant, **more)  # type: ignore[arg-type]  # as above


# --- the whole of it, in three languages ----------------------------------------------------------


def test_ten_working_days_skip_the_holiday_that_is_named() -> None:
    clock = "within: 10 working days, basis: {ref: act-2, source: S1}, source: S2"

    told = {
        language: explained(clock, "2026-05-04", language, laws=LAWS, sources=SOURCES).lines
        for language in ("en", "nb", "nn")
    }

    assert told["en"] == (
        "Answer: required by law; responsible: unit.",
        "From Mon 4 May 2026.",
        "10 working days from Mon 4 May 2026; Thu 14 May is Ascension Day; so Tue 19 May 2026.",
        "Due: Tue 19 May 2026, the whole day.",
        "Rules in force: edition 1, from Tue 1 Jan 2019.",
        "Legal basis on that day: The act § 2 (S1: Parliament, bill 55).",
        "Source: S2.",
    )
    assert told["nb"] == (
        "Svar: lovpålagt; ansvar: enhet.",
        "Fra mandag 4. mai 2026.",
        "10 virkedager fra mandag 4. mai 2026; torsdag 14. mai er Kristi himmelfartsdag; altså tirsdag 19. mai 2026.",
        "Frist: tirsdag 19. mai 2026, hele dagen.",
        "Gjeldende regler: utgave 1, fra tirsdag 1. januar 2019.",
        "Hjemmel den dagen: Loven § 2 (S1: Parliament, bill 55).",
        "Kilde: S2.",
    )
    assert told["nn"] == (
        "Svar: lovpålagd; ansvar: eining.",
        "Frå måndag 4. mai 2026.",
        "10 virkedagar frå måndag 4. mai 2026; torsdag 14. mai er Kristi himmelfartsdag; altså tysdag 19. mai 2026.",
        "Frist: tysdag 19. mai 2026, heile dagen.",
        "Gjeldande reglar: utgåve 1, frå tysdag 1. januar 2019.",
        "Heimel den dagen: Lova § 2 (S1: Parliament, bill 55).",
        "Kjelde: S2.",
    )


def test_the_text_is_the_lines_and_the_due_is_the_first_instant_too_late() -> None:
    told = explained("within: 0 days", "2026-05-04")

    assert told.due == NORWAY.day_start[day("2026-05-05")]
    assert told.text.splitlines() == list(told.lines)


# --- counting ---------------------------------------------------------------------------------------


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

    told = explained("within: {date-from: plan.by, less: 1 month}", "2026-01-05", values=values)

    expected = (
        "1 month before Tue 31 Mar 2026 (“Help by”); that month is shorter; so Sat 28 Feb 2026."
    )
    assert expected in told.lines


def test_of_very_many_free_days_the_first_are_named_and_the_others_counted() -> None:
    told = explained("within: 252 working days", "2026-01-05").lines

    assert told[2] == (
        "252 working days from Mon 5 Jan 2026; Thu 2 Apr is Maundy Thursday; Fri 3 Apr is Good Friday; "
        "Mon 6 Apr is Easter Monday; Fri 1 May is Labour Day; Thu 14 May is Ascension Day; "
        "Mon 25 May is Whit Monday; Fri 25 Dec is Christmas Day; Fri 1 Jan is New Year's Day; so Mon 4 Jan 2027."
    )
    many = explained("within: 330 working days", "2026-01-05").lines[2]
    assert "Fri 1 Jan is New Year's Day; and 3 more free days; so" in many


def test_a_closed_day_and_a_holiday_without_a_name_in_the_language_are_named_all_the_same() -> None:
    holidays = "date,sv\n2026-05-14,Kristi himmelsfärds dag\n"
    calendar = read_calendar(holidays, TEXTS[1], closed_days=[day("2026-05-15")])

    told = explained("within: 10 working days", "2026-05-04", calendar=calendar).lines

    assert told[2] == (
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
    told = explained("within: 24 hours", "2026-10-24 14:00", language).lines

    assert told[2:4] == sentences


def test_seconds_are_written_where_there_are_any() -> None:
    words = DayWords(NORWAY, "en")

    assert words.moment(at("2026-05-04 14:00") + 5_000_000) == "Mon 4 May 2026 at 14:00:05"


# --- what chose the limit -----------------------------------------------------------------------------


BY_SETTING = "within: {outpatient: 21 days, inpatient: 7 days}"
BY_CONDITION = """within: [{limit: 6 weeks, when: told}, {limit: 4 weeks, when: told & young},
    {limit: 2 weeks, when: not told & in asked | helped & not outpatient}]"""


def test_the_setting_chooses_the_limit() -> None:
    told = {
        language: explained(BY_SETTING, "2026-05-04", language, setting="inpatient").lines[2:5]
        for language in ("en", "nb", "nn")
    }

    assert told["en"] == (
        "Limit: 7 days (inpatient).",
        "Does not apply: 21 days (outpatient).",
        "7 days from Mon 4 May 2026; so Mon 11 May 2026.",
    )
    assert told["nb"] == (
        "Grense: 7 dager (døgn).",
        "Gjelder ikke: 21 dager (poliklinisk).",
        "7 dager fra mandag 4. mai 2026; altså mandag 11. mai 2026.",
    )
    assert told["nn"] == (
        "Grense: 7 dagar (døgn).",
        "Gjeld ikkje: 21 dagar (poliklinisk).",
        "7 dagar frå måndag 4. mai 2026; altså måndag 11. mai 2026.",
    )


def test_without_a_setting_no_limit_by_setting_applies() -> None:
    told = {
        language: explained(BY_SETTING, "2026-05-04", language) for language in ("en", "nb", "nn")
    }

    assert told["en"].due is None
    assert told["en"].lines[2:5] == (
        "Does not apply: 21 days (outpatient), 7 days (inpatient).",
        "The setting is not known yet.",
        "No due: none of the limits applies.",
    )
    assert told["nb"].lines[3:5] == (
        "Hjelpeformen er ikke kjent ennå.",
        "Ingen frist: ingen av grensene gjelder.",
    )
    assert told["nn"].lines[3:5] == (
        "Hjelpeforma er ikkje kjend enno.",
        "Ingen frist: ingen av grensene gjeld.",
    )


def test_of_several_that_apply_the_shortest_holds() -> None:
    more = {"conditions": frozenset({"told"}), "born": day("2005-01-01")}

    told = {
        language: explained(BY_CONDITION, "2026-05-04", language, **more).lines[2:5]
        for language in ("en", "nb", "nn")
    }

    assert told["en"] == (
        "The shortest of those that apply: 4 weeks (if “Has been told” and “Under 23”); the others: 6 weeks (if “Has been told”).",
        "Does not apply: 2 weeks (if not “Has been told” and in “Asked” or “helped” and not outpatient).",
        "The setting is not known yet.",
    )
    assert told["nb"][:2] == (
        "Den korteste av dem som gjelder: 4 uker (hvis «Er varslet» og «Under 23 år»); de andre: 6 uker (hvis «Er varslet»).",
        "Gjelder ikke: 2 uker (hvis ikke «Er varslet» og i «Spurt» eller «helped» og ikke poliklinisk).",
    )
    assert told["nn"][:2] == (
        "Den kortaste av dei som gjeld: 4 veker (dersom «Er varsla» og «Under 23 år»); dei andre: 6 veker (dersom «Er varsla»).",
        "Gjeld ikkje: 2 veker (dersom ikkje «Er varsla» og i «Spurd» eller «helped» og ikkje poliklinisk).",
    )


def test_the_state_chooses_too() -> None:
    told = explained(BY_CONDITION, "2026-05-04", state="asked", setting="inpatient")

    assert told.due == NORWAY.day_start[day("2026-05-19")]


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

    told = explained(within, "2026-05-04", born=day(born), conditions=frozenset({"grown", "told"}))

    assert limit in told.lines[2]


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
            ("«Hjelp innan» er ikkje oppgjeve.", "Ingen frist."),
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
    told = explained(clock, "2026-05-04", language)

    assert told.due is None
    assert told.lines[2 : 2 + len(lines)] == lines


def test_a_date_reached_back_beyond_the_calendar_gives_no_due() -> None:
    values = {"plan.by": day("2026-05-20")}

    told = explained("within: {date-from: plan.by, less: 40000 days}", "2026-05-04", values=values)

    expected = "40000 days before Wed 20 May 2026 (“Help by”) lies outside the calendar, which has the years 1970 to 2100."
    assert told.lines[2] == expected


def test_hours_beyond_the_calendar_give_no_due() -> None:
    told = explained("within: 40000 hours", "2100-12-01")

    assert told.due is None
    assert told.lines[2].startswith("40000 hours from Wed 1 Dec 2100 lies outside the calendar")


def test_a_date_that_is_a_yes_is_not_given() -> None:
    told = explained("within: {date-from: plan.by}", "2026-05-04", values={"plan.by": True})

    assert told.lines[2] == "“Help by” is not given."


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
    told = explained(f"within: {within}, allows: tell", "2026-05-04 14:00", language)

    assert told.lines[3] == line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Not before: 7 days from Mon 4 May 2026; so Mon 11 May 2026."),
        ("nb", "Ikke før: 7 dager fra mandag 4. mai 2026; altså mandag 11. mai 2026."),
        ("nn", "Ikkje før: 7 dagar frå måndag 4. mai 2026; altså måndag 11. mai 2026."),
    ],
)
def test_of_several_minimum_times_the_longest_is_told(language: str, line: str) -> None:
    told = explained("no-sooner: [3 days, 7 days]", "2026-05-04", language)

    assert told.earliest == NORWAY.day_start[day("2026-05-11")]
    assert told.lines[3] == line


# --- how sure the rule is, and what it rests on ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "Uncertain rule: not verified in a source.",
                "Ships switched off: it counts only where it has been switched on.",
            ),
        ),
        (
            "nb",
            (
                "Usikker regel: ikke bekreftet i en kilde.",
                "Levert avslått: den gjelder bare der den er slått på.",
            ),
        ),
        (
            "nn",
            (
                "Usikker regel: ikkje stadfesta i ei kjelde.",
                "Levert avslått: han gjeld berre der han er slått på.",
            ),
        ),
    ],
)
def test_an_uncertain_rule_and_one_that_is_off_say_so(
    language: str, lines: tuple[str, str]
) -> None:
    told = explained("within: 7 days, verified: no, shipped: off", "2026-05-04", language)

    assert told.lines[1:3] == lines
    assert told.due == NORWAY.day_start[day("2026-05-12")]


PERIODS = """within: 10 days, verified: no, basis: [{ref: act-2, to: 2020-02-29}, {ref: act-3, from: 2020-03-01, to: 2020-06-30}],
    source: S1, periods: [{from: 2020-03-01, to: 2020-03-31, within: 30 days, shipped: off},
      {from: 2020-05-01, within: 20 days, source: S9, to: 2020-05-31}, {from: 2020-08-01, verified: yes, basis: {ref: act-4}}]"""


@pytest.mark.parametrize(
    ("on", "lines"),
    [
        (
            "2019-12-02",
            (
                "Answer: required by law; responsible: unit.",
                "Uncertain rule: not verified in a source.",
                "From Mon 2 Dec 2019.",
                "10 days from Mon 2 Dec 2019; so Thu 12 Dec 2019.",
                "Due: Thu 12 Dec 2019, the whole day.",
                "Rules in force: edition 1, from Tue 1 Jan 2019.",
                "Legal basis on that day: act-2.",
                "Source: S1.",
            ),
        ),
        (
            "2020-03-02",
            (
                "Answer: required by law; responsible: unit.",
                "Uncertain rule: not verified in a source.",
                "Not counted, as it ships switched off: 30 days for starts from Sun 1 Mar 2020 to Tue 31 Mar 2020.",
                "From Mon 2 Mar 2020.",
                "10 days from Mon 2 Mar 2020; so Thu 12 Mar 2020.",
                "Due: Thu 12 Mar 2020, the whole day.",
                "Rules in force: edition 1, from Tue 1 Jan 2019.",
                "Legal basis on that day: act-3.",
                "Source: S1.",
            ),
        ),
        (
            "2020-05-04",
            (
                "Answer: required by law; responsible: unit.",
                "Uncertain rule: not verified in a source.",
                "From Mon 4 May 2020.",
                "20 days from Mon 4 May 2020; so Sun 24 May 2020.",
                "Due: Sun 24 May 2020, the whole day.",
                "Rules in force: edition 1, from Tue 1 Jan 2019, with what holds for starts from Fri 1 May 2020 to Sun 31 May 2020.",
                "Legal basis on that day: act-3.",
                "Source: S9.",
            ),
        ),
        (
            "2020-07-06",
            (
                "Answer: required by law; responsible: unit.",
                "Uncertain rule: not verified in a source.",
                "From Mon 6 Jul 2020.",
                "10 days from Mon 6 Jul 2020; so Thu 16 Jul 2020.",
                "Due: Thu 16 Jul 2020, the whole day.",
                "Rules in force: edition 1, from Tue 1 Jan 2019.",
                "No basis is named for that day.",
                "Source: S1.",
            ),
        ),
        (
            "2020-08-03",
            (
                "Answer: required by law; responsible: unit.",
                "From Mon 3 Aug 2020.",
                "10 days from Mon 3 Aug 2020; so Thu 13 Aug 2020.",
                "Due: Thu 13 Aug 2020, the whole day.",
                "Rules in force: edition 1, from Tue 1 Jan 2019, with what holds for starts from Sat 1 Aug 2020.",
                "Legal basis on that day: act-4.",
                "Source: S1.",
            ),
        ),
    ],
)
def test_period_basis_and_doubt_are_those_of_the_start_day(on: str, lines: tuple[str, ...]) -> None:
    assert explained(PERIODS, on).lines == lines


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "nb",
            {
                "Regnes ikke med, fordi det er levert avslått: 30 dager for start fra søndag 1. mars 2020 til tirsdag 31. mars 2020.",
                "Hjemmel den dagen: act-3.",
            },
        ),
        (
            "nn",
            {
                "Blir ikkje rekna med, fordi det er levert avslått: 30 dagar for start frå søndag 1. mars 2020 til tysdag 31. mars 2020.",
                "Heimel den dagen: act-3.",
            },
        ),
    ],
)
def test_a_period_that_is_off_says_so_in_norwegian_too(language: str, expected: set[str]) -> None:
    assert expected <= set(explained(PERIODS, "2020-03-02", language).lines)


@pytest.mark.parametrize(
    ("period", "language", "line"),
    [
        (
            "{to: 2020-12-31}",
            "en",
            "Rules in force: edition 1, from Tue 1 Jan 2019, with what holds for starts to Thu 31 Dec 2020.",
        ),
        (
            "{within: 3 days}",
            "en",
            "Rules in force: edition 1, from Tue 1 Jan 2019, with what holds for starts at any time.",
        ),
        (
            "{to: 2020-12-31}",
            "nb",
            "Gjeldende regler: utgave 1, fra tirsdag 1. januar 2019, med det som gjelder for start til torsdag 31. desember 2020.",
        ),
        (
            "{within: 3 days}",
            "nn",
            "Gjeldande reglar: utgåve 1, frå tysdag 1. januar 2019, med det som gjeld for start når som helst.",
        ),
    ],
)
def test_a_period_may_be_open_at_either_end(period: str, language: str, line: str) -> None:
    assert line in explained(f"within: 7 days, periods: [{period}]", "2020-02-03", language).lines


def test_what_binds_less_than_law_has_a_basis_and_roles_have_their_titles() -> None:
    clock = "within: 7 days, owner: first-doctor, basis: {ref: act-2}"
    roles = {"first-doctor": Title(en="First doctor", nb="Første lege", nn="Første lege")}
    guidance = pathway(clock, binding="guidance")

    named = explain_clock([guidance], NORWAY, "answer", start_day=day("2026-05-04"), roles=roles)
    bare = explain_clock([guidance], NORWAY, "answer", start_day=day("2026-05-04"), language="nn")

    assert named.lines[0] == "Answer: recommended in guidance; responsible: First doctor."
    assert named.lines[-1] == "Basis on that day: act-2."
    assert bare.lines[0] == "Svar: tilrådd i rettleiar; ansvar: first doctor."
    assert bare.lines[-1] == "Grunnlag den dagen: act-2."


@pytest.mark.parametrize(
    ("binding", "lines"),
    [
        ("target", ("a target", "et mål", "eit mål")),
        ("right", ("a right", "en rett", "ein rett")),
        ("none", ("no duty", "ingen plikt", "inga plikt")),
    ],
)
def test_how_far_it_binds_is_said(binding: str, lines: tuple[str, ...]) -> None:
    editions = [pathway("within: 7 days, owner: municipality", binding=binding)]

    told = [
        explain_clock(editions, NORWAY, "answer", start_day=day("2026-05-04"), language=language)
        for language in ("en", "nb", "nn")
    ]

    firsts = (
        f"Answer: {lines[0]}; responsible: municipality.",
        f"Svar: {lines[1]}; ansvar: kommune.",
        f"Svar: {lines[2]}; ansvar: kommune.",
    )
    assert tuple(each.lines[0] for each in told) == firsts


def test_the_edition_in_force_on_the_start_day_is_told_and_counted() -> None:
    first = pathway("within: 10 days")
    second = edition(pathway("within: 5 days"), "2", "2026-06-01")

    before = explain_clock([second, first], NORWAY, "answer", start_day=day("2026-05-31"))
    after = explain_clock([second, first], NORWAY, "answer", start_day=day("2026-06-01"))

    assert before.lines[-1] == "Rules in force: edition 1, from Tue 1 Jan 2019."
    assert before.due == NORWAY.day_start[day("2026-06-11")]
    assert after.lines[-1] == "Rules in force: edition 2, from Mon 1 Jun 2026."
    assert after.due == NORWAY.day_start[day("2026-06-07")]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "No rule of this sort is in force for starts on Mon 31 Dec 2018: nothing is counted.",
        ),
        ("nb", "Ingen slik regel gjelder for start mandag 31. desember 2018: ingenting regnes."),
        ("nn", "Ingen slik regel gjeld for start måndag 31. desember 2018: ingenting blir rekna."),
    ],
)
def test_a_day_before_the_rule_counts_nothing(language: str, line: str) -> None:
    told = explained("within: 7 days", "2018-12-31", language)

    assert (told.due, told.earliest) == (None, None)
    assert told.lines[1:] == (line,)


def test_a_clock_that_a_newer_edition_brought_is_not_in_force_before_it() -> None:
    first = pathway("within: 10 days")
    brought = pathway(
        "within: 5 days",
        "later: {title: {en: Later, nb: Senere, nn: Seinare}, start: ask, stop: begin, within: 2 days}",
    )

    told = explain_clock(
        [first, edition(brought, "2", "2026-06-01")], NORWAY, "later", start_day=day("2026-05-31")
    )

    assert told.lines == (
        "Later: no duty; responsible: unit.",
        "No rule of this sort is in force for starts on Sun 31 May 2026: nothing is counted.",
    )


# --- where it starts -----------------------------------------------------------------------------------------------


def test_an_earlier_date_in_the_form_is_where_it_starts() -> None:
    values = {"plan.since": day("2026-04-30")}

    told = explained("start-at: plan.since, within: 24 hours", "2026-05-04 14:00", values=values)

    assert told.lines[1:3] == (
        "From Thu 30 Apr 2026 (“First asked on”).",
        "24 hours from Thu 30 Apr 2026 at 00:00; so Fri 1 May 2026 at 00:00.",
    )


def test_a_later_date_in_the_form_moves_no_start() -> None:
    values = {"plan.since": day("2026-05-06")}

    told = explained("start-at: plan.since, within: 7 days", "2026-05-04 14:00", values=values)

    assert told.lines[1] == "From Mon 4 May 2026 at 14:00."


# --- runs that the folding read --------------------------------------------------------------------------------------


def edition(of: Pathway, name: str, first: str) -> Pathway:
    valid = of.valid.model_copy(update={"from_": day(first)})
    return of.model_copy(update={"edition": name, "valid": valid})


class Read:
    """A course read as of the end of a day, and its runs explained."""

    def __init__(
        self, editions: list[Pathway], entries: list[Entry], until: str, born: str | None = None
    ) -> None:
        self.table = compile_pathway(editions, NORWAY)
        self.course = Course(tuple(entries), day(born) if born else None)
        self.until = NORWAY.day_start[day(until) + 1] - 1
        self.reading = read_course(self.table, self.course, self.until)

    def explained(
        self, clock: str = "answer", number: int = 1, language: str = "en"
    ) -> Explanation:
        found = [run for run in self.reading.runs if (run.clock, run.number) == (clock, number)]
        return explain_run(
            self.table, self.course, found[0], until=self.until, language=language, laws=LAWS
        )


def test_a_run_names_the_entry_that_started_it() -> None:
    entries = [entry(1, "2026-05-04", "ask"), entry(2, "2026-05-08", "begin", "here")]
    read = Read([pathway("within: 10 working days")], entries, "2026-06-01")

    told = {language: read.explained(language=language).lines[1] for language in ("en", "nb", "nn")}

    assert told == {
        "en": "From Mon 4 May 2026 (Request received).",
        "nb": "Fra mandag 4. mai 2026 (Søknad mottatt).",
        "nn": "Frå måndag 4. mai 2026 (Søknad motteken).",
    }


def test_a_run_started_by_an_outcome_names_it() -> None:
    other = "stay: {start: begin, stop: close, within: 2 days}"
    entries = [
        entry(1, "2026-05-04", "ask"),
        entry(2, "2026-05-08 09:30", "begin", "here"),
    ]
    read = Read([pathway("within: 7 days", other)], entries, "2026-06-01")

    assert read.explained("stay").lines[1] == "From Fri 8 May 2026 at 09:30 (Help begun: Here)."
    assert read.explained("stay", language="nb").lines[0] == "stay: ingen plikt; ansvar: enhet."


def test_a_run_from_an_earlier_date_tells_the_date_and_the_entry() -> None:
    entries = [entry(1, "2026-05-04", "ask", values={"plan.since": day("2026-04-20")})]
    read = Read([pathway("start-at: plan.since, within: 7 days")], entries, "2026-06-01")

    told = {language: read.explained(language=language).lines[1] for language in ("en", "nb", "nn")}

    assert told == {
        "en": "From Mon 20 Apr 2026 (“First asked on”, Request received on Mon 4 May 2026).",
        "nb": "Fra mandag 20. april 2026 («Først spurt», Søknad mottatt mandag 4. mai 2026).",
        "nn": "Frå måndag 20. april 2026 («Først spurd», Søknad motteken måndag 4. mai 2026).",
    }


def test_a_run_that_time_started_says_so() -> None:
    other = "warned: {start: due answer, stop: close, within: 24 hours}"
    read = Read([pathway("within: 7 days", other)], [entry(1, "2026-05-04", "ask")], "2026-06-01")

    told = {
        language: read.explained("warned", language=language).lines[1:4]
        for language in ("en", "nb", "nn")
    }

    assert told["en"] == (
        "From Mon 11 May 2026 at 24:00 (by the passing of time).",
        "24 hours from Mon 11 May 2026 at 24:00; so Tue 12 May 2026 at 24:00.",
        "Due: Tue 12 May 2026, the whole day.",
    )
    assert told["nb"][0] == "Fra mandag 11. mai 2026 kl. 24.00 (ved at tiden gikk)."
    assert told["nn"][0] == "Frå måndag 11. mai 2026 kl. 24.00 (ved at tida gjekk)."


def test_a_run_that_the_birth_started_is_started_by_time() -> None:
    other = "check: {start: on young, stop: close, within: 7 days}"
    entries = [entry(1, "2026-05-04", "ask")]
    read = Read([pathway("within: 7 days", other)], entries, "2026-06-01", born="2005-01-01")

    assert read.explained("check").lines[1] == "From Mon 4 May 2026 (by the passing of time)."


RECOUNTED = f"{BY_SETTING}, on-change: {{setting: recount, not-before: 7 days}}"


def test_a_new_setting_recounts_the_due_and_leaves_what_not_before_says() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-15", "move-in"),
    ]
    read = Read([pathway(RECOUNTED)], entries, "2026-06-01")

    told = {
        language: read.explained(language=language).lines[5:10] for language in ("en", "nb", "nn")
    }

    assert told["en"] == (
        "Set anew on Fri 15 May 2026 (Moved in): the setting is now inpatient; counted anew from the start.",
        "Limit: 7 days (inpatient).",
        "Does not apply: 21 days (outpatient).",
        "7 days from Mon 4 May 2026; so Mon 11 May 2026.",
        "A change leaves at least 7 days, unless less was left; so Fri 22 May 2026.",
    )
    assert (told["nb"][0], told["nb"][4]) == (
        "Satt på nytt fredag 15. mai 2026 (Flyttet inn): hjelpeformen er nå døgn; regnet på nytt fra starten.",
        "En endring lar minst 7 dager stå igjen, hvis ikke mindre var igjen; altså fredag 22. mai 2026.",
    )
    assert (told["nn"][0], told["nn"][4]) == (
        "Sett på nytt fredag 15. mai 2026 (Flytta inn): hjelpeforma er no døgn; rekna på nytt frå starten.",
        "Ei endring lèt minst 7 dagar stå att, dersom ikkje mindre var att; altså fredag 22. mai 2026.",
    )
    assert read.explained().lines[10] == "Due: Fri 22 May 2026, the whole day."


def test_a_change_that_gives_the_same_due_is_not_told() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-20", "move-in"),
    ]
    read = Read([pathway(RECOUNTED)], entries, "2026-06-01")

    assert not [line for line in read.explained().lines if line.startswith("Set anew")]


def test_the_first_setting_gives_a_run_its_due() -> None:
    entries = [entry(1, "2026-05-04", "ask"), entry(2, "2026-05-06", "move-in")]
    read = Read([pathway(BY_SETTING)], entries, "2026-06-01")

    told = {language: read.explained(language=language).lines for language in ("en", "nb", "nn")}

    assert told["en"][4:6] == (
        "No due: none of the limits applies.",
        "Set anew on Wed 6 May 2026 (Moved in): the setting is known, inpatient; counted anew from the start.",
    )
    assert told["en"][9] == "Due: Mon 11 May 2026, the whole day."
    assert told["nb"][5] == (
        "Satt på nytt onsdag 6. mai 2026 (Flyttet inn): hjelpeformen er kjent, døgn; regnet på nytt fra starten."
    )
    assert told["nn"][5] == (
        "Sett på nytt onsdag 6. mai 2026 (Flytta inn): hjelpeforma er kjend, døgn; rekna på nytt frå starten."
    )


RESTARTED = "within: {limit: 24 hours, when: not told}, on-change: {told: restart, young: recount}"


def test_a_condition_takes_the_due_away_and_gives_it_back_from_that_day() -> None:
    entries = [
        entry(1, "2026-05-04 10:00", "ask"),
        entry(2, "2026-05-04 20:00", "tell", "twice"),
        entry(3, "2026-05-12 08:00", "untell"),
    ]
    read = Read([pathway(RESTARTED)], entries, "2026-06-01")

    told = {
        language: read.explained(language=language).lines[4:10] for language in ("en", "nb", "nn")
    }

    assert told["en"] == (
        "Set anew on Mon 4 May 2026 (Told: twice): “Has been told” holds now; counted anew from that day.",
        "Does not apply: 24 hours (if not “Has been told”).",
        "No due: none of the limits applies.",
        "Set anew on Tue 12 May 2026 (untell): “Has been told” no longer holds; counted anew from that day.",
        "Limit: 24 hours (if not “Has been told”).",
        "24 hours from Tue 12 May 2026 at 08:00; so Wed 13 May 2026 at 08:00.",
    )
    assert (told["nb"][0], told["nb"][3]) == (
        "Satt på nytt mandag 4. mai 2026 (Varslet: twice): «Er varslet» gjelder nå; regnet på nytt fra den dagen.",
        "Satt på nytt tirsdag 12. mai 2026 (untell): «Er varslet» gjelder ikke lenger; regnet på nytt fra den dagen.",
    )
    assert (told["nn"][0], told["nn"][3]) == (
        "Sett på nytt måndag 4. mai 2026 (Varsla: twice): «Er varsla» gjeld no; rekna på nytt frå den dagen.",
        "Sett på nytt tysdag 12. mai 2026 (untell): «Er varsla» gjeld ikkje lenger; rekna på nytt frå den dagen.",
    )


def test_only_the_conditions_that_the_clock_heeds_are_told() -> None:
    clock = "within: {limit: 5 days, when: not told}, on-change: {told: restart, setting: keep}"
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-05", "tell", "twice", setting="inpatient"),
    ]
    read = Read([pathway(clock)], entries, "2026-06-01")

    expected = "Set anew on Tue 5 May 2026 (Told: twice): “Has been told” holds now; counted anew from that day."
    assert expected in read.explained().lines


def test_a_birthday_can_set_a_due_anew() -> None:
    clock = "within: [{limit: 40 days, when: young}, {limit: 60 days}], on-change: {young: recount}"
    entries = [entry(1, "2026-05-04", "ask")]
    read = Read([pathway(clock)], entries, "2026-06-01", born="2003-05-20")

    assert read.explained().lines[4] == (
        "Set anew on Wed 20 May 2026 (by the passing of time): “Under 23” no longer holds; counted anew from the start."
    )


def test_a_new_date_sets_a_due_anew() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", values={"plan.by": day("2026-05-20")}),
        entry(2, "2026-05-06", "plan-anew", values={"plan.by": day("2026-06-15")}),
    ]
    read = Read(
        [pathway("within: {date-from: plan.by}, sets-due: plan-anew")], entries, "2026-06-01"
    )

    told = {language: read.explained(language=language).lines for language in ("en", "nb", "nn")}

    assert told["en"][3:6] == (
        "Set anew on Wed 6 May 2026 (Planned anew): a new date is given.",
        "“Help by” is Mon 15 Jun 2026.",
        "Due: Mon 15 Jun 2026, the whole day.",
    )
    assert told["nb"][3] == "Satt på nytt onsdag 6. mai 2026 (Planlagt på nytt): ny dato er gitt."
    assert told["nn"][3] == "Sett på nytt onsdag 6. mai 2026 (Planlagt på nytt): ny dato er gitt."


def test_a_date_given_by_the_entry_that_ends_it_is_told_as_such() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", values={"plan.by": day("2026-05-20")}),
        entry(2, "2026-05-06", "close", values={"plan.by": day("2026-06-15")}),
    ]
    read = Read([pathway("within: {date-from: plan.by}, sets-due: close")], entries, "2026-06-01")

    told = {language: read.explained(language=language).lines[3] for language in ("en", "nb", "nn")}

    assert told == {
        "en": "Set anew on the day it ended.",
        "nb": "Satt på nytt dagen den sluttet.",
        "nn": "Sett på nytt dagen han slutta.",
    }
    assert read.explained().lines[4] == "Due: Mon 15 Jun 2026, the whole day."


def test_a_later_run_of_a_clock_is_told_by_itself_as_of_then() -> None:
    other = "told-again: {start: tell, stop: untell, each: tell, within: 3 days}"
    entries = [
        entry(1, "2026-05-04", "ask"),
        entry(2, "2026-05-06", "tell"),
        entry(3, "2026-05-07", "untell"),
        entry(4, "2026-05-11", "tell"),
        entry(5, "2026-07-01", "close"),
    ]
    read = Read([pathway("within: 7 days", other)], entries, "2026-06-01")
    (_, second) = [run for run in read.reading.runs if run.clock == "told-again"]

    told = explain_run(read.table, read.course, second, until=read.until)

    assert told.due == NORWAY.day_start[day("2026-05-15")]
    assert told.lines[1] == "From Mon 11 May 2026 (Told)."


def test_a_run_as_known_after_an_entry_does_not_know_the_correction() -> None:
    entries = [
        entry(1, "2026-05-04", "ask"),
        entry(2, "2026-05-05", "ask", replaces=1),
    ]
    table, course = compile_pathway([pathway("within: 7 days")], NORWAY), Course(tuple(entries))
    until = NORWAY.day_start[day("2026-06-01")]
    run = read_course(table, course, until, known_after=1).runs[0]

    told = explain_run(table, course, run, until=until, known_after=1)

    assert told.lines[1] == "From Mon 4 May 2026 (Request received)."


def test_a_change_in_a_later_edition_names_what_only_that_edition_has() -> None:
    clock = pathway("within: 7 days, on-change: {setting: restart}")
    old = clock.model_copy(update={"settings": {"outpatient": clock.settings["outpatient"]}})
    entries = [
        entry(1, "2026-05-28", "ask", setting="outpatient"),
        entry(2, "2026-06-02", "move-in"),
    ]

    read = Read([old, edition(clock, "2", "2026-06-01")], entries, "2026-07-01")

    assert read.explained().lines[3] == (
        "Set anew on Tue 2 Jun 2026 (Moved in): the setting is now inpatient; counted anew from that day."
    )


# --- always the folding's own date ---------------------------------------------------------------------------------------

AMOUNTS = {
    TimeUnit.HOURS: 100,
    TimeUnit.DAYS: 90,
    TimeUnit.WORKING_DAYS: 90,
    TimeUnit.WEEKS: 20,
    TimeUnit.MONTHS: 24,
}
GUARDS = (
    *(None, None, None, "inpatient", "not outpatient", "young", "not grown", "told"),
    *("not told & in asked", "in asked | helped & young", "in helped", "seen & told"),
)
FAR_ENOUGH = LAST_DAY - 2_000
"""From here on the stepping gives a due in hours that lies beyond the calendar (§4 has none there)."""


def durations(*units: TimeUnit) -> st.SearchStrategy[Duration]:
    def of(unit: TimeUnit) -> st.SearchStrategy[Duration]:
        few = st.integers(0, AMOUNTS[unit])
        return st.builds(Duration, few | st.just(40_000), st.just(unit))

    return st.sampled_from(units or tuple(TimeUnit)).flatmap(of)


def limits() -> st.SearchStrategy[Limit]:
    when = st.sampled_from(GUARDS).map(lambda text: read_guard(text) if text else None)
    less = durations(*(unit for unit in TimeUnit if unit is not TimeUnit.HOURS))
    by = FieldRef("plan", "by")
    return st.builds(Limit, limit=durations(), when=when) | st.builds(
        Limit, date_from=st.just(by), less=st.none() | less, when=when
    )


STARTS = st.one_of(
    st.integers(day("2019-02-15"), FAR_ENOUGH),
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
    keys = {name: "one" for name, kind in fields if kind is not FieldType.DATE}
    instant = NORWAY.instant_of(on, 14, 30) if number % 2 else None
    told = Entry(1, on, event, outcome, instant, setting, values={**keys, **dates})
    return Course((told,), on - (19 + number % 6) * 365)
