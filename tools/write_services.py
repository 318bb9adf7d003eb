"""Writes docs/reference/services.md: each service that the plan's two pages name, and the pathway in which people work with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from helhet.drawing import describe_network
from helhet.packs.finding import load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import NORWAY, open_pack
from helhet.pathway.language.model import Pathway

SERVICES: Final = NORWAY / "services.csv"
PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "services.md"
PAGES: Final = {
    "plan": "The plan: 2.4 billion over five years (regjeringen.no, November 2015)",
    "aims": "The government's aims for substance use and mental health (regjeringen.no, 2015)",
}


def rows() -> list[dict[str, str]]:
    """Return the rows of the list, each with its pathways as one text of names."""
    with SERVICES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def page() -> str:
    """Return the page."""
    pack = open_pack()
    newest = {name: load_pathway(name, pack)[-1] for name in pathway_names(pack)}
    return "\n".join(
        [
            "# The services of the plan, and where people work with them",
            "",
            "Written by `make docs` from `content/norway/services.csv` and the pathway files; change those, not this page. The two pages are named in",
            "our own words, one line for each service that they speak of.",
            "",
            "![How the pathways fit together](../images/pathways-together.svg)",
            "",
            *(line for key, title in PAGES.items() for line in _named(key, title, newest)),
            "## All pathways",
            "",
            "| pathway | about | area | the plan's goals | events | clocks | by law |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *(_pathway(one) for one in newest.values()),
            "",
            "## What leads where",
            "",
            *(
                f"- {line}"
                for line in describe_network([*newest.values()], pack.listener()).splitlines()
            ),
            "",
        ]
    )


def _named(key: str, title: str, newest: dict[str, Pathway]) -> Iterator[str]:
    yield from (
        f"## {title}",
        "",
        "| where | service | pathway | remark |",
        "| --- | --- | --- | --- |",
    )
    for row in rows():
        if row["page"] == key:
            named = ", ".join(_called(newest[name]) for name in row["pathways"].split())
            yield f"| {row['place']} | {row['service']} | {named} | {row['remark']} |"
    yield ""


def _called(pathway: Pathway) -> str:
    return f"{pathway.title.en if pathway.title else pathway.pathway} (`{pathway.pathway}`)"


def _pathway(one: Pathway) -> str:
    clocks = [clock for clock in one.clocks.values() if clock.shipped]
    by_law = sum(clock.binding == "law" for clock in clocks)
    goals = ", ".join(map(str, one.goals))
    cells = _called(one), one.subject, one.area, goals, len(one.events), len(clocks), by_law
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()
