"""The list of mutants that live is read and written alike, explains each, and speaks of code that is there."""

from pathlib import Path

from tools.mutants import LIST, UNEXPLAINED, Mutant, Reason, listed, written

CORE = Path(__file__).parents[2] / "src/helhet/pathway"
ONE = Mutant("stepping.entries.step", "-    a = 1\n+    a = 2")
TWO = Mutant("stepping.time.speak", "-    b = 1\n+    b = 2")


def test_what_is_written_is_read_again() -> None:
    told = {ONE: Reason("Because", "It is so.\n\nTruly."), TWO: Reason(UNEXPLAINED, "")}

    assert listed(written("# Head\n\n", told.items())) == told


def test_each_mutant_that_lives_is_explained() -> None:
    found = listed(LIST.read_text("utf-8"))

    assert [mutant.function for mutant, why in found.items() if why.title == UNEXPLAINED] == []


def test_each_mutant_that_lives_is_of_a_line_that_is_there() -> None:
    gone = [
        mutant.function
        for mutant in listed(LIST.read_text("utf-8"))
        if not _stands(mutant.function, mutant.diff)
    ]

    assert gone == []


def _stands(function: str, diff: str) -> bool:
    module = function.split(".")
    path = next(p for n in (2, 1) if (p := CORE.joinpath(*module[:n]).with_suffix(".py")).exists())
    text = path.read_text("utf-8").replace(" ", "").replace("\n", "")
    removed = (line[1:] for line in diff.splitlines() if line.startswith("-"))
    return all(line.partition("  #")[0].replace(" ", "") in text for line in removed)
