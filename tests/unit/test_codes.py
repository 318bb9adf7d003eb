"""Registration codes: how a file of them is read, what is said of a bad one, and which entries have which."""

from __future__ import annotations

from pathlib import Path

import pytest

from helhet.cli import main
from helhet.packs.codes import HEADER, Act, Codes, code_problems, codes_of, read_codes
from helhet.packs.finding import load_pathway
from helhet.packs.pack import open_pack
from helhet.pathway.calendar import parse_day
from helhet.pathway.courses.course import Course, Entry
from helhet.pathway.errors import DefinitionError
from helhet.pathway.tables.table import compile_pathway

HEAD = ",".join(HEADER) + "\n"
DECISION = "tsb,clinical-decision,treatment,D01CT,2,2019-01-01,,no,S14,\n"
PACK = open_pack()
TSB = load_pathway("tsb", PACK)


def told(text: str) -> list[str]:
    """Return what is wrong in a file, by itself or beside the pathway `tsb`."""
    try:
        codes = read_codes({"codes.csv": HEAD + text})
    except DefinitionError as error:
        return [str(problem) for problem in error.problems]
    return [str(problem) for problem in code_problems(codes, TSB, PACK.sources)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("tsb,clinical-decision,treatment,D01CT\n", "2: the row has not 10 columns."),
        (",clinical-decision,,D01C,,2019-01-01,,no,S14,\n", "2: the row names no event."),
        ("tsb,evaluated,,d01,,2019-01-01,,no,S14,\n", "2: the code is no code."),
        ("tsb,evaluated,,D01E,x,2019-01-01,,no,S14,\n", "2: 'most' is no number from 1 to 99."),
        ("tsb,evaluated,,D01E,,2019,,no,S14,\n", "2: a day is no day."),
        ("tsb,evaluated,,D01E,,2019-01-01,2018-01-01,no,S14,\n", "2: the last day is before the first."),
        ("tsb,evaluated,,D01E,,2019-01-01,,perhaps,S14,\n", "2: 'verified' is neither yes nor no."),
        ("tsb,evaluated,,D01E,,2019-01-01,,no,,\n", "2: the row has no source."),
        ("tsp,evaluated,,D01E,,2019-01-01,,no,S14,\n", "2: 'tsp' is no pathway here. Did you mean 'tsb'?"),
        ("tsb,evaluate,,D01E,,2019-01-01,,no,S14,\n", "2: 'evaluate' is no event of 'tsb'. Did you mean 'evaluated'?"),
        ("tsb,clinical-decision,treatmnt,D01CT,,2019-01-01,,no,S14,\n",
         "2: 'treatmnt' is no outcome of 'clinical-decision'. Did you mean 'treatment'?"),
        ("tsb,evaluated,,D01E,,2019-01-01,,no,S14x,\n", "2: 'S14x' is no source here."),
        (DECISION + DECISION, "3: an entry of 'clinical-decision' would have two codes, this and D01CT of line 2."),
        (DECISION + "tsb,clinical-decision,,D01C,,2025-01-01,,no,S14,\n", "3: an entry of 'clinical-decision' would have two codes"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(text: str, problem: str) -> None:
    found = told(text)
    assert len(found) == 1
    assert found[0].startswith(f"codes.csv:{problem}")


def test_a_file_with_another_header_is_refused() -> None:
    with pytest.raises(DefinitionError, match="the header is not pathway,event,outcome"):
        read_codes({"codes.csv": "event,code\n"})


def test_one_code_may_follow_another() -> None:
    ended = DECISION.replace("2019-01-01,,", "2019-01-01,2024-12-31,")
    after = DECISION.replace("2019-01-01,,", "2025-01-01,,").replace("D01CT", "D01X")

    assert told(ended + after) == []
    codes = read_codes({"codes.csv": HEAD + ended + after})
    assert [code for code, _ in coded(codes, "2024-12-31", "2025-01-01")] == ["D01CT", "D01X"]


def coded(codes: Codes, *days: str) -> list[tuple[str, int]]:
    """Return the codes of clinical decisions for treatment on some days."""
    acts = [
        Act(n, "clinical-decision", "treatment", parse_day(day)) for n, day in enumerate(days, 1)
    ]
    return [(one.row.code, one.act.number) for one in codes.of("tsb", acts)]


def test_no_more_than_the_most_have_a_code_and_each_course_counts_anew() -> None:
    codes = read_codes({"codes.csv": HEAD + DECISION})

    assert coded(codes, "2026-01-01", "2026-01-02", "2026-01-03") == [("D01CT", 1), ("D01CT", 2)]
    assert coded(codes, "2026-01-01") == [("D01CT", 1)]
    assert coded(codes, "2018-12-31") == []


def test_a_correction_corrects_the_code_and_a_void_takes_it_away() -> None:
    table = compile_pathway(TSB, PACK.calendar)
    day = parse_day("2026-03-02")
    first = Entry(1, day, "clinical-decision", "treatment")
    second = Entry(2, day, "clinical-decision", "municipal-follow-up", replaces=1)
    void = Entry(3, day, voids=1)

    def said(*entries: Entry, known_after: int | None = None) -> list[tuple[int, str]]:
        found = codes_of(PACK.codes, table, Course(entries), known_after)
        return [(one.act.number, one.row.code) for one in found]

    assert said(first) == [(1, "D01CT")]
    assert said(first, second) == [(1, "D01CK")]
    assert said(first, second, known_after=1) == [(1, "D01CT")]
    assert said(first, second, void) == []


LOG = """course,event,outcome,time
1,clinical-decision,treatment,2026-03-10
1,clinical-decision,extended-assessment,2026-02-20
1,attended,,2026-02-02 09:00
2,feedback-tool-used,,2026-03-01
2,feedback-tool-used,,2026-03-02
2,postponed-by-patient,,2026-03-05
"""


def test_the_codes_of_a_log_and_of_drawn_histories(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, drawn = tmp_path / "log.csv", tmp_path / "drawn.yaml"
    log.write_text(LOG)
    drawn.write_text(
        "history: corrected\nuntil: 2026-04-30\nentries:\n"
        "  - 2026-03-10 clinical-decision.treatment\n"
        "  - 2026-03-11 feedback-tool-used\n"
    )

    assert main(["codes", str(log), "--pathway", "tsb"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "course,number,day,event,outcome,code,verified,source",
        "1,2,2026-02-20,clinical-decision,extended-assessment,D01CU,no,S14",
        "1,1,2026-03-10,clinical-decision,treatment,D01CT,no,S14",
        "2,1,2026-03-01,feedback-tool-used,,D01UF,no,S10",
        "2,3,2026-03-05,postponed-by-patient,,D01L,yes,S06",
    ]
    period = ["--from", "2026-03-05", "--to", "2026-03-09"]
    assert main(["codes", str(log), "--pathway", "tsb", *period]) == 0
    assert [line.split(",")[5] for line in capsys.readouterr().out.splitlines()] == ["code", "D01L"]
    assert main(["codes", str(drawn), "--pathway", "tsb"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "corrected,1,2026-03-10,clinical-decision,treatment,D01CT,no,S14",
        "corrected,2,2026-03-11,feedback-tool-used,answered,D01UF,no,S10",
    ]


def test_a_log_without_such_entries_has_no_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("course,event,time\n1,attended,2026-02-02\n")

    assert main(["codes", str(log), "--pathway", "tsb"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
