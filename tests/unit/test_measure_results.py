"""What comes of a log: tables, as-of day, the counts by clock, and what is left on disk."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

import numpy as np
import pytest

from helhet.measure import kernels
from helhet.measure.errors import LogError
from helhet.measure.measuring import Sizes
from helhet.measure.summary import ClockLine, Summary
from helhet.pathway.calendar import parse_day
from helhet.pathway.courses.course import RunOutcome
from tests.unit.measure_sample import ask, rows, runs, write

HEADER = "case,event,time\n"
LOG = (
    HEADER
    + "a,referral,2026-05-04\na,attended,2026-05-20\nb,referral,2026-05-11 10:00\nb,discharged,2026-05-12\n"
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "log.csv", LOG)


def test_runs_say_when_what_was_due_and_how_it_ended(log: Path, tmp_path: Path) -> None:
    ask(log, to=tmp_path / "results")

    assert rows(tmp_path / "results", "runs")[:2] == [
        ("a", "wait", None, 1, "first", None, None, "2026-05-04 00:00:00", "2026-05-20 00:00:00", "2026-05-19", "2026-05-20 00:00:00", 16, 11, "late", "service"),
        ("a", "young", None, 1, "first", None, None, "2026-05-20 00:00:00", "2026-07-20 00:00:00", "2026-07-19", None, 0, 0, "open", "none"),
    ]  # fmt: skip


def test_deviations_say_what_was_not_foreseen(log: Path, tmp_path: Path) -> None:
    ask(log, to=tmp_path / "results")

    assert rows(tmp_path / "results", "deviations") == [
        ("b", 2, "discharged", "2026-05-12 00:00:00", "referred", "not-from-here", None)
    ]


def test_as_of_is_the_end_of_the_last_day_in_the_log(log: Path) -> None:
    answer = ask(log)

    assert (answer.as_of, answer.is_last_day) == (parse_day("2026-05-20"), True)
    assert answer.summary.lines(["wait"])[0].overdue == 0


def test_open_runs_are_counted_up_to_the_as_of_day(log: Path, tmp_path: Path) -> None:
    answer = ask(log, as_of=parse_day("2026-06-30"), to=tmp_path / "results")

    assert answer.summary.lines(["wait"])[0].overdue == 1
    assert ("b", 50) in rows(tmp_path / "results", "runs", "course, days")


def test_what_happened_after_the_as_of_day_is_not_read(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv", LOG + "b,never,2026-05-30\n")

    answer = ask(log, as_of=parse_day("2026-05-11"), to=tmp_path / "results")

    assert [run[-1] for run in runs(tmp_path / "results")] == ["open", "open"]
    assert (answer.summary.rows_after, answer.summary.unknown_rows) == (3, 0)
    assert rows(tmp_path / "results", "deviations") == []


@pytest.mark.parametrize("day", [-1, 47_847])
def test_an_as_of_day_outside_the_calendar_is_refused(log: Path, day: int) -> None:
    with pytest.raises(LogError, match="--as-of is not between 1970-01-01 and 2100-12-31"):
        ask(log, as_of=day)


def test_a_course_of_unknown_events_alone_has_no_rows(tmp_path: Path) -> None:
    answer = ask(
        write(tmp_path / "log.csv", HEADER + "a,never,2026-05-04\n"), to=tmp_path / "results"
    )

    assert rows(tmp_path / "results", "runs") == rows(tmp_path / "results", "spells") == []
    assert (answer.courses, answer.summary.unknown_rows) == (1, 1)


def test_results_can_be_csv(log: Path, tmp_path: Path) -> None:
    answer = ask(log, to=tmp_path / "results", kind="csv")

    assert [file.name for file in answer.files] == [
        "runs.csv",
        "spells.csv",
        "deviations.csv",
        "bad-rows.csv",
    ]
    assert (tmp_path / "results" / "bad-rows.csv").read_text() == "line,why\n"
    lines = (tmp_path / "results" / "spells.csv").read_text().splitlines()
    assert lines[:2] == [
        "course,state,unit,setting,from_at,to_at",
        "a,referred,,,2026-05-04 00:00:00,2026-05-20 00:00:00",
    ]


def test_the_same_log_gives_the_same_files(log: Path, tmp_path: Path) -> None:
    for part in ("one", "two"):
        ask(log, to=tmp_path / part)

    for name in ("runs", "spells", "deviations"):
        one, two = ((tmp_path / part / f"{name}.parquet").read_bytes() for part in ("one", "two"))
        assert one == two


def test_nothing_of_a_person_is_left_behind(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    seen: list[int] = []

    def tell(_: str) -> None:
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "temp").iterdir())

    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    from helhet.measure.measuring import Question, measure
    from tests.unit.measure_sample import clinic

    measure(Question(log, clinic(), to=tmp_path / "results"), tell)

    assert set(seen) == {0o700}
    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.parametrize("name", ["runs.csv", "bad-rows.csv"])
def test_a_log_is_not_written_over(tmp_path: Path, name: str) -> None:
    with pytest.raises(LogError, match="would write over the log"):
        ask(write(tmp_path / name, LOG), to=tmp_path, kind="csv")

    assert (tmp_path / name).read_text() == LOG


def test_a_folder_that_cannot_be_written_is_told(log: Path, tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        ask(log, to=log / "results")


def test_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ask(tmp_path / "none.csv")


def test_no_memory_is_told_as_what_it_is(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helhet.measure.database.MEMORY", "1MB")

    with pytest.raises(LogError, match="could not be read to its end"):
        ask(log)


# --- the two readers ---------------------------------------------------------------------------------


def test_a_small_log_is_read_plainly_while_nothing_is_compiled(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(log, to=tmp_path / "compiled")
    monkeypatch.setattr(kernels, "is_primed", lambda: False)
    monkeypatch.setattr(kernels, "kernel", None)

    ask(log, to=tmp_path / "plain")

    assert rows(tmp_path / "plain", "runs") == rows(tmp_path / "compiled", "runs")


def test_a_long_log_has_the_reading_compiled_and_says_so(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helhet.measure.measuring import Question, measure
    from tests.unit.measure_sample import clinic

    said: list[str] = []
    monkeypatch.setattr(kernels, "is_primed", lambda: False)

    measure(Question(log, clinic()), said.append, Sizes(few_rows=2))

    assert any(text.startswith("compiling the reading, once") for text in said)


# --- counts by clock ---------------------------------------------------------------------------------


def counted(outcomes: list[RunOutcome], days: list[int], overdue: list[bool]) -> ClockLine:
    summary = Summary()
    codes = [list(RunOutcome).index(outcome) for outcome in outcomes]
    for part in (slice(None, 3), slice(3, None)):
        columns = {"outcome": codes[part], "is_overdue": overdue[part], "days": days[part]}
        arrays = {name: np.array(values, dtype=np.int64) for name, values in columns.items()}
        summary.add_runs({"clock": np.ones_like(arrays["days"]), **arrays})
    return summary.lines(["other", "mine"])[1]


def test_runs_are_counted_by_outcome() -> None:
    outcomes = [RunOutcome.MET, RunOutcome.LATE, RunOutcome.DONE, RunOutcome.OPEN, RunOutcome.OPEN, RunOutcome.LAPSED]  # fmt: skip

    line = counted(outcomes, [1, 5, 9, 99, 98, 97], [False, False, False, True, False, False])

    assert line == ClockLine("mine", 6, 1, 1, 1, 1, 2, 1, 5.0, 5.0, 9)


def test_the_median_of_an_even_number_is_between_the_middle_two() -> None:
    line = counted([RunOutcome.MET] * 4, [1, 2, 4, 30], [False] * 4)

    assert (line.mean, line.median, line.p90) == (9.25, 3.0, 30)


@pytest.mark.parametrize(("many", "p90"), [(10, 9), (11, 10), (20, 18), (1, 1)])
def test_p90_is_the_least_within_which_nine_of_ten_ended(many: int, p90: int) -> None:
    line = counted([RunOutcome.DONE] * many, list(range(1, many + 1)), [False] * many)

    assert line.p90 == p90


def test_a_clock_without_ended_runs_has_no_middle() -> None:
    line = counted([RunOutcome.OPEN], [4], [False])

    assert (line.runs, line.mean, line.median, line.p90) == (1, None, None, None)
