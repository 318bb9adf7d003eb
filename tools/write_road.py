"""Writes docs/tutorials/one-persons-road.md: the diary of tests/scenario, as somebody may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from helhet.packs.finding import load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import Pack, open_pack
from helhet.packs.regions import Region, read_region
from helhet.pathway.language.model import Pathway
from helhet.pathway.language.words import Title
from tests.scenario.diary import Act, Day, chapters

PAGE: Final = Path(__file__).parents[1] / "docs" / "tutorials" / "one-persons-road.md"
HEAD: Final = """\
# One person's road

This is the road of one person through the services, as the record keeps it: {pathways} pathways, {courses} courses, from {first} to {last}.
Guro and Oda do not exist, and neither do the places.

Below each day stands what was written down, when and by whom, and then what that, or time alone, did to the **clocks**: the waits and deadlines
of each course. A clock *begins*, perhaps with the last day on which it is in time (*due*). It ends *met* or *late*, *done* if it had no due,
*cancelled*, *superseded* by a new one, *closed* with the course, or *used*, if it was a right. *Overdue* is told on the first day too late.

Nothing is left out. The page is written by `make docs` from the [diary](../../tests/scenario/days), and the diary is a test: it is lived in a real
record, act by act through the doors that the pages use, on both databases, and the test fails if one clock more or less runs on any day.
What single words mean: [glossary](../reference/glossary.md). How a date is counted: [clocks](../explanation/clocks.md).
"""


class Names:
    """What things are called, in English: by the pathways' own titles, the region's units and the roles of staff."""

    def __init__(self, pack: Pack) -> None:
        names = pathway_names(pack)
        self.pathways: Mapping[str, Pathway] = {
            name: load_pathway(name, pack)[-1] for name in names
        }
        self.region: Region = read_region(pack, names)
        self.roles = pack.staff_roles

    def course(self, name: str) -> str:
        """Return what a course is called: its pathway, and which of several."""
        pathway, _, nth = name.partition(" ")
        return _title(self.pathways[pathway].title, pathway) + (f" ({nth})" if nth else "")

    def who(self, act: Act) -> str:
        """Return who acts, and where."""
        return self.role(act.role, act.unit)

    def role(self, role: str, unit: str) -> str:
        """Return what somebody is, and where."""
        return f"{_title(self.roles[role].title, role)}, {self.unit(unit)}"

    def unit(self, code: str) -> str:
        """Return what a unit is called."""
        return self.region.units[code].name

    def event(self, act: Act) -> str:
        """Return what happened, and how it turned out."""
        event = self.pathways[act.course.split()[0]].events[act.event]
        outcome = event.outcomes[act.outcome] if act.outcome else None
        turned_out = f": {_title(outcome.title, act.outcome or '')}" if outcome else ""
        return _title(event.title, act.event) + turned_out

    def clock(self, course: str, line: str) -> str:
        """Return a line of the diary with the clock, or the state and setting, as they are called."""
        pathway = self.pathways[course.split()[0]]
        name, _, rest = line.partition(" ")
        if line.startswith("not foreseen"):
            return line
        if name == "now":
            state, _, setting = rest.partition(", ")
            told = _title(pathway.states[state].title, state)
            called = pathway.settings[setting].title if setting else None
            return f"now *{told}*" + (f", {_title(called, setting).lower()}" if setting else "")
        rest = f" {rest}".replace(", service", ", by the service")
        return f"“{_title(pathway.clocks[name].title, name)}”{rest}"


def _title(title: Title | None, name: str) -> str:
    return title.en if title and title.en else name.replace("-", " ")


def page() -> str:
    """Return the page."""
    names, told = Names(open_pack()), chapters()
    courses = {name for chapter in told for day in chapter.days for name in day.clocks}
    head = HEAD.format(
        pathways=len({name.split()[0] for name in courses}),
        courses=len(courses),
        first=_month(told[0].days[0].on),
        last=_month(told[-1].days[-1].on),
    )
    lines = [head]
    for nth, chapter in enumerate(told, start=1):
        lines += [f"## {nth}. {chapter.title}", ""]
        lines += [line for day in chapter.days for line in _day(names, day)]
    return "\n".join(lines)


def _day(names: Names, day: Day) -> Iterator[str]:
    yield from (f"**{day.on:%a} {day.on.day} {_month(day.on)}.** {day.tells}", "")
    for act in day.acts:
        yield f"- {_act(names, day, act)}"
    for line in day.begins:
        yield f"- {_begins(names, line)}"
    for course, lines in day.clocks.items():
        told = "; ".join(names.clock(course, line) for line in lines)
        yield f"- **{names.course(course)}**: {told}"
    for look, seen in day.looks.items():
        yield from _look(names, look, seen)
    yield ""


def _act(names: Names, day: Day, act: Act) -> str:
    time = act.time or "In the day"
    if act.event == "registers":
        return f"{time}, {names.who(act)}: writes down who {act.course.capitalize()} is"
    about = names.event(act) + ("; " + told if (told := _apart(names, act)) else "")
    begins = " begins" if act.opens else ""
    return f"{time}, {names.who(act)} · {names.course(act.course)}{begins}: {about}"


def _apart(names: Names, act: Act) -> str:
    """Return what is said of an act besides: that it was refused, or put another right."""
    if refused := act.apart.get("refused"):
        waits = names.clock(act.course, refused.removeprefix("gate-open ")).strip()
        return f"**refused**, as long as {waits} is open"
    if "corrects" in act.apart:
        return f"put right: it happened on {act.apart['happened'].split()[0]}"
    return ""


def _begins(names: Names, line: str) -> str:
    what, _, asked_by = line.partition(", asked for by ")
    course, _, unit = what.partition(" at ")
    origin, _, rest = asked_by.partition(", ")
    told = f"**{names.course(course)}** begins at {names.unit(unit)}, asked for by {names.course(origin)}"
    return told + (f", {rest}" if rest else "")


def _look(names: Names, look: str, seen: str | list[str]) -> Iterator[str]:
    """Yield what somebody sees that day; not what is there for the test alone."""
    who, _, what = look.partition(", ")
    role, _, unit = who.partition(" at ")
    told = seen if isinstance(seen, str) else "; ".join(seen)
    kind, _, of = what.partition(" ")
    words = {
        "finds": f"looks for {of.capitalize()} everywhere, and finds {told}",
        "worklist": f"sees on the list: {told}",
        "costs": f"sees what the days cost so far: {told}",
        "missing": f"sees what is missing: {told}",
    }
    if kind in words and (kind != "finds" or seen == "nothing"):
        yield f"- {names.role(role, unit)} {words[kind]}"


def _month(on: date) -> str:
    return f"{on:%B %Y}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()
