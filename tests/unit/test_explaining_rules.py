"""How sure a rule is, what it rests on that day, which edition and period are in force."""

import pytest

from helhet.pathway.explaining.explain import explain_clock
from helhet.pathway.explaining.limits import counts_hours
from helhet.pathway.explaining.naming import Listener, Naming, lacks_limit
from helhet.pathway.explaining.words import Words
from helhet.pathway.language.model import Tally
from helhet.pathway.language.phrases import FieldRef, read_guard, read_signal
from helhet.pathway.language.words import Title
from tests.unit.explained import LAWS, NORWAY, day, edition, explained, pathway, told


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "Uncertain rule: not fully confirmed.",
                "Ships switched off: it counts only where it has been switched on.",
            ),
        ),
        (
            "nb",
            (
                "Usikker regel: ikke fullt bekreftet.",
                "Levert slått av: den gjelder bare der den er slått på.",
            ),
        ),
        (
            "nn",
            (
                "Usikker regel: ikkje fullt stadfesta.",
                "Levert slått av: han gjeld berre der han er slått på.",
            ),
        ),
    ],
)
def test_an_uncertain_rule_and_one_that_is_off_say_so(
    language: str, lines: tuple[str, str]
) -> None:
    found = explained("within: 7 days, verified: no, shipped: off", "2026-05-04", language)

    assert found.lines[1:3] == lines
    assert found.due == NORWAY.day_start[day("2026-05-12")]


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
                "Uncertain rule: not fully confirmed.",
                "From Mon 2 Dec 2019 (“Request received”).",
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
                "Uncertain rule: not fully confirmed.",
                "Not counted, as it ships switched off: 30 days for starts from Sun 1 Mar 2020 to Tue 31 Mar 2020.",
                "From Mon 2 Mar 2020 (“Request received”).",
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
                "Uncertain rule: not fully confirmed.",
                "From Mon 4 May 2020 (“Request received”).",
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
                "Uncertain rule: not fully confirmed.",
                "From Mon 6 Jul 2020 (“Request received”).",
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
                "From Mon 3 Aug 2020 (“Request received”).",
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
                "Regnes ikke med, fordi det er levert slått av: 30 dager for start fra søndag 1. mars 2020 til tirsdag 31. mars 2020.",
                "Hjemmel den dagen: act-3.",
            },
        ),
        (
            "nn",
            {
                "Blir ikkje rekna med, fordi det er levert slått av: 30 dagar for start frå søndag 1. mars 2020 til tysdag 31. mars 2020.",
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

    named = explain_clock(
        [guidance], NORWAY, "answer", start_day=day("2026-05-04"), listener=Listener(roles=roles)
    )
    bare = explain_clock(
        [guidance], NORWAY, "answer", start_day=day("2026-05-04"), listener=Listener("nn")
    )

    assert named.lines[0] == "Answer: recommended in guidance; responsible: First doctor."
    assert named.lines[-1] == "Basis on that day: act-2."
    assert bare.lines[0] == "Svar: tilrådd i rettleiar; ansvar: first doctor."
    assert bare.lines[-1] == "Grunnlag den dagen: act-2."


@pytest.mark.parametrize(
    ("binding", "lines"),
    [
        ("target", ("a target", "et mål", "eit mål")),
        ("right", ("a right", "en rett", "ein rett")),
        ("none", ("measured", "måles", "blir målt")),
    ],
)
def test_how_far_it_binds_is_said(binding: str, lines: tuple[str, ...]) -> None:
    editions = [pathway("within: 7 days, owner: municipality", binding=binding)]

    found = [
        explain_clock(
            editions, NORWAY, "answer", start_day=day("2026-05-04"), listener=Listener(language)
        )
        for language in ("en", "nb", "nn")
    ]

    firsts = (
        f"Answer: {lines[0]}; responsible: municipality.",
        f"Svar: {lines[1]}; ansvar: kommune.",
        f"Svar: {lines[2]}; ansvar: kommune.",
    )
    assert tuple(each.lines[0] for each in found) == firsts


def test_what_is_measured_without_a_limit_has_no_deadline_that_was_found() -> None:
    lines = {
        language: explain_clock(
            [pathway("owner: municipality", binding="none")],
            NORWAY,
            "answer",
            start_day=day("2026-05-04"),
            listener=Listener(language),
        ).lines[0]
        for language in ("en", "nb", "nn")
    }

    assert lines == {
        "en": "Answer: measured; no deadline found; responsible: municipality.",
        "nb": "Svar: måles, ingen frist funnet; ansvar: kommune.",
        "nn": "Svar: blir målt, ingen frist funnen; ansvar: kommune.",
    }


def test_the_edition_in_force_on_the_start_day_is_told_and_counted() -> None:
    first = pathway("within: 10 days")
    second = edition(pathway("within: 5 days"), "2", "2026-06-01")

    before = explain_clock([second, first], NORWAY, "answer", start_day=day("2026-05-31"))
    after = explain_clock([second, first], NORWAY, "answer", start_day=day("2026-06-01"))

    assert before.lines[-1] == "Rules in force: edition 1, from Tue 1 Jan 2019."
    assert before.due == NORWAY.day_start[day("2026-06-11")]
    assert after.lines[-1] == "Rules in force: edition 2, from Mon 1 Jun 2026."
    assert after.due == NORWAY.day_start[day("2026-06-07")]


def test_of_a_day_before_the_first_edition_the_file_does_not_know() -> None:
    lines = told("within: 7 days", "2018-12-31")

    assert (explained("within: 7 days", "2018-12-31").due, lines["en"][1:]) == (
        None,
        (
            "The pathway has no edition for Mon 31 Dec 2018, so the file does not know what held then:"
            " nothing is counted. Its first edition, 1, is in force from Tue 1 Jan 2019.",
        ),
    )
    assert lines["nb"][1:] == (
        "Forløpet har ingen utgave for mandag 31. desember 2018, så filen vet ikke hva som gjaldt da:"
        " ingenting regnes. Den første utgaven, 1, gjelder fra tirsdag 1. januar 2019.",
    )
    assert lines["nn"][1:] == (
        "Forløpet har inga utgåve for måndag 31. desember 2018, så fila veit ikkje kva som gjaldt då:"
        " ingenting blir rekna. Den første utgåva, 1, gjeld frå tysdag 1. januar 2019.",
    )


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "No rule of this sort is in force for starts on Fri 1 Jan 2027: nothing is counted.",
        ),
        ("nb", "Ingen slik regel gjelder for start fredag 1. januar 2027: ingenting regnes."),
        ("nn", "Ingen slik regel gjeld for start fredag 1. januar 2027: ingenting blir rekna."),
    ],
)
def test_a_day_after_the_last_edition_counts_nothing(language: str, line: str) -> None:
    ended = pathway("within: 7 days")
    valid = ended.valid.model_copy(update={"to": day("2026-12-31")})
    ended = ended.model_copy(update={"valid": valid})

    found = explain_clock(
        [ended], NORWAY, "answer", start_day=day("2027-01-01"), listener=Listener(language)
    )

    assert found.lines[1:] == (line,)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Rules in force: edition 1, from Tue 1 Jan 2019 (no source gives the day)."),
        (
            "nb",
            "Gjeldende regler: utgave 1, fra tirsdag 1. januar 2019 (ingen kilde oppgir dagen).",
        ),
        ("nn", "Gjeldande reglar: utgåve 1, frå tysdag 1. januar 2019 (inga kjelde oppgir dagen)."),
    ],
)
def test_a_first_day_that_nobody_found_is_told(language: str, line: str) -> None:
    taken = pathway("within: 7 days")
    valid = taken.valid.model_copy(update={"verified": False})
    taken = taken.model_copy(update={"valid": valid})

    found = explain_clock(
        [taken], NORWAY, "answer", start_day=day("2026-05-04"), listener=Listener(language)
    )

    assert line in found.lines


def test_notes_of_clock_period_and_law_are_shown_as_they_stand() -> None:
    clock = """within: 7 days, basis: [{ref: act-2, source: S1}, {ref: act-2, source: S2}], note: The days are guessed.,
      periods: [{from: 2026-01-01, note: Read in one place only.}]"""
    notes = {"act-2": "In force from an unknown day.", "act-3": "Another law."}

    lines = told(clock, "2026-05-04", laws=LAWS, law_notes=notes)

    assert lines["en"][-3:] == (
        "Note on “The act § 2”: In force from an unknown day.",
        "Note in the pathway file: Read in one place only.",
        "Note in the pathway file: The days are guessed.",
    )
    assert lines["nb"][-3:] == (
        "Merknad om «Loven § 2» (engelsk): In force from an unknown day.",
        "Merknad i forløpsfilen (engelsk): Read in one place only.",
        "Merknad i forløpsfilen (engelsk): The days are guessed.",
    )
    assert lines["nn"][-3:] == (
        "Merknad om «Lova § 2» (engelsk): In force from an unknown day.",
        "Merknad i forløpsfila (engelsk): Read in one place only.",
        "Merknad i forløpsfila (engelsk): The days are guessed.",
    )


def test_the_note_stands_on_a_day_without_a_rule_too() -> None:
    lines = told("within: 7 days, note: Unsure before 2019.", "2018-12-31")

    assert lines["en"][-1] == "Note in the pathway file: Unsure before 2019."


def test_a_clock_that_a_newer_edition_brought_is_not_in_force_before_it() -> None:
    first = pathway("within: 10 days")
    brought = pathway(
        "within: 5 days",
        "later: {title: {en: Later, nb: Senere, nn: Seinare}, start: ask, stop: begin, within: 2 days}",
    )

    found = explain_clock(
        [first, edition(brought, "2", "2026-06-01")], NORWAY, "later", start_day=day("2026-05-31")
    )

    assert found.lines == (
        "Later: measured; responsible: unit.",
        "No rule of this sort is in force for starts on Sun 31 May 2026: nothing is counted.",
    )


@pytest.mark.parametrize(
    ("on", "law"), [("2020-02-29", "act-2"), ("2020-03-01", "act-3"), ("2020-06-30", "act-3")]
)
def test_basis_holds_from_its_first_day_to_its_last(on: str, law: str) -> None:
    assert f"Legal basis on that day: {law}." in explained(PERIODS, on).lines


def test_several_laws_are_named_one_after_the_other() -> None:
    found = explained("within: 7 days, basis: [{ref: act-2}, {ref: act-3}]", "2026-05-04")

    assert found.lines[-1] == "Legal basis on that day: act-2; act-3."


def test_first_day_of_the_first_edition_is_no_day_without_an_edition() -> None:
    first = pathway("within: 7 days")
    brought = pathway("within: 7 days", "later: {start: ask, stop: begin, within: 2 days}")

    found = explain_clock(
        [first, edition(brought, "2", "2026-06-01")], NORWAY, "later", start_day=day("2019-01-01")
    )

    assert found.lines[1] == (
        "No rule of this sort is in force for starts on Tue 1 Jan 2019: nothing is counted."
    )


@pytest.mark.parametrize(
    ("clock", "lacks"),
    [
        ("owner: unit", True),
        ("within: 7 days", False),
        ("no-sooner: 7 days", False),
        ("before: plan-anew", False),
        ("charge: {rate: day-rate, payer: plan.by}", False),
    ],
)
def test_gate_and_charge_need_no_limit(clock: str, lacks: bool) -> None:
    told = pathway(clock, binding="none")
    naming = Naming(told, Listener())

    assert lacks_limit(told.clocks["answer"]) is lacks
    assert naming.binding(told.clocks["answer"]) == (
        "measured; no deadline found" if lacks else "measured"
    )


def test_field_without_a_title_is_read_as_words() -> None:
    naming = Naming(pathway("within: 7 days"), Listener("nb"))

    assert naming.form_field(FieldRef("plan", "new-date")) == "«new date»"
    assert naming.form_field(FieldRef("plan", "by")) == "«Hjelp innen»"


@pytest.mark.parametrize(
    ("clock", "in_hours"),
    [
        ("owner: unit", False),
        ("within: {date-from: plan.by}", False),
        ("within: [7 days, {date-from: plan.by}], no-sooner: 2 weeks", False),
        ("within: [7 days, 24 hours]", True),
        ("no-sooner: 24 hours", True),
        ("within: 7 days, periods: [{to: 2019-12-31, within: 24 hours}]", True),
        ("within: 7 days, periods: [{to: 2019-12-31, no-sooner: 24 hours}]", True),
    ],
)
def test_clock_counts_hours_if_any_of_its_limits_does(clock: str, in_hours: bool) -> None:
    assert counts_hours(pathway(clock).clocks["answer"]) is in_hours


def test_event_of_another_edition_is_read_as_words() -> None:
    told = pathway("within: 7 days")
    naming = Naming(told, Listener())

    assert naming.deed("asked-again", None, ["by-phone"]) == "asked again: by phone"
    assert naming.deed("begin", told.events["begin"], ["here", "there"]) == (
        "Help begun: Here / there"
    )
    assert naming.called("event", "ask") == "Request received"


def test_tally_is_called_by_its_title() -> None:
    missed = Tally(of=(), reaches=3, title=Title(en="Often away", nb="Ofte borte", nn="Ofte borte"))
    told = pathway("within: 7 days").model_copy(update={"tallies": {"missed": missed}})

    assert Naming(told, Listener()).called("tally", "missed") == "Often away"


def test_limit_by_date_is_told_with_what_it_asks() -> None:
    found = explained("within: {date-from: plan.by, less: 1 week, when: told}", "2026-05-04")

    assert found.lines[2] == "Does not apply: 1 week before “Help by” (if “Has been told”)."


@pytest.mark.parametrize(
    ("signal", "told"),
    [
        ("enters asked", "entering “Asked”"),
        ("leaves asked", "leaving “Asked”"),
        ("on told", "“Has been told” holds"),
        ("off told", "“Has been told” no longer holds"),
        ("due answer", "“Answer” runs out"),
        ("warn answer", "“Answer” is near its end"),
        ("tally missed", "“missed” is reached"),
        ("begin.here", "“Help begun: Here”"),
        ("tell", "“Told”"),
        ("move-out", "“move out”"),
    ],
)
def test_signal_is_told_in_words(signal: str, told: str) -> None:
    assert Naming(pathway("within: 7 days"), Listener()).signal(read_signal(signal)) == told


def test_clock_that_runs_while_something_holds_is_told_by_what_must_hold() -> None:
    told = pathway("within: 7 days")
    clock = told.clocks["answer"].model_copy(update={"while_": read_guard("in asked & not told")})

    assert Words(told, Listener(), NORWAY).starts(clock) == (
        "while in “Asked” and not “Has been told”"
    )
