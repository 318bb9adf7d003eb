"""What strangers' files can hold that must neither lose good rows, nor change what is counted, nor tell of a person."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from helhet.cli import main
from helhet.measure.columns import read_wanted
from helhet.measure.encodings import encoding_of
from helhet.measure.errors import LogError
from helhet.measure.eventfiles import read_event_names
from helhet.measure.events import LEFT_OUT, UNKNOWN, EventNames, Told
from helhet.measure.measuring import Sizes
from tests.unit.measure_sample import PATHWAY, ask, clinic, rows, runs, told, write

HEADER = "case,event,time\n"
LOG = HEADER + "a,referral,2026-05-04\na,attended,2026-05-05\n"
LONG = "is too long"
ENCODING = "has bytes that are not text in this encoding"
XES = '<log><trace><string key="concept:name" value="a"/>{}</trace></log>'
EVENT = '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="2026-05-0{}"/></event>\n'


def outcomes(log: Path, **more: Any) -> list[str]:
    """Return how the waits of a log ended."""
    ask(log, to=log.parent / "results", **more)
    return [run[-1] for run in runs(log.parent / "results")]


def parquet(to: Path, columns: str) -> Path:
    """Write a Parquet file of a referral and an attendance, with columns beside course and event."""
    query = f"SELECT 'a' AS course, unnest(['referral', 'attended']) AS event, {columns}"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{to}' (FORMAT parquet)")
    return to


# --- line ends within values -------------------------------------------------------------------------


@pytest.mark.parametrize("event", ['"attended\r"', '"\r\nattended"', '"at\ntended"'])
@pytest.mark.parametrize("fault", ["", "too short\n"])
def test_a_line_end_within_a_value_loses_no_row(tmp_path: Path, event: str, fault: str) -> None:
    text = (
        HEADER + fault + f'a,"\rreferral",2026-05-04\na,{event},2026-05-05\na,attended,2026-05-20\n'
    )

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert (answer.rows, answer.bad.count) == (3 + bool(fault), int(bool(fault)))
    assert [run[-1] for run in runs(tmp_path / "results")] == ["late" if "tt" not in event else "met"]  # fmt: skip


def test_a_line_end_within_a_value_of_xes_loses_no_row(tmp_path: Path) -> None:
    text = XES.format(EVENT.format("referral", 4) + EVENT.format("attended&#13;", 5))

    assert outcomes(write(tmp_path / "log.xes", text)) == ["met"]


def test_a_line_end_alone_is_nothing(tmp_path: Path) -> None:
    text = 'case,event,time,unit\na,referral,2026-05-04,"\r"\na,"\r",2026-05-05,"\r\n"\n"\r",attended,2026-05-05,x\n'

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert rows(tmp_path / "results", "spells", "unit") == [None]
    assert sorted(told(answer)) == ["names no course", "names no event"]


# --- the opposite of an event --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        Told("attended.not-attended"),
        Told("Attended. NO - patient did not come"),
        Told("\u041d\u0415 attended"),
        Told("Ø attended"),
        Told("attended?"),
        Told("!attended"),
        Told("≠ attended"),
        Told("¬attended"),
        Told("❌ attended"),
        Told("atte\u0308nded"),
        Told("attended", "did not come"),
        Told("attended", "-"),
        Told("right-decided", "не granted"),
    ],
)
def test_what_may_be_the_opposite_of_an_event_is_not_taken_for_it(asked: Told) -> None:
    assert EventNames(clinic()).code(asked) == UNKNOWN


def test_a_setting_in_other_letters_is_not_taken_for_one_of_ours_or_for_none(tmp_path: Path) -> None:  # fmt: skip
    text = "case,event,time,setting\na,referral,2026-05-04,«In-patient»\na,attended,2026-05-05,не inpatient\na,attended,2026-05-05,стационар\na,attended,2026-05-05,–\n"
    text = text.replace("In-patient", "Inpatient.")

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert told(answer) == {"has a setting that the pathway does not know": [3, 4]}
    assert rows(tmp_path / "results", "spells", "state, setting") == [("referred", "inpatient"), ("seen", "inpatient")]  # fmt: skip


def test_an_event_without_outcomes_counts_with_those_that_the_user_names(tmp_path: Path) -> None:
    text = (
        "attended.came,attended\nattended.no show,\nVisit.*,attended\nVisit.late,\nCall,attended\n"
    )
    text += "OK,right-decided.granted\n"
    names = read_event_names(write(tmp_path / "names.csv", text), clinic())
    attended = clinic().deed_codes["attended", None]

    assert names.code(Told("Attended", "Came")) == names.code(Told("visit", "any")) == attended
    assert names.code(Told("Visit. Whatever")) == names.code(Told("Call")) == attended
    assert names.code(Told("attended", "no show")) == names.code(Told("Visit.late")) == LEFT_OUT
    assert names.code(Told("Call", "not reached")) == names.code(Told("Visit")) == UNKNOWN
    assert names.code(Told("OK")) == clinic().deed_codes["right-decided", "granted"]
    assert names.code(Told("OK", "refused")) == clinic().deed_codes["right-decided", "refused"]
    assert names.near(Told("Call", "not reached")) == "attended has no outcomes. If it counts with any, write a row 'NAME.*,attended' in --events."  # fmt: skip


# --- what is too long ----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [600_000, 2_500_000])
def test_a_long_value_costs_its_own_row_only(tmp_path: Path, length: int) -> None:
    text = LOG + f"b,{'æ' * length},2026-05-04\nb,referral,2026-05-04\n"

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert [run[-1] for run in runs(tmp_path / "results")] == ["met", "open"]
    assert told(answer) == {LONG: [4]}


def test_a_long_value_that_nobody_reads_costs_nothing(tmp_path: Path) -> None:
    text = f"note,case,event,time\n{'æ' * 1_500_000},a,referral,2026-05-04\n{'e' * 900_000},a,attended,2026-05-05\n"

    assert outcomes(write(tmp_path / "log.csv", text)) == ["met"]


def test_a_long_value_of_xes_costs_its_own_event_only(tmp_path: Path) -> None:
    events = (EVENT.format(name, 4) for name in ("referral", "x" * 5_000_000, "attended"))

    answer = ask(write(tmp_path / "log.xes", XES.format("".join(events))), to=tmp_path / "results")

    assert [run[-1] for run in runs(tmp_path / "results")] == ["met"]
    assert told(answer) == {LONG: [2]}


def test_what_an_xes_trace_tells_is_not_written_again_without_end(tmp_path: Path) -> None:
    text = XES.format(EVENT.format("referral", 4) * 9)

    with pytest.raises(LogError, match="9 rows, and none can be read") as refused:
        ask(write(tmp_path / "log.xes", text.replace('"a"', f'"{"a" * 9_000}"')))

    assert LONG in str(refused.value)


def test_of_xes_names_alike_not_every_one_is_a_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helhet.measure.xes.MOST_KEPT", 3)
    text = XES.format(EVENT.format("referral", 4) + EVENT.format("attended", 5))

    assert outcomes(write(tmp_path / "log.xes", text.replace("</event>", '<string key="unit" value="x"/></event>'))) == ["met"]  # fmt: skip
    assert rows(tmp_path / "results", "spells", "unit") == [None, None]


def test_a_usual_name_without_a_value_is_a_column_of_nothing(tmp_path: Path) -> None:
    text = XES.format(EVENT.format("referral", 4) + EVENT.format("attended", 5))

    assert outcomes(write(tmp_path / "log.xes", text.replace("</event>", '<list key="unit"/><list key="born"/></event>'))) == ["met"]  # fmt: skip


# --- encodings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "more"),
    [
        ("utf-16", b"\x00"),
        ("utf-16", "b,referral\ud800,2026-05-04\n".encode("utf-16-le", "surrogatepass")),
        ("utf-7", b"b,+2AA-,2026-05-04\n"),
        ("utf-32", b"\xff\xff\xff\xff"),
        ("shift_jis", b"b,\x81"),
    ],
)
def test_bytes_that_are_no_text_cost_their_own_row_in_any_encoding(
    tmp_path: Path, encoding: str, more: bytes
) -> None:
    (tmp_path / "log.csv").write_bytes(LOG.encode(encoding) + more)

    answer = ask(tmp_path / "log.csv", encoding=encoding, to=tmp_path / "results")

    assert [run[-1] for run in runs(tmp_path / "results")] == ["met"]
    assert told(answer) == {ENCODING: [4]}


@pytest.mark.parametrize(
    ("written", "said", "message"),
    [
        ("utf-16-le", "utf-16", "is no text in utf-16"),
        ("utf-16-le", None, "zero bytes, so it may be UTF-16. Say --encoding utf-16-le"),
        ("utf-8", "utf_16_le", "the header is not utf-16-le|too few columns"),
        ("utf-8", "utf-32", "is no text in utf-32"),
    ],
)
def test_an_encoding_that_is_not_the_files_is_told(
    tmp_path: Path, written: str, said: str | None, message: str
) -> None:
    (tmp_path / "log.csv").write_bytes((LOG + "a,referral,2026-05-06\n").encode(written))

    with pytest.raises(LogError, match=message):
        ask(tmp_path / "log.csv", encoding=said)


@pytest.mark.parametrize("name", ["rot13", "zlib", "hex", "base64", "idna", "punycode", "undefined", "\x1b[2J", "x\0"])  # fmt: skip
def test_an_encoding_of_no_text_is_refused(name: str) -> None:
    with pytest.raises(LogError, match=r"is not known\. Write utf-8") as refused:
        encoding_of(name)

    assert str(refused.value).isprintable()


@pytest.mark.parametrize("name", ["utf-7", "shift_jis", "rot13", "klingon"])
def test_an_encoding_of_xes_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    text = f'<?xml version="1.0" encoding="{name}"?>' + XES.format(EVENT.format("referral", 4))

    with pytest.raises(LogError, match="Line 1 of the XES file names an encoding that cannot"):
        ask(write(tmp_path / "log.xes", text))


# --- nothing of a person in a message --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("01017012345,asked for talk,March 2 2026", "looks like data"),
        ("Ola Nordmann,010170 12345,March 2 2026", "looks like data"),
        ("Ola Nordmann,asked for talk,March 2 2026", "None of the columns has a usual name"),
    ],
)
def test_a_first_row_in_the_place_of_a_header_is_not_repeated(
    tmp_path: Path, row: str, message: str
) -> None:
    for columns in ({}, {"course": "id"}):
        with pytest.raises(LogError, match=message) as refused:
            ask(write(tmp_path / "log.csv", row + "\n"), columns=columns)

        assert not any(cell in str(refused.value) for cell in row.split(","))


def test_a_column_may_be_called_as_a_year(tmp_path: Path) -> None:
    text = (
        LOG.replace("time\n", "time,2026\n").replace("-04\n", "-04,\n").replace("-05\n", "-05,\n")
    )

    assert outcomes(write(tmp_path / "log.csv", text)) == ["met"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "clinic.yaml", PATHWAY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


Output = pytest.CaptureFixture[str]
CALL = ["measure", "log.csv", "--pathway", "clinic.yaml"]


def test_unknown_events_of_one_course_may_be_notes_and_are_not_shown(
    place: Path, capsys: Output
) -> None:
    notes = ("a,Ola Nordmann has HIV", "a,Attended by Ola", "a,phoned", "b,phoned", "b,referral")
    write(place / "log.csv", HEADER + "".join(f"{note},2026-05-04\n" for note in notes))

    assert main([*CALL, "--to", "results"]) == 0

    assert capsys.readouterr().err.splitlines() == [
        "3 events that the pathway does not know, in 4 rows; they are deviations. Name them with --events:",
        "  'phoned': 2 rows.",
        "  an event of one course only: 1 row. Did you mean 'attended'?",
        "  1 event of one course only: not shown, for it may be a note on a person. The table of deviations has it (--to DIR).",
    ]
    assert "Ola Nordmann has HIV" in rows(place / "results", "deviations", "event")


def test_what_strangers_wrote_does_not_steer_the_terminal(place: Path, capsys: Output) -> None:
    evil = "\x1b]0;x\x07\x1b[2J\u202e\x9b"
    text = f"case,ev{evil},time,day{evil}\n" + "".join(
        f"{who},{evil}\u2028,2026-05-04,\n{who},referral,soon,\n{who},x,10:30,\n" for who in "ab"
    )
    write(place / f"log{evil}\n.csv", text)
    call = ["measure", f"log{evil}\n.csv", "--pathway", "clinic.yaml"]

    assert main([*call, "--columns", f"event=ev{evil}", "--to", f"to{evil}"]) == 0
    assert main([*call, "--columns", f"event=ev{evil},unit=no{evil}"]) == 2
    assert main([*call, "--events", f"log{evil}\n.csv"]) == 2
    write(place / f"log{evil}\n.csv", text.partition("\n")[0])
    assert main([*call, "--columns", f"event=ev{evil}"]) == 2

    output = capsys.readouterr()
    lines = (output.out + output.err).splitlines()
    assert "written: to\\u001b]0;x\\u0007\\u001b[2J\\u202e\\u009b/runs.parquet" in lines
    assert all(line.isprintable() for line in lines)


# --- Parquet and times -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ("unnest([DATE '2026-05-04', DATE '300000-01-01']) AS date", "has a time that cannot be read"),
        ("DATE '2026-05-04' AS date, unnest([TIMESTAMP '2000-01-01', 'infinity']) AS born", "has a birth date that cannot be read, or that nobody alive has"),
    ],
)  # fmt: skip
def test_a_far_time_costs_its_own_row_only(tmp_path: Path, columns: str, fault: str) -> None:
    answer = ask(parquet(tmp_path / "log.parquet", columns), to=tmp_path / "results")

    assert [run[-1] for run in runs(tmp_path / "results")] == ["open"]
    assert told(answer) == {fault: [2]}


def test_a_column_may_be_called_as_one_of_the_databases_own(tmp_path: Path) -> None:
    log = parquet(tmp_path / "log.parquet", "DATE '2026-05-04' AS date, 7 AS File_Row_Number")

    assert outcomes(log) == ["met"]


def test_a_list_of_times_is_no_time(tmp_path: Path) -> None:
    log = parquet(tmp_path / "log.parquet", "[TIMESTAMP '2026-05-04'] AS date")

    with pytest.raises(LogError, match=r"'date' is taken as happened_at, but holds timestamp\[\]"):
        ask(log)


# --- where results are put -------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_results_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, to = write(tmp_path / "log.csv", LOG), tmp_path / "results"
    ask(log, to=to)
    before = {path.name: path.read_bytes() for path in to.iterdir()}
    move = shutil.move

    def full(made: Path, put: Path) -> Path:
        if put.name.startswith("spells"):
            raise OSError(28, "No space left on device", "/somewhere/temporary")
        return Path(move(made, put))

    monkeypatch.setattr(shutil, "move", full)
    with pytest.raises(LogError) as refused:
        ask(write(log, LOG + "b,referral,2026-05-04\n"), to=to)

    assert str(refused.value) == f"{to}: No space left on device. The results could not be written there."  # fmt: skip
    assert {path.name: path.read_bytes() for path in to.iterdir()} == before


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    write(tmp_path / "theirs", "theirs")
    (tmp_path / "results" / "bad-rows.csv").symlink_to(tmp_path / "theirs")

    ask(write(tmp_path / "log.csv", LOG), to=tmp_path / "results")

    assert (tmp_path / "theirs").read_text() == "theirs"
    assert (tmp_path / "results" / "bad-rows.csv").read_text() == "line,why\n"


def test_a_second_name_of_the_log_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "runs.csv").hardlink_to(write(tmp_path / "log.csv", LOG))

    with pytest.raises(LogError, match="would write over the log"):
        ask(tmp_path / "log.csv", to=tmp_path / "results", kind="csv")


def test_a_folder_that_is_called_as_a_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "results" / "runs.csv").mkdir(parents=True)

    with pytest.raises(LogError, match=r"runs\.csv is a folder"):
        ask(write(tmp_path / "log.csv", LOG), to=tmp_path / "results", kind="csv")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("name", ["t[1]x", "t*?'x"])
def test_signs_in_the_name_of_the_folder_for_parts_stand_for_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / name))
    many = "".join(f"c{n},referral,2026-05-04\n" for n in range(40))

    answer = ask(write(tmp_path / "log.csv", HEADER + many), to=tmp_path / "results", kind=kind, sizes=Sizes(bucket_rows=10))  # fmt: skip

    assert answer.courses == len(rows(tmp_path / "results", "spells", kind=kind)) == 40


def test_a_command_that_shall_outlive_its_terminal_does(place: Path) -> None:
    write(place / "log.csv", HEADER + "too short\n" + "".join(f"p{n},referral,2026-05-04\n" for n in range(15_000)))  # fmt: skip
    (place / "temp").mkdir()
    code = f"import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); from helhet.cli import main; sys.exit(main({CALL}))"

    with subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(place / "temp")}) as process:  # fmt: skip
        while not list((place / "temp").glob("*/log.csv")) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGHUP)
        process.wait(timeout=60)

    assert process.returncode == 0


# --- what is no file, and what is said -------------------------------------------------------------------


def test_a_pipe_or_a_device_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(LogError, match=r"is a pipe or a device\. Save"):
            ask(path)
        with pytest.raises(LogError, match=r"is a pipe or a device\. Save"):
            read_event_names(path, clinic())


def test_a_name_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    log = tmp_path / os.fsdecode(b"log\xff.csv")

    with pytest.raises(LogError, match=r"log\\udcff.csv has bytes in its name"):
        ask(write(log, LOG))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * 3_000_000 + ",attended\n", "has a name that is too long"),
        ("a,attended\n" * 1_500_000, "is too long for a file of names"),
    ],
)
def test_a_file_of_names_without_bounds_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LogError, match=message):
        read_event_names(write(tmp_path / "names.csv", text), clinic())


@pytest.mark.parametrize("written", ["%d.%m.%Y %s", "%d.%m.%Y %I:%M", "%d.%m.%Y %Q", "%d.%m.%Y %c", "%d.%m.%Y %M %"])  # fmt: skip
def test_a_date_format_that_reads_nothing_is_refused(
    place: Path, capsys: Output, written: str
) -> None:
    write(place / "log.csv", LOG)

    assert main([*CALL, "--date-format", written]) == 2

    assert "--date-format" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["%d.%m.%Y", "%-d/%-m/%Y", "%Y%m%d", "%d.%m.%Y %H.%M:%S.%f", "%d.%m.%Y %-I:%M %p"])  # fmt: skip
def test_a_date_format_that_reads_is_taken(place: Path, written: str) -> None:
    write(place / "log.csv", LOG)

    assert main([*CALL, "--date-format", written]) == 0


def test_a_wish_of_spaces_is_refused_at_once() -> None:
    began = time.process_time()

    for text in (" " * 30_000, " " * 30_000 + "=" + " " * 30_000, "a=" + " " * 30_000 + '"'):
        with pytest.raises(LogError, match="Write PART=COLUMN"):
            read_wanted([text])

    assert time.process_time() - began < 1
