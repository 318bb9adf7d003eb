"""What is assumed of a pathway, and the invented region: read whole, without a database; what is wrong is told with its line."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from helhet.packs.assumptions import FILE, assumption_problems, read_assumptions
from helhet.packs.checks import check
from helhet.packs.finding import load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import NORWAY, Pack, open_pack
from helhet.packs.regions import FILE as REGION
from helhet.packs.regions import read_region, region_problems
from helhet.pathway.language.model import FieldType, Pathway

PATHWAYS = sorted(path.parent.name for path in NORWAY.glob("pathways/*/pathway.yaml"))


@cache
def norway() -> Pack:
    return open_pack()


@cache
def pathway(name: str) -> Pathway:
    return load_pathway(name, norway())[-1]


def place(tmp_path: Path, file: Path, old: str, new: str) -> tuple[Path, int]:
    """Write a shipped file with a change into a folder; return where, and the line that was changed."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, "what is changed does not stand there once"
    written = tmp_path / file.name
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(text.replace(old, new), "utf-8")
    return written, text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("name", PATHWAYS)
def test_every_pathway_of_the_pack_is_assumed_of_and_says_on_what_basis(name: str) -> None:
    read = read_assumptions(NORWAY / "pathways" / name, pathway(name))

    assert read is not None
    assert read.basis == "invented"
    states = pathway(name).states
    # Somewhere to go from everywhere but where the way ends.
    assert {state for state, told in states.items() if not told.is_end} <= set(read.ways)


@pytest.mark.parametrize("name", PATHWAYS)
def test_a_key_is_numbered_and_a_unit_is_drawn_where_the_field_is_one(name: str) -> None:
    read = read_assumptions(NORWAY / "pathways" / name, pathway(name))

    assert read is not None
    for full, draw in read.values.items():
        form, _, field = full.partition(".")
        kind = pathway(name).forms[form].fields[field].type
        assert draw.numbered_by is None or kind is FieldType.KEY
        assert draw.unit is None or kind is FieldType.UNIT
        assert draw.municipality is None or kind is FieldType.MUNICIPALITY


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "{event: reversal-reported, share: 80",
            "{event: reversal-reportd, share: 80",
            "the pathway knows nothing of 'reversal-reportd'. Did you mean 'reversal-reported'?",
            id="an unknown event",
        ),
        pytest.param(
            "{event: reminder-sent, share: 60",
            "{event: reminder-sent.kindly, share: 60",
            "the pathway knows nothing of 'reminder-sent.kindly'. Did you mean 'reminder-sent'?",
            id="an unknown outcome",
        ),
        pytest.param(
            "  kit-lost: [",
            "  kit-losst: [",
            "the pathway knows nothing of 'kit-losst'. Did you mean 'kit-lost'?",
            id="what an unknown event brings along",
        ),
        pytest.param(
            "a-year: {died: 14",
            "a-year: {dies: 14",
            "the pathway knows nothing of 'dies'. Did you mean 'died'?",
            id="an unknown event of the year",
        ),
        pytest.param(
            "numbered-by: kit-handed-out",
            "numbered-by: kit-handed",
            "the pathway knows nothing of 'kit-handed'. Did you mean 'kit-handed-out'?",
            id="numbered by an unknown event",
        ),
        pytest.param(
            "  closed:\n",
            "  closd:\n",
            "the pathway knows nothing of 'closd'. Did you mean 'closed'?",
            id="an unknown state",
        ),
        pytest.param(
            "  box.expiry: ",
            "  box.expires: ",
            "the pathway knows nothing of 'box.expires'. Did you mean 'box.expiry'?",
            id="an unknown field",
        ),
        pytest.param(
            "[nasal, nasal, nasal, nasal, other]",
            "[nose, other]",
            "the pathway knows nothing of 'nose'. The choices here are nasal, other.",
            id="an unknown choice",
        ),
        pytest.param(
            "assumptions: naloxone",
            "assumptions: naloxon",
            "the pathway knows nothing of 'naloxon'. Did you mean 'naloxone'?",
            id="another pathway",
        ),
        pytest.param(
            "share: 84, after: [0, 0, 14]",
            "share: 84, after: [14, 0, 0]",
            "'ways.met.0.after' is not as it should be."
            " Write the least, the commonest and the most, as [1, 6, 20].",
            id="a spread that does not rise",
        ),
        pytest.param(
            "share: 84",
            "share: 101",
            "'ways.met.0.share' is not as it should be. Input should be less than or equal to 100.",
            id="a share over a hundred",
        ),
        pytest.param(
            "share: 84",
            "weight: 84",
            "'ways.met.0.weight' is not as it should be. There is no such key here: mend its name, or take it away.",
            id="an unknown key",
        ),
        pytest.param(
            "basis: invented",
            "basis: guessed",
            "'basis' is not as it should be. Input should be 'invented', 'estimated' or 'cited'.",
            id="an unknown basis",
        ),
    ],
)
def test_what_is_wrong_in_assumptions_is_told(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    file, line = place(tmp_path, NORWAY / "pathways" / "naloxone" / FILE, old, new)

    assert told(assumption_problems(tmp_path, pathway("naloxone"))) == [
        f"{file}:{line}: {expected}"
    ]


def test_an_event_with_outcomes_happens_with_one_of_them(tmp_path: Path) -> None:
    folder = NORWAY / "pathways" / "oat"
    place(
        tmp_path, folder / FILE, "{event: admission-decided.refused,", "{event: admission-decided,"
    )

    (problem,) = told(assumption_problems(tmp_path, pathway("oat")))

    assert "'admission-decided'. Did you mean 'admission-decided." in problem


def test_a_folder_without_assumptions_has_no_problem_with_them(tmp_path: Path) -> None:
    assert read_assumptions(tmp_path, pathway("tsb")) is None
    assert assumption_problems(tmp_path, pathway("tsb")) == ()


def test_the_region_of_the_pack_offers_every_pathway_that_begins_of_itself() -> None:
    region = read_region(norway(), pathway_names(norway()))

    assert len(region.municipalities) == 8
    offered = {name for unit in region.units.values() for name in unit.offers}
    assert set(region.arrivals) <= offered <= set(PATHWAYS)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "below: sorvik-clinic",
            "below: sorvik-clinick",
            "'sorvik-clinick' is not known. Did you mean 'sorvik-clinic'?",
            id="below an unknown unit",
        ),
        pytest.param(
            "offers: [court-programme]",
            "offers: [court-program]",
            "'court-program' is not known. Did you mean 'court-programme'?",
            id="an unknown pathway",
        ),
        pytest.param(
            "offers: [municipal-follow-up, individual-plan], serves: [innmark]",
            "offers: [municipal-follow-up, individual-plan], serves: [inmark]",
            "'inmark' is not known. Did you mean 'innmark'?",
            id="serving an unknown municipality",
        ),
        pytest.param(
            "  naloxone: {share: 16",
            "  naloxon: {share: 16",
            "'naloxon' is not known. Did you mean 'naloxone'?",
            id="an arrival at an unknown pathway",
        ),
        pytest.param(
            "  naloxone: {share: 16",
            "  naloxone: {share: 160",
            "'arrivals.naloxone.share' is not as it should be."
            " Input should be less than or equal to 100.",
            id="more than everybody",
        ),
        pytest.param(
            'number: "9908", weight: 3}',
            'number: "9908", weight: 0}',
            "'units.innmark.place.weight' is not as it should be."
            " Input should be greater than or equal to 1.",
            id="a municipality of nobody",
        ),
    ],
)
def test_what_is_wrong_in_a_region_is_told(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    file, line = place(tmp_path / REGION.parent, NORWAY / REGION, old, new)

    problems = region_problems(replace(norway(), folder=tmp_path), PATHWAYS)

    assert told(problems) == [f"{file}:{line}: {expected}"]


def test_a_pack_without_a_region_has_no_problem_with_it(tmp_path: Path) -> None:
    assert region_problems(replace(norway(), folder=tmp_path), PATHWAYS) == ()


def test_the_check_of_a_whole_pack_reads_assumptions_region_and_shared_forms(
    tmp_path: Path,
) -> None:
    folder = Path(shutil.copytree(NORWAY, tmp_path / "norway"))
    naloxone = folder / "pathways" / "naloxone"
    place(naloxone, NORWAY / "pathways" / "naloxone" / FILE, "share: 84", "share: 101")
    place(folder / REGION.parent, NORWAY / REGION, "{share: 16", "{share: 160")
    # A form that is there for all and used by none.
    (folder / "forms" / "of-nobody.yaml").write_text("fields: {x: {type: text}}\n", "utf-8")
    pack = open_pack(folder)

    whole, one = check(pack), check(pack, ["naloxone"])

    names = [FILE, REGION.name, "of-nobody.yaml"]
    assert [Path(problem.file).name for problem in whole.problems] == names
    assert whole.problems[-1].fault == "no pathway uses this form"
    assert [Path(problem.file).name for problem in one.problems] == [FILE]
    assert whole.histories == check(norway()).histories


def told(problems: Sequence[object]) -> list[str]:
    """Return problems as they are shown."""
    return [str(problem) for problem in problems]
