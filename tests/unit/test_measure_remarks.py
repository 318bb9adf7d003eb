"""What `helhet measure` says beside the table: why nothing could be read, what may help, what is remarkable."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from helhet.cli import main
from helhet.measure.errors import LogError
from helhet.measure.measuring import Question, measure
from helhet.measure.remarks import remarks
from helhet.pathway.courses.course import Why
from tests.unit.measure_sample import PATHWAY, ask, clinic, rows, table_of, told, write

HEADER = "case,event,time\n"
CANNOT = "a time that cannot be read. Write YYYY-MM-DD, perhaps with THH:MM:SS and an offset, or say --date-format."


def log_of(tmp_path: Path, times: Sequence[str]) -> Path:
    """Write a log with an attendance at each of these times."""
    return write(tmp_path / "log.csv", HEADER + "".join(f'a,attended,"{time}"\n' for time in times))


def remarked(log: Path, **more: Any) -> list[str]:
    """Return the remarks on a log."""
    return [*remarks(Question(log, clinic(), **more), ask(log, **more))]


# --- nothing can be read -----------------------------------------------------------------------------


def test_of_a_log_that_cannot_be_read_columns_and_reasons_are_told(tmp_path: Path) -> None:
    text = "person;hendelse;dato;tid\nq7;referral;2026-01-06;08:15\nq7;attended;2026-01-07;9.15\n;attended;2026-01-07;9:15\n"
    log = write(tmp_path / "log.csv", text)

    with pytest.raises(LogError) as refused:
        ask(log)

    assert str(refused.value).splitlines() == [
        f"{log} has 3 rows, and none can be read.",
        "columns: course = person, event = hendelse, happened_at = tid",
        "1 row (line 4): names no course.",
        f"2 rows (lines 2, 3): each has {CANNOT}",
        "Some are a time of day alone, like 14:05. If the day stands in another column, say --columns happened_at=dato,time_of_day=tid.",
    ]


def test_a_single_row_in_another_encoding_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes((HEADER + "bø,referral,2026-05-04\n").encode("latin-1"))

    with pytest.raises(LogError, match=r"has 1 row, .*\n.*\n1 row \(line 2\): .* cp1252"):
        ask(tmp_path / "log.csv")


# --- what may help with times ------------------------------------------------------------------------


def hints(tmp_path: Path, times: Sequence[str], **more: Any) -> list[str]:
    """Return the hints for a log with these times."""
    return [*ask(log_of(tmp_path, ["2026-05-04", *times]), **more).bad.hints]


@pytest.mark.parametrize(
    ("times", "hint"),
    [
        (["06.01.2026", "6.1.2026"], "Some are written like 31.12.2026: say --date-format %d.%m.%Y."),
        (["06.01.2026", "31.01.2026 8:15", "30.01.2026 8:15"], "Some are written like 31.12.2026 14:05 and 31.12.2026: say --date-format '%d.%m.%Y %H:%M' --date-format %d.%m.%Y."),
        (["01/31/2026", "01/02/2026"], "Some are written like 12/31/2026: say --date-format %m/%d/%Y."),
        (["20260504", "nonsense"], "Some are written like 20261231: say --date-format %Y%m%d."),
        (["4.5.26"], "Some have a year of two digits, and nobody can tell the century: write four in the file."),
        (["46028"], "Some are numbers, as spreadsheets count days: show that column as a date there, and save the file anew."),
        (["8:15"], "Some are a time of day alone, like 14:05. If the day stands in another column, say --columns happened_at=…,time_of_day=time."),
    ],
)  # fmt: skip
def test_strange_times_are_hinted_at_by_their_shape(
    tmp_path: Path, times: list[str], hint: str
) -> None:
    assert hints(tmp_path, times) == [hint]


def test_whether_day_or_month_stands_first_is_not_guessed(tmp_path: Path) -> None:
    first, second = hints(tmp_path, ["01/02/2026"])

    assert first.endswith("say --date-format %d/%m/%Y.")
    assert second.startswith("Whether day or month stands first, these rows do not show")


@pytest.mark.parametrize("times", [["noon"], ["31.02.2026"], ["2026-02-30"], [" "]])
def test_where_nothing_can_be_told_nothing_is(tmp_path: Path, times: list[str]) -> None:
    assert hints(tmp_path, times) == []


def test_what_a_format_that_was_said_reads_is_not_hinted_at(tmp_path: Path) -> None:
    assert hints(tmp_path, ["06.01.2026", "31.02.2026"], formats=["%d.%m.%Y"]) == []


def test_dates_of_births_and_forms_are_hinted_at_too(tmp_path: Path) -> None:
    text = "case,event,time,right.start-by,born\na,right-decided,2026-05-04,,04.05.1990\na,right-decided,2026-05-04,2026/05/04,\na,referral,2026-05-04,,\n"

    answer = ask(write(tmp_path / "log.csv", text))

    assert answer.bad.hints == ("Some are written like 31.12.2026 and 2026/12/31: say --date-format %d.%m.%Y --date-format %Y/%m/%d.",)  # fmt: skip


# --- day and time in two columns ---------------------------------------------------------------------


def test_a_day_and_a_time_of_day_in_two_columns_are_read_as_one(tmp_path: Path) -> None:
    text = "case,event,dato,Klokkeslett\na,referral,2026-05-04 00:00:00,10:30\na,attended,2026-05-05,\na,discharged,,10:00\na,discharged,2026-05-06, 9:00\n"
    log = write(tmp_path / "log.csv", text)

    answer = ask(log, to=tmp_path / "results")

    assert rows(tmp_path / "results", "spells", "state, from_at") == [
        ("referred", "2026-05-04 10:30:00"),
        ("seen", "2026-05-05 00:00:00"),
    ]
    assert told(answer) == {"has no time": [4], CANNOT.partition(".")[0].replace("a time", "has a time", 1): [5]}  # fmt: skip
    assert answer.bad.hints == ("Some are written like 2026-12-31 14:05: say --date-format '%Y-%m-%d %H:%M'.",)  # fmt: skip
    assert ask(log, formats=["%Y-%m-%d %H:%M"]).bad.count == 1


def test_columns_of_a_parquet_file_are_put_together_too(tmp_path: Path) -> None:
    to = tmp_path / "log.parquet"
    query = "SELECT 'a' AS course, 'referral' AS event, DATE '2026-05-04' AS date, TIME '10:30' AS time_of_day"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{to}' (FORMAT parquet)")

    ask(to, to=tmp_path / "results")

    assert rows(tmp_path / "results", "spells", "from_at") == ["2026-05-04 10:30:00"]


# --- midnight ----------------------------------------------------------------------------------------

HOURS = "  quick: {start: attended, stop: discharged, within: 24 hours}\nforms:"


@pytest.mark.parametrize(
    ("second", "way", "days"),
    [
        ("2026-05-04 00:00", "auto", 2),
        ("2026-05-04", "auto", 2),
        ("2026-05-04T00:00:00+02:00", "auto", 2),
        ("2026-05-04T00:00:00Z", "auto", 0),
        ("2026-05-04 00:01", "auto", 0),
        ("2026-05-04 00:01", "day", 1),
        ("2026-05-04 00:00", "time", 0),
    ],
)
def test_midnight_is_a_day_if_the_log_has_no_other_times(
    tmp_path: Path, second: str, way: str, days: int
) -> None:
    text = f"a,referral,2026-05-03\na,attended,2026-05-04 00:00:00\nb,referral,2026-05-03\nb,attended,{second}\n"
    table = table_of(PATHWAY.replace("forms:", HOURS))

    answer = measure(Question(write(tmp_path / "log.csv", HEADER + text), table, midnight=way))

    assert answer.summary.deviations[Why.TIME_MISSING] == days


def test_what_midnight_was_taken_for_is_told(tmp_path: Path) -> None:
    days = log_of(tmp_path, ["2026-05-04 00:00", "2026-05-05"])
    assert remarked(days) == ["every time in the log is exactly midnight, so these are read as days without a time. If they are times, say --midnight time."]  # fmt: skip
    assert remarked(days, midnight="time") == remarked(days, midnight="day") == []

    mixed = log_of(tmp_path, ["2026-05-04 00:00", "2026-05-05 10:00"])
    assert remarked(mixed) == ["exactly midnight: 1 of 2 times. If these are days without a time, say --midnight day."]  # fmt: skip

    by_chance = log_of(tmp_path, ["2026-05-04 00:00", *["2026-05-05 10:00"] * 99])
    assert remarked(by_chance) == []
    assert remarked(log_of(tmp_path, ["2026-05-04"])) == []


# --- courses that are opened again, and old rows -----------------------------------------------------

STAY = "{0},referral,2026-0{1}-04\n{0},attended,2026-0{1}-05\n{0},discharged,2026-0{1}-06\n"


def test_a_course_that_is_opened_again_after_its_end_is_remarked_once(tmp_path: Path) -> None:
    stays = "".join(STAY.format(*stay) for stay in (("a", 3), ("a", 6), ("a", 9), ("b", 3)))
    log = write(tmp_path / "log.csv", HEADER + stays + "c,referral,2026-03-04\nc,referral,2026-03-05\n")  # fmt: skip
    assert remarked(log) == ["1 course was opened again after the end. Where this is a new stay, give each stay an id of its own."]  # fmt: skip

    write(log, HEADER + stays + STAY.format("b", 9))
    assert remarked(log)[0].startswith("2 courses were opened again")


def test_a_course_that_rests_has_ended_too(tmp_path: Path) -> None:
    table = table_of(PATHWAY.replace("ended: {final: yes}", "ended: {resting: yes}"))
    text = HEADER + STAY.format("a", 3) + STAY.format("a", 6)

    answer = measure(Question(write(tmp_path / "log.csv", text), table))

    assert answer.summary.opened_again == 1


def test_rows_from_before_the_first_edition_are_told(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv", HEADER + "a,referral,2019-12-31\na,attended,2020-01-01\n")

    assert remarked(log) == ["1 row from before 2020-01-01, where the first edition begins: no clock starts there."]  # fmt: skip


# --- as the command shows it -------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "clinic.yaml", PATHWAY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


CALL = ["measure", "log.csv", "--pathway", "clinic.yaml"]


def test_remarks_and_outcomes_stand_below_the_table(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "case,event,time,outcome\na,Vedtak,2026-05-04 00:00,grantert\na,referral,2026-05-04 00:00,\n"
    write(place / "log.csv", text)
    write(place / "names.csv", "theirs;ours\nVEDTAK;right-decided\n")

    assert main([*CALL, "--events", "names.csv", "--midnight", "auto"]) == 0

    assert capsys.readouterr().err.splitlines() == [
        "remark: every time in the log is exactly midnight, so these are read as days without a time. If they are times, say --midnight time.",
        "1 event that the pathway does not know, in 1 row; they are deviations. Name them with --events:",
        "  an event of one course only: 1 row. Did you mean 'right-decided.granted'?",
    ]


def test_a_pathway_whose_map_alone_has_faults_can_be_measured_by(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = "".join(f"lost-{number}: {{}}, " for number in range(6))
    write(
        place / "clinic.yaml", PATHWAY.replace("ended: {final: yes}", lost + "ended: {final: yes}")
    )
    write(place / "log.csv", HEADER + "a,referral,2026-05-04\na,attended,2026-05-06\n")

    assert main(CALL) == 0

    told = capsys.readouterr()
    assert "\nwait         1    1 " in told.out
    first, second, *_, last = told.err.splitlines()
    assert first == "remark: the pathway's map has 6 faults; a log can be read by it all the same:"
    assert second.startswith("  clinic.yaml:8: a course can never come to state 'lost-0'.")
    assert last.startswith("  clinic.yaml:8: a course can never come to state 'lost-5'.")

    lost = "".join(f"lost-{number}: {{}}, " for number in range(12))
    write(
        place / "clinic.yaml", PATHWAY.replace("ended: {final: yes}", lost + "ended: {final: yes}")
    )
    main(CALL)
    assert capsys.readouterr().err.endswith("  and 2 more; helhet check tells them\n")


def test_a_pathway_whose_names_do_not_hold_together_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(place / "log.csv", HEADER + "a,referral,2026-05-04\n")
    for wrong in ("attended: {from: refered, to: seen}", "attended: {from: [referred, ended], to: seen}"):  # fmt: skip
        text = PATHWAY.replace("attended: {from: referred, to: seen}", wrong)
        write(place / "clinic.yaml", text.replace("states: {", "states: {lost: {}, "))

        assert main(CALL) == 2

        assert capsys.readouterr().err.startswith("clinic.yaml:")


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_columns_stand_in_the_same_order_in_every_run(place: Path, seed: str) -> None:
    text = "time,unit,born,children.child,stay.setting,choice.place,right.start-by,outcome,event,case\n2026-05-04,,,,,,,,referral,a\n"
    write(place / "log.csv", text)
    command = [sys.executable, "-m", "helhet.cli", *CALL]

    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed})  # fmt: skip

    parts = ("course = case", "event = event", "happened_at = time", "outcome = outcome", "unit = unit", "born = born", "right.start-by = right.start-by", "children.child = children.child", "choice.place = choice.place", "stay.setting = stay.setting")  # fmt: skip
    assert f"columns: {', '.join(parts)}" in done.stdout.splitlines()
