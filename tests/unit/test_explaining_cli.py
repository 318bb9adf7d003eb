"""`helhet explain` names what was left out, and refuses a time that is missing or that never was."""

import pytest

from helhet.cli import main
from helhet.packs.finding import load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import open_pack

Output = pytest.CaptureFixture[str]


def test_the_event_that_starts_the_clock_is_named(capsys: Output) -> None:
    assert main(["explain", "tsb", "told-of-right", "--from", "2026-05-04"]) == 0
    assert "From Mon 4 May 2026 (“Referral received”).\n" in capsys.readouterr().out


def test_a_clock_that_runs_while_something_holds_names_that(capsys: Output) -> None:
    told = ["explain", "naloxone", "meeting-to-kit", "--from", "2026-05-04", "--language", "nb"]
    clocks = load_pathway("naloxone", open_pack())[-1].clocks
    told[2] = next(name for name, clock in clocks.items() if clock.while_)

    assert main(told) == 0
    assert "Fra mandag 4. mai 2026 (så lenge i «" in capsys.readouterr().out


def test_a_clock_in_hours_needs_a_time(capsys: Output) -> None:
    assert main(["explain", "tsb", "open-return", "--from", "2026-03-29"]) == 2
    assert capsys.readouterr().err == (
        "'open-return' counts hours, so --from needs a time. Write --from '2026-03-29 14:00'.\n"
    )


def test_a_time_that_the_clocks_skip_is_refused(capsys: Output) -> None:
    assert main(["explain", "tsb", "open-return", "--from", "2026-03-29 02:30"]) == 2
    assert capsys.readouterr().err == (
        "There is no 02:30 on 2026-03-29: the clocks go forward past it. Write an earlier or a later time.\n"
    )


@pytest.mark.parametrize(
    ("clock", "language", "line"),
    [
        ("start-of-care", "en", "Give it with --value right.start-by=2026-06-30.\n"),
        ("start-of-care", "nb", "Oppgi det med --value right.start-by=2026-06-30.\n"),
        ("basic-assessment", "en", "Give it with --setting outpatient|inpatient.\n"),
        ("basic-assessment", "nn", "Oppgi det med --setting outpatient|inpatient.\n"),
    ],
)
def test_what_is_not_given_is_told_with_its_option(
    clock: str, language: str, line: str, capsys: Output
) -> None:
    assert main(["explain", "tsb", clock, "--from", "2026-05-04", "--language", language]) == 0
    assert capsys.readouterr().out.endswith(line)


def test_what_is_given_is_not_asked_for(capsys: Output) -> None:
    given = ["--setting", "inpatient", "--from", "2026-05-04"]

    assert main(["explain", "tsb", "basic-assessment", *given]) == 0
    assert "--setting" not in capsys.readouterr().out


def test_a_role_has_its_title_and_a_law_its_note(capsys: Output) -> None:
    command = ["explain", "oat", "way-back", "--from", "2026-05-04", "--language", "nb"]
    assert main(command) == 0
    assert "ansvar: behandlingsenhet." in capsys.readouterr().out

    assert (
        main(["explain", "tsb", "told-of-right", "--from", "2026-05-04", "--language", "nn"]) == 0
    )
    assert "Merknad om «Pasient- og brukarrettslova § 2-2" in capsys.readouterr().out


def test_whoever_owns_a_clock_or_acts_in_the_pack_has_a_title() -> None:
    pack = open_pack()
    editions = [each for name in pathway_names(pack) for each in load_pathway(name, pack)]

    owners = {clock.owner for edition in editions for clock in edition.clocks.values()}
    actors = {by for edition in editions for event in edition.events.values() for by in event.by}

    assert sorted((owners | actors) - pack.roles.keys()) == []


def test_a_limit_at_an_age_asks_for_the_birth_date(capsys: Output) -> None:
    asked = ["explain", "mental-health-young", "settled-at-18", "--from", "2026-05-04"]

    assert main(asked) == 0
    assert capsys.readouterr().out.endswith("Give it with --born 2008-06-30.\n")
    assert main([*asked, "--born", "2008-12-08"]) == 0
    assert "\nDue: Mon 7 Dec 2026, the whole day.\n" in capsys.readouterr().out
