"""`helhet measure` as a user meets it: what is printed where, exit codes, errors without traceback."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helhet.cli import main
from helhet.cli.progress import SEEN, counted, progress
from tests.unit.measure_sample import PATHWAY, write

HEADER = "case_id,activity,time,phone number\n"
LOG = (
    HEADER
    + "person-1,referral,2026-05-04,555\nperson-1,attended,2026-05-20,555\nperson-2,referral,2026-05-11,556\nperson-2,Referal,2026-05-12,556\nperson-2,attended,2026-02-30,556\n"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log and a pathway, where the command is called."""
    write(tmp_path / "clinic.yaml", PATHWAY)
    write(tmp_path / "log.csv", LOG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


Output = pytest.CaptureFixture[str]
CALL = ["measure", "log.csv", "--pathway", "clinic.yaml"]


def test_the_table_by_clock_goes_to_stdout(place: Path, capsys: Output) -> None:
    assert main(CALL) == 0

    assert capsys.readouterr().out.splitlines() == [
        "log.csv: 5 rows, 2 courses",
        "pathway clinic, edition first",
        "as of the end of 2026-05-20, the last day in the log",
        "columns: course = case_id, event = activity, happened_at = time",
        "",
        "clock     runs  met  late  done  other  open  overdue  mean  median  p90",
        "wait         2    0     1     0      0     1        0  16.0    16.0   16",
        "start-by     0    0     0     0      0     0        0",
        "young        1    0     0     0      0     1        0",
        "child        0    0     0     0      0     0        0",
        "whole        2    0     0     0      0     2        0",
        "",
        "mean, median, p90: days of the runs that ended met, late or done; overdue: open past the due",
        "deviations: unknown-event 1",
    ]


def test_what_is_wrong_with_the_log_goes_to_stderr_and_names_no_person(
    place: Path, capsys: Output
) -> None:
    main(CALL)

    error = capsys.readouterr().err
    assert error.splitlines() == [
        "1 event that the pathway does not know, in 1 row; they are deviations. Name them with --events:",
        "  an event of one course only: 1 row. Did you mean 'referral'?",
        "1 bad row not read, all others were:",
        "  1 row (line 6): has a time that cannot be read. Write YYYY-MM-DD, perhaps with THH:MM:SS and an offset, or say --date-format.",
        "  --to DIR writes them all to a file.",
    ]
    assert "person" not in error


def test_strict_makes_bad_rows_a_failure_and_loses_nothing(place: Path, capsys: Output) -> None:
    assert main([*CALL, "--strict", "--to", "out"]) == 1

    assert "written: out/bad-rows.csv" in capsys.readouterr().out
    assert (place / "out" / "bad-rows.csv").read_text().startswith('line,why\n6,"has a time')
    assert (place / "out" / "runs.parquet").exists()


def test_strict_passes_a_log_without_bad_rows(place: Path) -> None:
    write(place / "log.csv", HEADER + "person-1,referral,2026-05-04,555\n")

    assert main([*CALL, "--strict"]) == 0


def test_everything_can_be_said(place: Path, capsys: Output) -> None:
    log = HEADER.replace(",", ";") + "p;Erstgespräch;04.05.2026;5\np;Aufruf;05.05.2026;5\np;Visite;01.06.2026;5\n"  # fmt: skip
    (place / "log.csv").write_bytes(log.encode("latin-1"))
    write(place / "names.csv", "theirs,ours\nErstgespräch,referral\nVisite,attended\nAufruf,\n")
    options = ["--encoding", "latin-1", "--date-format", "%d.%m.%Y", "--events", "names.csv", "--columns", "unit=phone number", "--as-of", "2026-05-31", "--to", "out", "--format", "csv"]  # fmt: skip

    assert main([*CALL, *options]) == 0

    told = capsys.readouterr().out.splitlines()
    assert told[2] == "as of the end of 2026-05-31"
    assert told[3].endswith("unit = phone number")
    assert "1 row after that day: not read" in told
    assert "1 row left out: by --events, or a step of an activity other than its completion" in told
    assert (place / "out" / "runs.csv").read_text().count("overdue") == 0


def test_very_many_unknown_events_and_bad_rows_are_cut(place: Path, capsys: Output) -> None:
    both = "a,x{0:02},2026-05-04,5\nb,x{0:02},2026-05-04,5\na,attended,never,5\n"
    many = "".join(both.format(n) for n in range(30))
    write(place / "log.csv", LOG + many)

    main(CALL)

    error = capsys.readouterr().err
    assert "  and 21 more\n" in error
    assert "  31 rows (lines 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, …): each has a time" in error


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (["measure", "none.csv", "--pathway", "clinic.yaml"], "none.csv: No such file"),
        (["measure", "log.csv", "--pathway", "clinics"], "clinics: There is no such file or folder"),
        ([*CALL, "--columns", "event=name"], "There is no column 'name' to be taken as event. The columns there are: 'case_id', 'activity', 'time', 'phone number'."),
        ([*CALL, "--events", "log.csv"], "log.csv:1: the row is not theirs,ours"),
        ([*CALL, "--date-format", "%d.%m.%y"], "--date-format '%d.%m.%y' cannot be used"),
        ([*CALL, "--pack", "."], "pack.yaml: No such file"),
        (["measure", "log.csv", "--pathway", "log.csv"], "log.csv:1: "),
    ],
)  # fmt: skip
def test_what_is_given_wrong_is_told_in_a_line(
    place: Path, capsys: Output, call: list[str], message: str
) -> None:
    assert main(call) == 2

    told = capsys.readouterr()
    assert message in told.err
    assert (told.out, "Traceback" in told.err) == ("", False)


def test_a_day_that_is_none_is_refused(place: Path, capsys: Output) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*CALL, "--as-of", "2026-02-30"])

    assert "There is no such day" in capsys.readouterr().err


def test_a_reader_who_has_had_enough_is_no_error(place: Path) -> None:
    command = f"{sys.executable} -m helhet.cli measure log.csv --pathway clinic.yaml | head -n 1"

    done = subprocess.run(["/bin/bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)  # fmt: skip

    assert (done.returncode, done.stdout) == (0, "log.csv: 5 rows, 2 courses\n")
    assert "Traceback" not in done.stderr


def on_terminal(place: Path, *more: str) -> str:
    """Return what a user sees who calls the command on a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    command = [sys.executable, "-m", "helhet.cli", *CALL, *more]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        while process.poll() is None or seen[-1:] not in (b"", b"\n"):
            try:
                seen += os.read(ours, 65_536)
            except OSError:  # the terminal is closed: the command has ended
                break
    os.close(ours)
    return seen.decode()


def test_a_terminal_sees_that_something_is_being_done(place: Path) -> None:
    seen = on_terminal(place)

    assert " …" in seen
    assert "\x1b[2K" in seen  # the moving line is taken away again
    assert "\nwait         2    0     1" in seen.replace("\r", "")
    assert "person" not in seen


def test_elsewhere_only_what_takes_long_is_told(capsys: Output) -> None:
    with progress() as tell:
        tell("reading the log")
        tell("compiling the reading")

    assert capsys.readouterr().err == "compiling the reading\n"


@pytest.mark.parametrize("kill", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_kill_leaves_no_rows_behind(place: Path, kill: signal.Signals) -> None:
    many = "".join(f"person-{n},referral,2026-05-04,5\n" for n in range(300_000))
    write(
        place / "log.csv", HEADER + "a row too short\n" + many
    )  # so it is written anew, to be read
    temp = place / "temp"
    temp.mkdir()
    # Whoever runs the tests may have told their processes to pass signals over.
    code = f"import signal, sys; signal.signal({int(kill)}, signal.default_int_handler); from helhet.cli import main; sys.exit(main({CALL}))"
    command = [sys.executable, "-c", code]

    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(temp)}) as process:
        while not list(temp.glob("*/log.csv")) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(kill)
        process.wait(timeout=60)

    assert process.returncode == 128 + kill
    assert list(temp.iterdir()) == []


def test_rows_are_counted_as_they_pass() -> None:
    told: list[str] = []

    assert len(list(counted(range(2 * SEEN + 1), told.append))) == 2 * SEEN + 1
    assert told == [f"{SEEN} rows", f"{2 * SEEN} rows"]
