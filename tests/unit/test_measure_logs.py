"""Logs that others wrote: every way of writing reads alike, bad rows are named by their line, good ones kept."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helhet.measure.csvlogs import open_csv
from helhet.measure.errors import LogError
from helhet.measure.measuring import Sizes
from helhet.measure.rows import SAID, Fault, Rows
from tests.unit.measure_sample import ask, rows, runs, told, write

HEADER = "case_id,activity,time\n"
LOG = (
    HEADER
    + "NA,referral,2026-05-04\n007,referral,2026-05-04 10:30\nNA,attended,2026-05-19\n007,attended,2026-05-20T09:00:00+02:00\n"
)
WAITS = [
    ("NA", "2026-05-04 00:00:00", "2026-05-19", "2026-05-19 00:00:00", "met"),
    ("007", "2026-05-04 10:30:00", "2026-05-19", "2026-05-20 09:00:00", "late"),
]
XES = """\
<?xml version="1.0" encoding="UTF-8" ?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="__INVALID__"/></global>
  <trace>
    <string key="concept:name" value="NA"/>
    <event><string key="concept:name" value="referral"/><date key="time:timestamp" value="2026-05-04"/></event>
    <event>
      <string key="concept:name" value="attended"/>
      <date key="time:timestamp" value="2026-05-19"/>
      <list key="more"><values><string key="time:timestamp" value="never"/></values></list>
    </event>
  </trace>
  <trace>
    <string key="concept:name" value="007"/>
    <event><string key="concept:name" value="referral"/><date key="time:timestamp" value="2026-05-04T10:30"/></event>
    <event><date key="time:timestamp" value="2026-05-20T07:00:00.000Z"/><string key="concept:name" value="attended"/></event>
  </trace>
</log>
"""


def waits(log: Path) -> list[object]:
    to = log.parent / "results"
    ask(log, to=to)
    return runs(to)


def write_parquet(log: Path, types: str = "happened_at::VARCHAR") -> Path:
    to = log.with_suffix(".parquet")
    columns = "{'case_id': 'VARCHAR', 'activity': 'VARCHAR', 'happened_at': 'VARCHAR'}"
    scan = f"read_csv(?, auto_detect = false, header = false, columns = {columns})"
    with duckdb.connect() as connection:
        query = f"SELECT case_id, activity, {types} AS happened_at FROM {scan}"  # noqa: S608 - literals of tests
        connection.execute(f"COPY ({query}) TO '{to}' (FORMAT parquet)", [str(log)])
    return to


def test_ids_are_text(tmp_path: Path) -> None:
    assert waits(write(tmp_path / "log.csv", LOG)) == WAITS


def test_spaces_around_ids_and_units_part_nobody(tmp_path: Path) -> None:
    text = "case,event,time,unit\n013,referral,2026-05-04, North\n013 ,attended,2026-05-05,North\u00a0\n\t013\u00a0,discharged,2026-05-06,North\n\u00a0,attended,2026-05-06,\n"

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert rows(tmp_path / "results", "spells", "course, unit") == [("013", "North")] * 3
    assert told(answer) == {"names no course": [5]}


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_other_delimiters_are_found(tmp_path: Path, sign: str) -> None:
    assert waits(write(tmp_path / "log.csv", LOG.replace(",", sign))) == WAITS


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff" + LOG, id="byte order mark"),
        pytest.param(LOG.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(LOG.replace("\n", "\r"), id="CR"),
        pytest.param(LOG.replace("\nNA", "\r\nNA"), id="mixed line ends"),
        pytest.param(LOG.replace("\n", "\n\n"), id="blank lines"),
        pytest.param(LOG.rstrip(), id="no last line end"),
        pytest.param(LOG.replace("\n", ",\n"), id="a delimiter at the end of each row"),
        pytest.param(LOG + ",,\n,,\n", id="rows of nothing at the end"),
        pytest.param(LOG.replace("referral", '"referral"'), id="quoted"),
        pytest.param(LOG.replace("referral", " Referral "), id="spaces and capitals"),
    ],
)
def test_ways_of_writing_csv_read_alike(tmp_path: Path, text: str) -> None:
    log = write(tmp_path / "log.csv", text)

    answer = ask(log, to=tmp_path / "results")

    assert runs(tmp_path / "results") == WAITS
    assert (answer.rows, answer.courses, answer.bad.count) == (4, 2, 0)


def test_xes_reads_as_csv(tmp_path: Path) -> None:
    assert waits(write(tmp_path / "log.xes", XES)) == WAITS


def test_parquet_reads_as_csv(tmp_path: Path) -> None:
    assert waits(write_parquet(write(tmp_path / "log.csv", LOG))) == WAITS


@pytest.mark.parametrize("name", ["log.csv", "log.xes", "log.parquet", "no-ending"])
def test_packed_files_are_known_by_their_first_bytes(tmp_path: Path, name: str) -> None:
    plain = write(tmp_path / "plain", XES if name.endswith("xes") else LOG)
    plain = write_parquet(plain) if name.endswith("parquet") else plain
    packed = tmp_path / name
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert waits(packed) == WAITS


def test_signs_in_a_file_name_stand_for_themselves(tmp_path: Path) -> None:
    write(tmp_path / "log1.csv", HEADER + "other,referral,2026-05-04\n")

    assert waits(write(tmp_path / "log[1]*.csv", LOG)) == WAITS


def test_a_typed_parquet_column_of_times_reads_as_local_time(tmp_path: Path) -> None:
    text = "a,referral,2026-05-04 10:30\na,attended,2026-05-05\na,attended,never\n"
    typed = write_parquet(
        write(tmp_path / "log.csv", text), "TRY_CAST(trim(happened_at) AS TIMESTAMP)"
    )

    answer = ask(typed, to=tmp_path / "results")

    (run,) = runs(tmp_path / "results")
    assert run[1:4] == ("2026-05-04 10:30:00", "2026-05-19", "2026-05-05 00:00:00")
    assert (answer.bad.place, told(answer)) == ("row", {"has no time": [3]})


def test_typed_parquet_columns_of_days_and_instants(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv", "a,referral,2026-05-04\na,attended,2026-05-05\n")
    dates = write_parquet(log, "happened_at::DATE")
    assert waits(dates) == [
        ("a", "2026-05-04 00:00:00", "2026-05-19", "2026-05-05 00:00:00", "met")
    ]

    instants = write_parquet(log, "(happened_at || ' 22:30:00+00')::TIMESTAMPTZ")
    assert waits(instants) == [("a", "2026-05-05 00:30:00", "2026-05-20", "2026-05-06 00:30:00", "met")]  # fmt: skip


def test_numbers_are_no_times(tmp_path: Path) -> None:
    log = write_parquet(write(tmp_path / "log.csv", "a,referral,5\n"), "happened_at::INTEGER")

    with pytest.raises(LogError, match="'happened_at' is taken as happened_at, but holds integer"):
        ask(log)


# --- bad rows --------------------------------------------------------------------------------------


def test_bad_rows_are_named_by_their_true_lines(tmp_path: Path) -> None:
    text = 'case_id,activity,time,note\na,referral,2026-05-04,"two\nlines"\n\n,referral,2026-05-04,\nb,,2026-05-04,\nc,referral,,\nd,referral,2026-02-30,x\ne,referral,1899-12-31,x\na,attended,2026-05-05,x\n'

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert told(answer) == {
        "names no course": [5],
        "names no event": [6],
        "has no time": [7],
        "has a time that cannot be read": [8],
        "has a time that is not between 1970-01-01 and 2100-12-31": [9],
    }
    assert [run[-1] for run in runs(tmp_path / "results")] == ["met"]
    assert (tmp_path / "results" / "bad-rows.csv").read_text().splitlines()[:2] == ["line,why", "5,names no course"]  # fmt: skip


def test_rows_of_another_width_are_bad_and_no_other(tmp_path: Path) -> None:
    text = (
        HEADER
        + "a,referral\na,referral,2026-05-04\n   \nb,referral,2026-05-04,more\na,attended,2026-02-31\na,attended,2026-05-05\n"
    )

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert told(answer) == {
        SAID[Fault.COLUMNS].partition(".")[0]: [2, 5],
        "has a time that cannot be read": [6],
    }
    assert (answer.rows, answer.bad.count, answer.bad.place) == (5, 3, "line")
    assert [run[-1] for run in runs(tmp_path / "results")] == ["met"]


def test_a_quotation_mark_left_open_costs_its_own_line_only(tmp_path: Path) -> None:
    text = (
        HEADER
        + 'a,referral,2026-05-04\nb,"referral,2026-05-04\na,attended,2026-05-05\nc,"refer"ral,2026-05-04\nc,referral,2026-05-06\n'
    )

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert list(told(answer).values()) == [[3, 5]]
    assert [run[0] for run in runs(tmp_path / "results")] == ["a", "c"]


def test_a_quotation_mark_left_open_does_not_swallow_a_long_file(tmp_path: Path) -> None:
    many = "".join(f"c{n},referral,2026-05-04\n" for n in range(3_000))
    log = write(tmp_path / "log.csv", HEADER + 'b,"referral,2026-05-04\n' + many)

    answer = ask(log)

    assert (answer.courses, list(told(answer).values())) == (3_000, [[2]])


def test_bytes_that_are_no_text_are_bad_rows_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes((LOG + "bø,referral,2026-05-04\n").encode("latin-1"))

    answer = ask(tmp_path / "log.csv")

    assert told(answer) == {"has bytes that are not text in this encoding": [6]}
    assert "--encoding" in next(iter(answer.bad.reasons))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8"])
def test_other_encodings_are_read_if_they_are_named(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "log.csv").write_bytes((HEADER + "bø,referral,2026-05-04\n").encode(encoding))

    ask(tmp_path / "log.csv", encoding=encoding, to=tmp_path / "results")

    assert rows(tmp_path / "results", "runs", "course")[:1] == ["bø"]


def test_places_of_rows_counted_otherwise_are_told_as_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helhet.measure.csvlogs.CsvFile.lines", lambda *_: None)

    answer = ask(write(tmp_path / "log.csv", LOG + "a,referral,never\n"))

    assert (answer.bad.place, list(told(answer).values())) == ("row", [[5]])


def test_lines_are_not_told_where_the_rows_are_counted_otherwise(tmp_path: Path) -> None:
    file = open_csv(write(tmp_path / "log.csv", LOG), None, is_gzip=False)

    assert file.lines(np.array([2, 4]), 4) is not None
    assert file.lines(np.array([2, 4]), 5) is None


def test_xes_that_breaks_off_keeps_what_stands_before(tmp_path: Path) -> None:
    text = XES[: XES.index('<string key="concept:name" value="007"/>')]

    answer = ask(write(tmp_path / "log.xes", text), to=tmp_path / "results")

    assert runs(tmp_path / "results") == WAITS[:1]
    assert told(answer) == {SAID[Fault.BROKEN_XML].partition(".")[0]: [14]}


@pytest.mark.parametrize("name", ["log.csv", "log.xes"])
def test_a_packed_file_that_breaks_off_keeps_what_stands_before(tmp_path: Path, name: str) -> None:
    many = "".join(
        f"c{n},referral,2026-05-04\n" for n in np.random.default_rng(1).permutation(90_000)
    )
    text = LOG + many if name == "log.csv" else XES.replace("</log>", f"<!-- {many} -->")
    (tmp_path / name).write_bytes(gzip.compress(text.encode())[:-2_000])

    answer = ask(tmp_path / name, to=tmp_path / "results")

    assert runs(tmp_path / "results")[:1] == WAITS[:1]
    assert list(told(answer)) == [
        "is where the packed file breaks off; what may follow was not read"
    ]


def test_bad_rows_of_xes_are_named_by_the_line_of_the_event(tmp_path: Path) -> None:
    answer = ask(write(tmp_path / "log.xes", XES.replace("2026-05-04T10:30", "noon")))

    assert told(answer) == {"has a time that cannot be read": [15]}


# --- logs that cannot be read ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"PK\x03\x04rest", "ZIP archive or a workbook", id="workbook"),
        pytest.param(b"a,b\n1,2\n", "too few columns", id="two columns"),
        pytest.param(b"b\xf8,b,c\n1,2,3\n", "the header is not UTF-8", id="header not UTF-8"),
        pytest.param(LOG.encode("utf-16"), "is UTF-16", id="UTF-16"),
        pytest.param(b"p1,attended,2026-05-04\n", "looks like data", id="no header, a date"),
        pytest.param(b"1,2,x\n", "looks like data", id="no header, numbers"),
        pytest.param(b'"open,b,c\n1,2,3\n', "first line cannot be read", id="a quote left open"),
        pytest.param(b"\x1f\x8bnothing", "the packing is broken", id="broken packing"),
        pytest.param(gzip.compress(LOG.encode())[:-9], "the packing is broken", id="half a packing"),
        pytest.param(b"<html><body/></html>", "has no events", id="a page"),
        pytest.param(b"PAR1 and nothing more", "could not read", id="broken Parquet"),
        pytest.param(HEADER.encode(), "has a header and no rows", id="a header alone"),
        pytest.param((HEADER + "a,referral,soon\n").encode(), "1 row, and none can be read", id="nothing good"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "log").write_bytes(content)

    with pytest.raises(LogError, match=message):
        ask(tmp_path / "log")


def test_a_parquet_file_with_broken_pages_is_told(tmp_path: Path) -> None:
    many = "".join(
        f"c{n},referral,2026-05-04\n" for n in np.random.default_rng(1).permutation(9_000)
    )
    log = write_parquet(write(tmp_path / "log.csv", many))
    whole = log.read_bytes()
    middle = len(whole) // 2
    log.write_bytes(whole[: middle - 20] + bytes(20) + whole[middle:])

    with pytest.raises(LogError, match="could not"):
        ask(log)


def test_of_hostile_xes_not_every_name_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helhet.measure.xes.MOST_NAMES", 2)
    text = XES.replace("<list", '<string key="also" value="x"/><string key="course"/><list')

    assert waits(write(tmp_path / "log.xes", text)) == WAITS


def test_an_unknown_encoding_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="--encoding klingon is not known"):
        ask(write(tmp_path / "log.csv", LOG), encoding="klingon")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('<!DOCTYPE log [<!ENTITY a "aaaa">]>' + XES, "declares an entity", id="entity"),
        pytest.param("<log><trace>" + "<a>" * 200, "nested too deeply", id="depth"),
        pytest.param("<log><trace><string key='" + "a" * 17_000_000, "a tag without end", id="length"),
    ],
)  # fmt: skip
def test_hostile_xes_is_refused(tmp_path: Path, text: str, message: str) -> None:
    text = text.replace('<?xml version="1.0" encoding="UTF-8" ?>\n', "")

    with pytest.raises(LogError, match=message):
        ask(write(tmp_path / "log.xes", text))


def test_two_buckets_read_as_one(tmp_path: Path) -> None:
    many = "".join(
        f"c{n},referral,2026-05-0{n % 9 + 1}\nc{n},never,2026-05-09\n" for n in range(400)
    )
    log = write(tmp_path / "log.csv", HEADER + many)
    small = Sizes(bucket_rows=300, slice_entries=50, out_rows=4)

    one = ask(log, to=tmp_path / "one")
    several = ask(log, to=tmp_path / "several", sizes=small)
    as_csv = ask(log, to=tmp_path / "csv", kind="csv", sizes=small)

    for table in ("runs", "spells", "deviations"):
        whole = sorted(map(repr, rows(tmp_path / "one", table)))
        assert sorted(map(repr, rows(tmp_path / "several", table))) == whole
        assert sorted(map(repr, rows(tmp_path / "csv", table, kind="csv"))) == whole
    assert one.summary.lines(["wait"]) == several.summary.lines(["wait"])
    assert one.summary.deviations == as_csv.summary.deviations


# --- the two ways of reading CSV ---------------------------------------------------------------------

CELLS = ("a", '"b"', '"c,d"', '"e\nf"', "", '"g""h"', " i ", '5" pipe', '"j" ', ' "k"')
ENDS = ("\n", "\n", "\n", "\r\n", "\n\n", ",\n")
ROWS = st.tuples(*[st.sampled_from(CELLS)] * 3, st.sampled_from(ENDS))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(ROWS, max_size=6), st.sampled_from(("", "a,b\n", 'a,"b,c\n', '"a"b,c,d\n')))
def test_record_by_record_reads_as_duckdb_does_and_finds_what_it_refuses(
    told_rows: list[tuple[str, str, str, str]], fault: str
) -> None:
    lines = [",".join(row[:3]) + row[3] for row in told_rows]
    lines.insert(len(lines) // 2, fault)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        file = open_csv(
            write(Path(folder, "log.csv"), "x,y,z\n" + "".join(lines)), None, is_gzip=False
        )
        bad: list[tuple[int, Fault]] = []
        slowly = cells(connection, file.rewrite(Path(folder, "again.csv"), {0, 1, 2}, bad))
        try:
            quickly = cells(connection, file.rows())
        except duckdb.InvalidInputException:
            assert fault or any("\r\n" in line for line in lines)
            quickly = slowly if fault else [tuple(map(plain, row[:3])) for row in told_rows]

        assert slowly == quickly
        assert bool(bad) is bool(fault)
        assert file.lines(np.arange(len(slowly)), len(slowly) + len(bad)) is not None


def cells(connection: duckdb.DuckDBPyConnection, log: Rows) -> list[tuple[str, ...]]:
    columns = ", ".join(f"coalesce({column}, '')" for column in log.columns)
    return connection.execute(f"SELECT {columns} FROM {log.scan}").fetchall()  # noqa: S608 - names of ours


def plain(cell: str) -> str:
    trimmed = cell.strip()
    return trimmed[1:-1].replace('""', '"') if trimmed.startswith('"') else cell
