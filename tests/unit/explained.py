"""One small pathway whose clock each test completes, and what is explained of it."""

from pathlib import Path
from typing import Any

import helhet
from helhet.pathway.calendar import Calendar, parse_day
from helhet.pathway.calendarfiles import read_calendar
from helhet.pathway.courses.course import Course, Entry
from helhet.pathway.courses.folding import read_course
from helhet.pathway.explaining.explain import Explanation, explain_clock, explain_run
from helhet.pathway.explaining.naming import Listener
from helhet.pathway.language.model import LANGUAGES, Pathway
from helhet.pathway.language.words import Title
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.pathways import read_pathway
from helhet.pathway.tables.table import compile_pathway

CONTENT = Path(helhet.__file__).parent / "content/norway"
TEXTS = [
    (CONTENT / "calendar" / name).read_text("utf-8") for name in ("holidays.csv", "offsets.csv")
]
NORWAY = read_calendar(*TEXTS)
SIX_DAYS = read_calendar(*TEXTS, saturday_is_working=True)

HELP = """
pathway: help
edition: "1"
valid: {from: 2019-01-01}
subject: person
area: treatment
label: health
settings:
  outpatient: {title: {en: Outpatient, nb: Poliklinisk, nn: Poliklinisk}}
  inpatient: {title: {en: Inpatient, nb: Døgn, nn: Døgn}}
states:
  asked: {title: {en: Asked, nb: Spurt, nn: Spurd}}
  helped: {}
  ended: {final: yes}
conditions:
  young: {age-under: 23, title: {en: Under 23, nb: Under 23 år, nn: Under 23 år}}
  grown: {age-from: 18}
  told: {on: tell, off: untell, title: {en: Has been told, nb: Er varslet, nn: Er varsla}}
  seen: {on: tell.twice}
forms:
  plan:
    fields:
      since: {type: date, title: {en: First asked on, nb: Først spurt, nn: Først spurd}}
      by: {type: date, title: {en: Help by, nb: Hjelp innen, nn: Hjelp innan}}
events:
  ask: {opens: asked, form: plan, title: {en: Request received, nb: Søknad mottatt, nn: Søknad motteken}}
  begin:
    to: helped
    title: {en: Help begun, nb: Hjelp startet, nn: Hjelp starta}
    outcomes: {here: {title: {en: Here, nb: Her, nn: Her}}, there: {}}
  move-in: {setting: inpatient, title: {en: Moved in, nb: Flyttet inn, nn: Flytta inn}}
  move-out: {setting: outpatient}
  tell: {title: {en: Told, nb: Varslet, nn: Varsla}, outcomes: {twice: {}}}
  untell: {}
  plan-anew: {form: plan, title: {en: Planned anew, nb: Planlagt på nytt, nn: Planlagt på nytt}}
  close: {to: ended, form: plan}
clocks:
  answer: {title: {en: Answer, nb: Svar, nn: Svar}, start: ask, stop: begin, binding: law, CLOCK}
"""
PACK = ("laws", "law_notes", "sources", "roles")
"""What a listener knows of the pack."""
BY_SETTING = "within: {outpatient: 21 days, inpatient: 7 days}"
LAWS = {"act-2": Title(en="The act § 2", nb="Loven § 2", nn="Lova § 2")}
SOURCES = {"S1": "Parliament, bill 55"}


def pathway(clock: str, *more: str, binding: str = "law") -> Pathway:
    """Return the pathway with the clock `answer` completed so, and with other clocks below it."""
    text = HELP.replace("binding: law, CLOCK", f"binding: {binding}, {clock}")
    text += "".join(f"  {line}\n" for line in more)
    read = read_pathway(SourceFile("help.yaml", text.encode()))
    assert read.pathway, read.problems
    return read.pathway


def day(text: str) -> int:
    return parse_day(text)


def at(text: str, calendar: Calendar = NORWAY) -> int:
    on, time = text.split(" ")
    hour, minute = time.split(":")
    return calendar.instant_of(day(on), int(hour), int(minute))


def explained(
    clock: str, on: str, language: str = "en", calendar: Calendar = NORWAY, **more: object
) -> Explanation:
    start_at = at(on, calendar) if " " in on else None
    pack: dict[str, Any] = {part: more.pop(part) for part in PACK if part in more}
    return explain_clock(
        [pathway(clock)],
        calendar,
        "answer",
        start_day=day(on[:10]),
        start_at=start_at,
        listener=Listener(language, **pack),
        **more,  # type: ignore[arg-type]  # each test gives what it needs
    )


def told(clock: str, on: str, **more: object) -> dict[str, tuple[str, ...]]:
    """Return what is explained in each language."""
    return {
        language: explained(clock, on, language, **more).lines  # type: ignore[arg-type]  # as above
        for language in LANGUAGES
    }


def entry(number: int, on: str, event: str, outcome: str | None = None, **more: object) -> Entry:
    instant = at(on) if " " in on else None
    return Entry(number, day(on[:10]), event, outcome, instant, **more)  # type: ignore[arg-type]  # as above


def edition(of: Pathway, name: str, first: str) -> Pathway:
    valid = of.valid.model_copy(update={"from_": day(first)})
    return of.model_copy(update={"edition": name, "valid": valid})


class Read:
    """A course read as of the end of a day, and its runs explained."""

    def __init__(
        self, editions: list[Pathway], entries: list[Entry], until: str, born: str | None = None
    ) -> None:
        self.table = compile_pathway(editions, NORWAY)
        self.course = Course(tuple(entries), day(born) if born else None)
        self.until = NORWAY.day_start[day(until) + 1] - 1
        self.reading = read_course(self.table, self.course, self.until)

    def explained(
        self, clock: str = "answer", number: int = 1, language: str = "en"
    ) -> Explanation:
        found = [run for run in self.reading.runs if (run.clock, run.number) == (clock, number)]
        return explain_run(
            self.table, self.course, found[0], until=self.until, listener=Listener(language, LAWS)
        )

    def told(
        self, first: int, last: int | None = None, clock: str = "answer"
    ) -> dict[str, tuple[str, ...]]:
        """Return what is explained in each language, from the first line up to the last."""
        return {
            language: self.explained(clock, language=language).lines[first:last]
            for language in LANGUAGES
        }
