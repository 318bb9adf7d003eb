"""Whatever stands in a file, reading it ends soon, with a pathway or with problems, never otherwise."""

import contextlib
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.pathway.checking.whole import check_release, problems_of
from helhet.pathway.errors import HistoryError
from helhet.pathway.histories.history import read_histories
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.pathways import read_pathway
from tests.unit.sample import AFTER, LAR, NAMES, pathway
from tests.unit.test_history import NORWAY

MOST_SECONDS = 15.0
"""What is bounded ends; measuring coverage makes everything some three times slower."""
"""Of the processor: on a busy machine the clock on the wall says nothing about us."""
CANARY = "kari-nordmann"
"""Stands for what a message about a history must never repeat."""
HISTORY = f"""\
history: {CANARY}
until: 2026-06-01
born: 2003-05-04
entries:
  - 2026-05-04 referral-received: {{referral.reason: {CANARY}, unit: {CANARY}}}
  - 2026-05-12 10:30 notice-sent
  - 2026-05-12 right-decided.granted: {{right.start-by: 2026-06-30}}
  - 2026-05-20 09:00 attended: {{setting: inpatient}}
  - 2026-05-21 child-mapped: {{children.child: [{CANARY}, bo]}}
  - 2026-05-22 attended: {{replaces: 4, setting: outpatient}}
  - 2026-05-22: {{voids: 5}}
expect:
  state: treating
  spells: [referred 2026-05-04..2026-05-12]
  runs: {{child-mapped {CANARY}: met 2026-05-21..2026-05-25 due 2026-05-28}}
  charges: [payment {CANARY} 3 × 5745 = 17235]
"""
LAR_READ = pathway(LAR)


def read_and_check(content: bytes) -> None:
    """Read bytes as a pathway, as a form and as a history, and check what was read."""
    began = process_time()
    file = SourceFile("fuzz.yaml", content)
    for read in (
        read_pathway(file),
        read_pathway(SourceFile("lar.yaml", LAR.encode()), [file]),
    ):
        assert (read.pathway is None) == bool(read.problems)
        for problem in problems_of([read], NAMES):
            assert str(problem).startswith(f"{problem.file}:{problem.line}: ")
            assert 1 <= problem.line <= max(1, content.count(b"\n") + content.count(b"\r") + 1, 60)
        if read.pathway:
            check_release(read.pathway)
    with contextlib.suppress(HistoryError):
        read_histories(file, [LAR_READ], NORWAY, folder="lar")
    assert process_time() - began < MOST_SECONDS


def mutations(text: str) -> st.SearchStrategy[bytes]:
    """Return a valid file's bytes with a few places replaced, doubled or cut."""
    content = text.encode()
    place = st.integers(0, len(content))
    patch = st.one_of(
        st.binary(max_size=8),
        st.sampled_from(
            [
                b"\n",
                b"  ",
                b": ",
                b"- ",
                b"{",
                b"}",
                b"[",
                b"]",
                b"'",
                b"&a ",
                b"*a",
                b"\t",
                b"\x00",
                b"~",
                b"9" * 40,
            ]
        ),
        st.tuples(place, st.integers(0, 60)).map(lambda cut: content[cut[0] : cut[0] + cut[1]]),
    )
    edits = st.lists(st.tuples(place, st.integers(0, 12), patch), min_size=1, max_size=4)

    def apply(changes: list[tuple[int, int, bytes]]) -> bytes:
        changed = content
        for at, length, new in changes:
            changed = changed[:at] + new + changed[at + length :]
        return changed

    return edits.map(apply)


WORDS = st.sampled_from(
    [word.strip("{}[],:") or "x" for word in f"{LAR} {AFTER} {HISTORY}".split()]
)
SCALARS = st.one_of(WORDS, st.text(alphabet="abc:-#'\" é\n{}[]&*!|>%@`0", max_size=12))
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(SCALARS, inner, max_size=4)
    ),
    max_leaves=30,
)


def written(tree: object) -> str:
    """Return a tree as flow YAML, every text in double quotes."""
    if isinstance(tree, dict):
        return (
            "{" + ", ".join(f"{written(key)}: {written(item)}" for key, item in tree.items()) + "}"
        )
    if isinstance(tree, list):
        return "[" + ", ".join(map(written, tree)) + "]"
    told = str(tree).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{told}"'


TOP = [line.partition(":")[0] for line in LAR.splitlines() if line[:1].strip()]


@given(mutations(LAR))
def test_mutated_pathway_gives_a_pathway_or_problems(content: bytes) -> None:
    read_and_check(content)


@given(mutations(HISTORY))
def test_mutated_history_gives_histories_or_problems(content: bytes) -> None:
    read_and_check(content)


@given(TREES)
def test_any_structure_gives_a_pathway_or_problems(tree: object) -> None:
    read_and_check(written(tree).encode())


@given(st.sampled_from(TOP), TREES)
def test_any_structure_under_a_word_of_the_language_gives_problems(word: str, tree: object) -> None:
    rest = "\n".join(line for line in AFTER.splitlines() if not line.startswith(f"{word}:"))
    lines = [
        line for line in rest.splitlines() if line[:1].strip() or word not in ("events", "clocks")
    ]

    read_and_check("\n".join([*lines, f"{word}: {written(tree)}", ""]).encode())


@given(st.binary(max_size=200))
def test_any_bytes_give_problems(content: bytes) -> None:
    read_and_check(content)


@given(mutations(HISTORY))
def test_no_message_of_a_history_repeats_what_it_says(content: bytes) -> None:
    file, told = SourceFile("h.yaml", content), ""
    try:
        read_histories(file, [LAR_READ], NORWAY, folder="lar")
    except HistoryError as error:
        told = str(error)

    assert "kari" not in told
    assert "nordmann" not in told


LAUGHS = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
)
HUGE_NAME = "a" * 400_000
BOMBS = {
    "billion laughs": LAUGHS,
    "ten megabytes": "a: b\n" * 2_000_000,
    "deep brackets": "[" * 900_000,
    "deep braces": "{a: " * 200_000,
    "deep lists": "- " * 400_000,
    "deep keys": "? " * 400_000,
    "deep indent": "".join(" " * n + "a:\n" for n in range(1_300)),
    "many documents": "---\n" * 200_000,
    "many values": "[" + "a," * 400_000 + "]",
    "many keys": "".join(f"k{n}: v\n" for n in range(80_000)),
    "many tags": "".join(f"%TAG !a{n}! a\n" for n in range(60_000)) + "--- a",
    "many anchors": "[" + "&a b," * 100_000 + "]",
    "many aliases": "[" + "*a," * 200_000 + "]",
    "huge number": AFTER.replace("3 days", "9" * 900_000 + " days"),
    "huge hex": AFTER.replace("subject:", f"goals: [0x{'f' * 100_000}]\nsubject:"),
    "huge name": AFTER.replace("opened:", f"{HUGE_NAME}:").replace(
        "start: opened", f"start: {HUGE_NAME}b"
    ),
    "huge unknown": AFTER.replace("start: opened", f"start: {HUGE_NAME}"),
    "huge text": f"a: '{'b' * 900_000}'",
    "huge folded": "a: >\n" + " \n" * 400_000,
    "unclosed quote": 'a: "' + "\n" * 900_000,
    "nothing seen": "\x00" * 900_000,
    "escapes": 'a: "' + "\\x41" * 200_000 + '"',
    "merge": "<<: {a: b}\n",
    "many unknown names": AFTER.replace(
        "from: open,", f"from: [{', '.join(f'opn{n}' for n in range(40_000))}],"
    ),
    "many misread": AFTER.replace(
        "clocks:", "clocks:\n" + "".join(f"  c{n}: {{strt: x}}\n" for n in range(15_000))
    ),
    "many events": AFTER.replace(
        "clocks:",
        "".join(f"  e{n}: {{fact: true, to: closed}}\n" for n in range(7_000)) + "clocks:",
    ),
    "many near names": AFTER.replace(
        "clocks:",
        "".join(
            f"  event-number-{n}: {{from: open, fulfils: {{evnt-number-{n}: kept}}}}\n"
            for n in range(220)
        )
        + "clocks:",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bomb_is_refused_soon(bomb: str) -> None:
    read_and_check(bomb.encode())

    assert read_pathway(SourceFile("a.yaml", bomb.encode())).pathway is None or problems_of(
        [read_pathway(SourceFile("a.yaml", bomb.encode()))]
    )


@pytest.mark.parametrize(
    "content", [LAR.encode("utf-16"), LAR.encode("latin-1", "replace") + b"\xe6", b"\xff" * 900_000]
)
def test_bytes_that_are_no_utf_8_are_refused_soon(content: bytes) -> None:
    read_and_check(content)


def test_history_of_many_wrong_entries_is_refused_soon() -> None:
    entries = "".join(f"  - 2026-05-04 event-number-{number}\n" for number in range(9_000))

    read_and_check(f"history: x\nuntil: 2026-06-01\nentries:\n{entries}".encode())


@pytest.mark.slow
def test_largest_pathway_that_is_allowed_is_checked_soon() -> None:
    states = ", ".join(f"s{n}: {{}}" for n in range(60))
    events = "".join(f"  e{n}: {{to: s{n % 60}}}\n" for n in range(400))
    clocks = "".join(
        f"  c{n}: {{start: e{n}, stop: e{n + 1}, within: 1 day, binding: law, before: [e{n + 2}, e{n + 3}]}}\n"
        for n in range(60)
    )
    text = AFTER.replace("states: {open", f"states: {{{states}, open").replace(
        "clocks:\n", f"{events}clocks:\n{clocks}"
    )

    began = process_time()
    problems_of([read_pathway(SourceFile("a.yaml", text.encode()))])

    assert process_time() - began < 10 * MOST_SECONDS
