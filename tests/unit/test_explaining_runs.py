"""Why a run that was read is due when it is, with all that set it anew."""

from helhet.pathway.courses.course import Course
from helhet.pathway.courses.folding import read_course
from helhet.pathway.explaining.explain import explain_run
from helhet.pathway.tables.table import compile_pathway
from tests.unit.explained import BY_SETTING, NORWAY, Read, at, day, edition, entry, pathway


def test_a_run_names_the_entry_that_started_it() -> None:
    entries = [entry(1, "2026-05-04", "ask"), entry(2, "2026-05-08", "begin", "here")]
    read = Read([pathway("within: 10 working days")], entries, "2026-06-01")

    told = read.told(1, 2)

    assert told == {
        "en": ("From Mon 4 May 2026 (Request received).",),
        "nb": ("Fra mandag 4. mai 2026 (Søknad mottatt).",),
        "nn": ("Frå måndag 4. mai 2026 (Søknad motteken).",),
    }


def test_a_run_started_by_an_outcome_names_it() -> None:
    other = "stay: {start: begin, stop: close, within: 2 days}"
    entries = [
        entry(1, "2026-05-04", "ask"),
        entry(2, "2026-05-08 09:30", "begin", "here"),
    ]
    read = Read([pathway("within: 7 days", other)], entries, "2026-06-01")

    assert read.explained("stay").lines[1] == "From Fri 8 May 2026 at 09:30 (Help begun: Here)."
    assert read.explained("stay", language="nb").lines[0] == "stay: måles; ansvar: enhet."


def test_a_run_from_an_earlier_date_tells_the_date_and_the_entry() -> None:
    entries = [entry(1, "2026-05-04", "ask", values={"plan.since": day("2026-04-20")})]
    read = Read([pathway("start-at: plan.since, within: 7 days")], entries, "2026-06-01")

    told = read.told(1, 2)

    assert told == {
        "en": ("From Mon 20 Apr 2026 (“First asked on”, Request received on Mon 4 May 2026).",),
        "nb": ("Fra mandag 20. april 2026 («Først spurt», Søknad mottatt mandag 4. mai 2026).",),
        "nn": ("Frå måndag 20. april 2026 («Først spurd», Søknad motteken måndag 4. mai 2026).",),
    }


def test_what_had_to_hold_for_a_run_to_start_is_told() -> None:
    entries = [entry(1, "2026-05-04", "ask", values={"plan.since": day("2026-04-20")})]
    asks = "start-at: plan.since, when: in asked & not told, within: 7 days"
    read = Read([pathway(asks)], entries, "2026-06-01")

    told = read.told(1, 2)

    assert told == {
        "en": (
            "From Mon 20 Apr 2026 (“First asked on”, Request received on Mon 4 May 2026,"
            " if in “Asked” and not “Has been told”).",
        ),
        "nb": (
            "Fra mandag 20. april 2026 («Først spurt», Søknad mottatt mandag 4. mai 2026,"
            " hvis i «Spurt» og ikke «Er varslet»).",
        ),
        "nn": (
            "Frå måndag 20. april 2026 («Først spurd», Søknad motteken måndag 4. mai 2026,"
            " dersom i «Spurd» og ikkje «Er varsla»).",
        ),
    }


def test_a_run_that_time_started_says_so() -> None:
    other = "warned: {start: due answer, stop: close, within: 24 hours}"
    read = Read([pathway("within: 7 days", other)], [entry(1, "2026-05-04", "ask")], "2026-06-01")

    told = read.told(1, 4, clock="warned")

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

    told = read.told(5, 10)

    assert told["en"] == (
        "Set anew on Fri 15 May 2026 (Moved in): the setting is now inpatient; counted anew from the start.",
        "Limit: 7 days (inpatient).",
        "Does not apply: 21 days (outpatient).",
        "7 days from Mon 4 May 2026; so Mon 11 May 2026.",
        "A change leaves at least 7 days, unless less was left; so Fri 22 May 2026.",
    )
    assert (told["nb"][0], told["nb"][4]) == (
        "Satt på nytt fredag 15. mai 2026 (Flyttet inn): omsorgsnivået er nå døgn; regnet på nytt fra starten.",
        "En endring lar minst 7 dager stå igjen, hvis ikke mindre var igjen; altså fredag 22. mai 2026.",
    )
    assert (told["nn"][0], told["nn"][4]) == (
        "Sett på nytt fredag 15. mai 2026 (Flytta inn): omsorgsnivået er no døgn; rekna på nytt frå starten.",
        "Ei endring lèt minst 7 dagar stå att, dersom ikkje mindre var att; altså fredag 22. mai 2026.",
    )
    assert read.explained().lines[10] == "Due: Fri 22 May 2026, the whole day."


def test_a_change_that_leaves_the_due_is_told_with_why() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-20", "move-in"),
    ]
    read = Read([pathway(RECOUNTED)], entries, "2026-06-01")

    told = read.told(5, 12)

    assert told["en"] == (
        "Weighed anew on Wed 20 May 2026 (Moved in): the setting is now inpatient; counted anew from the start.",
        "Limit: 7 days (inpatient).",
        "Does not apply: 21 days (outpatient).",
        "7 days from Mon 4 May 2026; so Mon 11 May 2026.",
        "A change leaves at least 7 days, unless less was left; so Mon 25 May 2026.",
        "The due stays: Mon 25 May 2026.",
        "Due: Mon 25 May 2026, the whole day.",
    )
    assert (told["nb"][0], told["nb"][5]) == (
        "Vurdert på nytt onsdag 20. mai 2026 (Flyttet inn): omsorgsnivået er nå døgn; regnet på nytt fra starten.",
        "Fristen blir stående: mandag 25. mai 2026.",
    )
    assert (told["nn"][0], told["nn"][5]) == (
        "Vurdert på nytt onsdag 20. mai 2026 (Flytta inn): omsorgsnivået er no døgn; rekna på nytt frå starten.",
        "Fristen blir ståande: måndag 25. mai 2026.",
    )


def test_a_change_after_the_due_is_told_to_mend_nothing() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", setting="inpatient"),
        entry(2, "2026-05-20", "move-out"),
    ]
    read = Read([pathway(RECOUNTED)], entries, "2026-06-01")

    told = read.told(5, 9)

    assert told["en"] == (
        "Weighed anew on Wed 20 May 2026 (move out): the setting is now outpatient.",
        "The due had passed by then, and no change mends that.",
        "The due stays: Mon 11 May 2026.",
        "Due: Mon 11 May 2026, the whole day.",
    )
    assert told["nb"][1] == "Fristen var oversittet da, og ingen endring retter på det."
    assert told["nn"][1] == "Fristen var broten då, og inga endring rettar på det."


def test_the_earliest_is_the_run_s_where_the_end_sets_it_anew() -> None:
    clock = "no-sooner: {date-from: plan.by}, within: 90 days, sets-due: close, outlives: no"
    entries = [
        entry(1, "2026-05-04", "ask", values={"plan.by": day("2026-05-11")}),
        entry(2, "2026-05-06", "close", values={"plan.by": day("2026-05-18")}),
    ]
    read = Read([pathway(clock)], entries, "2026-06-01")
    [run] = read.reading.runs

    told = read.explained()

    assert (told.due, told.earliest) == (run.due, run.earliest)
    assert run.earliest == at("2026-05-18 00:00")
    assert [line for line in told.lines if line.startswith("Not before")] == []


def test_a_change_that_the_clock_does_not_heed_is_not_told() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-20", "move-in"),
        entry(3, "2026-05-21", "tell", "twice"),
    ]
    read = Read([pathway(BY_SETTING)], entries, "2026-06-01")

    assert [line for line in read.explained().lines if "anew" in line] == []


def test_a_due_that_no_change_may_put_before_its_own_day_says_so() -> None:
    clock = f"{BY_SETTING}, on-change: {{setting: recount, not-before: 0 days}}"
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-15", "move-in"),
    ]
    read = Read([pathway(clock)], entries, "2026-06-01")

    assert read.told(9, 10) == {
        "en": ("A change never sets a due before its own day; so Fri 15 May 2026.",),
        "nb": ("En endring setter aldri en frist før sin egen dag; altså fredag 15. mai 2026.",),
        "nn": ("Ei endring set aldri ein frist før sin eigen dag; altså fredag 15. mai 2026.",),
    }


def test_the_first_setting_gives_a_run_its_due() -> None:
    entries = [entry(1, "2026-05-04", "ask"), entry(2, "2026-05-06", "move-in")]
    read = Read([pathway(BY_SETTING)], entries, "2026-06-01")

    told = read.told(0)

    assert told["en"][4:6] == (
        "No due: none of the limits applies.",
        "Set anew on Wed 6 May 2026 (Moved in): the setting is known, inpatient; counted anew from the start.",
    )
    assert told["en"][9] == "Due: Mon 11 May 2026, the whole day."
    assert told["nb"][5] == (
        "Satt på nytt onsdag 6. mai 2026 (Flyttet inn): omsorgsnivået er kjent, døgn; regnet på nytt fra starten."
    )
    assert told["nn"][5] == (
        "Sett på nytt onsdag 6. mai 2026 (Flytta inn): omsorgsnivået er kjent, døgn; rekna på nytt frå starten."
    )


RESTARTED = "within: {limit: 24 hours, when: not told}, on-change: {told: restart, young: recount}"


def test_a_condition_takes_the_due_away_and_gives_it_back_from_that_day() -> None:
    entries = [
        entry(1, "2026-05-04 10:00", "ask"),
        entry(2, "2026-05-04 20:00", "tell", "twice"),
        entry(3, "2026-05-12 08:00", "untell"),
    ]
    read = Read([pathway(RESTARTED)], entries, "2026-06-01")

    told = read.told(4, 10)

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


def test_a_setting_that_the_clock_does_not_heed_is_not_told_beside_a_condition() -> None:
    clock = "within: {limit: 5 days, when: not told}, on-change: {told: restart}"
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-05", "tell", "twice", setting="inpatient"),
    ]
    read = Read([pathway(clock)], entries, "2026-06-01")

    expected = "Set anew on Tue 5 May 2026 (Told: twice): “Has been told” holds now; counted anew from that day."
    assert expected in read.explained().lines


def test_a_setting_that_stays_is_not_told_beside_a_condition() -> None:
    clock = "within: {limit: 5 days, when: not told}, on-change: {told: restart, setting: recount}"
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-05", "tell", "twice"),
    ]
    read = Read([pathway(clock)], entries, "2026-06-01")

    expected = "Set anew on Tue 5 May 2026 (Told: twice): “Has been told” holds now; counted anew from that day."
    assert expected in read.explained().lines


def test_a_change_at_the_first_instant_too_late_mends_nothing() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", setting="inpatient"),
        entry(2, "2026-05-12 00:00", "move-out"),
    ]
    read = Read([pathway(RECOUNTED)], entries, "2026-06-01")

    assert "The due had passed by then, and no change mends that." in read.explained().lines


def test_what_happens_at_the_instant_it_is_read_as_of_is_told() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-06 10:00", "move-in"),
    ]
    table = compile_pathway([pathway(RECOUNTED)], NORWAY)
    course, until = Course(tuple(entries)), at("2026-05-06 10:00")
    [run] = read_course(table, course, until).runs

    told = explain_run(table, course, run, until=until)

    assert "Set anew on Wed 6 May 2026 (Moved in)" in told.text


def test_what_time_says_at_the_instant_it_is_read_as_of_is_told() -> None:
    clock = "within: [{limit: 40 days, when: young}, {limit: 60 days}], on-change: {young: recount}"
    table = compile_pathway([pathway(clock)], NORWAY)
    course = Course((entry(1, "2026-05-04", "ask"),), day("2003-05-20"))
    until = NORWAY.day_start[day("2026-05-20")]
    [run] = read_course(table, course, until).runs

    told = explain_run(table, course, run, until=until)

    assert "Set anew on Wed 20 May 2026 (by the passing of time)" in told.text


def test_the_state_chooses_the_limit_of_a_run_too() -> None:
    read = Read(
        [pathway("within: {limit: 5 days, when: in asked}")],
        [entry(1, "2026-05-04", "ask")],
        "2026-05-05",
    )

    assert read.explained().lines[2] == "Limit: 5 days (if in “Asked”)."


def test_a_change_of_the_earliest_alone_sets_it_anew() -> None:
    clock = "no-sooner: {outpatient: 3 days, inpatient: 5 days}, on-change: {setting: restart}"
    entries = [
        entry(1, "2026-05-04", "ask", setting="outpatient"),
        entry(2, "2026-05-06", "move-in"),
    ]
    read = Read([pathway(clock)], entries, "2026-06-01")

    assert read.explained().lines[3].startswith("Set anew on Wed 6 May 2026 (Moved in)")


def test_a_due_that_was_taken_away_is_not_set_anew_at_the_end() -> None:
    entries = [entry(1, "2026-05-04 10:00", "ask"), entry(2, "2026-05-04 20:00", "tell", "twice")]
    read = Read([pathway(RESTARTED)], entries, "2026-06-01")

    assert read.explained().due is None
    assert "Set anew on the day it ended." not in read.explained().lines


def test_a_birthday_can_set_a_due_anew() -> None:
    clock = "within: [{limit: 40 days, when: young}, {limit: 60 days}], on-change: {young: recount}"
    entries = [entry(1, "2026-05-04", "ask")]
    read = Read([pathway(clock)], entries, "2026-06-01", born="2003-05-20")

    assert read.explained().lines[4] == (
        "Set anew on Wed 20 May 2026 (by the passing of time): “Under 23” no longer holds; counted anew from the start."
    )


def test_time_speaks_before_a_later_entry() -> None:
    clock = "within: [{limit: 40 days, when: young}, {limit: 60 days}], on-change: {young: recount}"
    entries = [entry(1, "2026-05-04", "ask"), entry(2, "2026-05-28", "tell", "twice")]
    read = Read([pathway(clock)], entries, "2026-06-01", born="2003-05-20")

    assert read.explained().lines[4].startswith("Set anew on Wed 20 May 2026 (by the passing")


def test_a_new_date_sets_a_due_anew() -> None:
    entries = [
        entry(1, "2026-05-04", "ask", values={"plan.by": day("2026-05-20")}),
        entry(2, "2026-05-06", "plan-anew", values={"plan.by": day("2026-06-15")}),
    ]
    read = Read(
        [pathway("within: {date-from: plan.by}, sets-due: plan-anew")], entries, "2026-06-01"
    )

    told = read.told(0)

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

    told = read.told(3, 4)

    assert told == {
        "en": ("Set anew on the day it ended.",),
        "nb": ("Satt på nytt dagen den sluttet.",),
        "nn": ("Sett på nytt dagen klokka slutta.",),
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
