"""Writes docs/reference/access.md from the decision table: what each role sees, as a reader would ask it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from helhet.access.deciding import consentable, objectable
from helhet.access.table import Cell, DecisionTable, Deed, Need, Part, Relation, Row, read_table
from helhet.packs.pack import NORWAY

TABLE: Final = NORWAY / "access" / "decision.csv"
PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "access.md"

PARTS: Final = {
    Part.ID: "name, date of birth, number, contact",
    Part.ADR: "address, and everything that locates",
    Part.PLAN: "way, states, dates, coordinator, appointments, individual plan",
    Part.SUD: "substance use, as written in forms; tests taken as treatment",
    Part.PSY: "mental health, as written in forms",
    Part.VNOTE: "process notes, violence, suicidality in detail, what third persons said",
    Part.COURT: "the court's programme: conditions, attendance, its tests, reports",
    Part.CHILD: "children as next of kin",
    Part.OUTN: "named outreach, naloxone, overdose",
    Part.OUTA: "anonymous outreach, which no person can be found from",
    Part.LOG: "who has seen what",
    Part.STAT: "counts, after suppression",
    Part.GRANT: "grants",
}
RELATIONS: Final = {
    Relation.CARE: "own unit has an open course with the person",
    Relation.MEASURE: "an explicit, dated decision for this person",
    Relation.REFERRED: "a referral or shared case that was accepted",
    Relation.ENDED: "the relation ended at most ninety days ago",
    Relation.SELF_16: "oneself, 16 or older",
    Relation.SELF_12: "oneself, 12 to 15",
    Relation.SELF_UNDER_12: "oneself, under 12 or birth date unknown",
    Relation.NONE: "none",
}
_DEEDS: Final = {Deed.SUMMARY: "summary", Deed.READ: "read", Deed.WRITE: "**write**"}
_NEEDS: Final = {
    Need.OWN_UNIT: " own unit's",
    Need.CONSENT: " with consent",
    Need.NO_OBJECTION: " unless objected",
}


def page(table: DecisionTable) -> str:
    """Return the page."""
    heads = [_line("role", "relation", "purpose", *Part), _line(*["---"] * (len(Part) + 3))]
    notes = [f"- {row.role}, {row.relation}: {row.note}" for row in table.rows if row.note]
    return "\n".join(
        [
            "# Who may do what with which part of whose record",
            "",
            "Written by `make docs` from `content/norway/access/decision.csv`, which the program reads and the tests hold it to. Change the file, not this page.",
            "",
            "What the table does not say is refused. No relation looks the same as no such person. A user with two roles acts in one at a time. Django's superuser is no role here.",
            "",
            *heads,
            *(_row(row) for row in table.rows),
            "",
            "- **summary**: that there is something, its state and dates. **read**; **write** (which reads too). **–**: nothing.",
            "- *own unit's*: only what the unit itself wrote; of a way, only the unit's own courses. *or*: whichever of them permits more. *with consent*: nothing until the person has consented. *unless objected*: nothing until it is written down that the person was told of it and did not object, or said yes; and nothing once they object. *released*: nothing but what somebody released, item by item.",
            "- *break-glass*: nothing; may be opened in an emergency with a reason that the person is told of (to come). Until then it is a refusal.",
            *notes,
            "",
            "## What a person may be asked to consent to",
            "",
            "A consent is to one unit, whose staff and those below it act for the purpose, to one part, until a day. It opens the cells that say *with consent*, for whoever has the relation besides, and no others ([decision 16](../adr/0016-consent-of-access.md)).",
            "A summary with consent is a few named facts and not the way: of COURT that it goes on, the conditions that bind treatment, the next meeting in court; of PLAN who the coordinator is.",
            "",
            _line("purpose", "part", "how much"),
            _line("---", "---", "---"),
            *(_line(to, part, _DEEDS[deed]) for (to, part), deed in consentable(table).items()),
            "",
            "## What a person is told of, and may object to",
            "",
            "As with a consent, to one unit, for one purpose, until a day: written down by whoever told the person. It opens the cells that say *unless objected*; an objection ends it as a withdrawal does.",
            "A summary is a few named facts here too: of SUD that an overdose has been written down lately, and the day.",
            "",
            _line("purpose", "part", "how much"),
            _line("---", "---", "---"),
            *(_line(to, part, _DEEDS[deed]) for (to, part), deed in objectable(table).items()),
            "",
            "## The parts",
            "",
            _line("part", "what it is"),
            _line("---", "---"),
            *(_line(part, PARTS[part]) for part in Part),
            "",
            "## The relations",
            "",
            _line("relation", "when it holds"),
            _line("---", "---"),
            *(_line(relation, RELATIONS[relation]) for relation in Relation),
            "",
        ]
    )


def _row(row: Row) -> str:
    return _line(row.role, row.relation, row.purpose, *(_cells(row.cells[part]) for part in Part))


def _cells(cells: tuple[Cell, ...]) -> str:
    return " or ".join(map(_cell, cells))


def _cell(cell: Cell) -> str:
    if cell.deed is None:
        return "break-glass" if cell.is_breakable else "released" if cell.is_released_only else "–"
    return _DEEDS[cell.deed] + (_NEEDS[cell.need] if cell.need else "")


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(read_table(TABLE.read_text("utf-8"), TABLE.name)), "utf-8")


if __name__ == "__main__":
    main()
