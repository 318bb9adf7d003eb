"""Holds the mutants of the core that no test noticed against the list of those that are explained.

Run after `mutmut run` (`make night`). Fails if a mutant lives that docs/reference/mutants.md does not explain;
`--write` puts it there, below "Not explained", and takes out what no longer lives.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
LIST: Final = ROOT / "docs" / "reference" / "mutants.md"
UNEXPLAINED: Final = "Not explained"
LIVES: Final = ("survived", "no tests", "suspicious", "segfault")
_FENCE: Final = re.compile(r"^## (.+?)\n(.*?)^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Mutant(NamedTuple):
    """One change that no test notices: where, and the lines before and after it."""

    function: str
    diff: str

    def __str__(self) -> str:
        return f"@ {self.function}\n{self.diff}\n"


class Reason(NamedTuple):
    """Why some mutants live: a title, and the text below it."""

    title: str
    text: str


def listed(text: str) -> dict[Mutant, Reason]:
    """Return the mutants of the list, each with the reason it stands under."""
    found = {}
    for title, why, block in _FENCE.findall(text):
        for part in re.split(r"^@ ", block, flags=re.MULTILINE)[1:]:
            function, _, diff = part.partition("\n")
            found[Mutant(function, diff.rstrip("\n"))] = Reason(title, why.strip())
    return found


def living() -> set[Mutant]:
    """Return the mutants that the last run left alive."""
    told = _mutmut("results")
    names = [
        name
        for name, _, status in (line.strip().rpartition(": ") for line in told.splitlines())
        if status in LIVES
    ]
    with ThreadPoolExecutor() as pool:
        return set(pool.map(_mutant, names))


def _mutant(name: str) -> Mutant:
    lines = _mutmut("show", name).splitlines()
    diff = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    place = name.removeprefix("helhet.pathway.").partition("__mutmut_")[0]
    return Mutant(
        re.sub(r"x(?:ǁ(\w+)ǁ|_)", lambda m: f"{m[1]}." if m[1] else "", place), "\n".join(diff)
    )


def _mutmut(*words: str) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own words


def written(head: str, explained: Iterable[tuple[Mutant, Reason]]) -> str:
    """Return the list: its head, then each reason with its mutants."""
    by_reason: dict[Reason, list[Mutant]] = defaultdict(list)
    for mutant, reason in explained:
        by_reason[reason].append(mutant)
    return head + "".join(_section(*each) for each in by_reason.items())


def _section(reason: Reason, mutants: list[Mutant]) -> str:
    text = f"{reason.text}\n\n" if reason.text else ""
    return f"## {reason.title}\n\n{text}```diff\n{''.join(map(str, sorted(mutants)))}```\n\n"


def main() -> int:
    """Compare, or write; return 1 if a mutant lives unexplained."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the list anew")
    arguments = parser.parse_args()
    text, alive = LIST.read_text("utf-8"), living()
    reasons = listed(text)
    new = alive - reasons.keys()
    if arguments.write:
        kept = [(mutant, reason) for mutant, reason in reasons.items() if mutant in alive]
        every = [*kept, *((mutant, Reason(UNEXPLAINED, "")) for mutant in new)]
        LIST.write_text(written(text.partition("## ")[0], every).rstrip("\n") + "\n", "utf-8")
    sys.stdout.writelines(map(str, sorted(new)))
    gone = len(reasons.keys() - alive)
    print(f"{len(alive)} live: {len(new)} of them not explained; {gone} explained no longer live")
    return 1 if new and not arguments.write else 0


if __name__ == "__main__":
    sys.exit(main())
