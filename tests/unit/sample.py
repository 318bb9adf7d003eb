"""Small pathways in which nothing is wrong; tests change a line of it and look at what is said."""

from pathlib import Path

import pytest

from helhet.pathway.checking.pack import PackNames
from helhet.pathway.checking.whole import problems_of
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading import documents
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.pathways import Read, read_pathway

LAR = """\
pathway: lar
edition: 2026-01
valid: {from: 2026-01-01}
title: {en: Medication for dependence, nb: Legemiddelassistert rehabilitering, nn: Legemiddelassistert rehabilitering}
subject: person
area: treatment
label: health
goals: [1, 3]
settings: [outpatient, inpatient]
states:
  referred: {waiting: true}
  entitled: {waiting: yes}
  treating: {place: on}
  ready: {place: true}
  away: {resting: true}
  ended: {final: true}
conditions:
  told: {on: notice-sent, off: [enters referred, due told-of-right]}
  can-receive: {on: municipality-answered.yes}
  under-23: {age-under: 23}
  much-missed: {on: tally missed}
tallies:
  missed: {of: missed, reaches: 3, within: 90 days, reset: attended}
events:
  referral-received: {opens: referred, by: clinic, form: referral}
  right-decided: {from: referred, form: right, outcomes: {granted: {to: entitled}, refused: {to: ended}}}
  notice-sent: {from: [referred, entitled, ended]}
  place-chosen: {from: entitled, form: choice, moves: {unit: choice.place}}
  planned: {from: [entitled, treating], form: choice}
  missed: {fact: true, fulfils: {planned: missed}}
  attended: {from: entitled, to: treating, form: [attendance, children], setting: attendance.setting, fulfils: {planned: kept}}
  evaluated: {from: treating}
  dispensed: {from: treating, never-gated: oat-dispensing}
  child-mapped: {form: children}
  declared-ready: {from: treating, to: ready, form: stay}
  municipality-answered: {from: ready, outcomes: [yes, no]}
  discharged: {from: [treating, ready], to: ended, opens-course: {pathway: after, unit: stay.municipality, for: children.person}, form: [stay, children]}
  left: {fact: true, from: [entitled, treating, ready], to: away}
  came-back: {from: away, to: treating, setting: outpatient}
  summary-sent: {from: [ended, away]}
  died: {fact: true, person-wide: true, to: ended}
clocks:
  told-of-right: {start: referral-received, stop: notice-sent, within: 10 working days, warn: 2 working days, binding: law, basis: {ref: act-2, source: S1}}
  decision: {start: [referral-received, warn told-of-right], stop: right-decided, within: 5 days, binding: law, on-restart: supersede}
  start-of-care: {start: right-decided.granted, start-at: right.first-received, stop: attended, sets-due: right-decided, within: {date-from: right.start-by, less: 1 day}, binding: law}
  evaluation: {start: [attended, evaluated], stop: evaluated, cancel: leaves treating, within: {outpatient: 56 days, inpatient: 42 days}, binding: guidance, on-change: {setting: recount, told: restart, not-before: 7 days}}
  whole-wait: {start: referral-received, stop: enters treating, marks: {patient: missed, service: place-chosen}}
  child-mapped: {start: attended, each: children.child, stop: child-mapped, within: [{limit: 7 days, when: under-23}, {limit: 9 days}], binding: law, before: discharged}
  planned: {start: planned, each: planned, stop: [attended, missed], within: 24 hours, binding: guidance}
  summary: {start: enters ended, stop: summary-sent, within: 7 days, outlives: yes, binding: law}
  choice: {start: right-decided.granted, allows: place-chosen, within: 14 days, periods: [{from: 2026-02-01, to: 2026-06-30, within: 20 days}, {from: 2026-07-01, within: 3 weeks}]}
  rest: {start: evaluated, stop: declared-ready, no-sooner: 2 days, before: declared-ready}
  payment: {while: in ready & inpatient & told & not can-receive, charge: {rate: day-rate, payer: stay.municipality}}
forms:
  referral: {fields: {reason: {type: text}}}
  right: {fields: {start-by: {type: date}, first-received: {type: date}}}
  choice: {fields: {place: {type: unit}}}
  attendance: {fields: {setting: {type: choice, choices: [outpatient, inpatient]}}}
  children: {fields: {child: {type: key, many: true}, person: {type: person}, how-many: {type: number, minimum: 0, maximum: 20}}}
  stay: {fields: {municipality: {type: municipality}}}
"""

AFTER = """\
pathway: after
edition: 2026-01
valid: {from: 2026-01-01}
subject: activity
area: follow-up
label: health
states: {open: {}, closed: {final: true}}
events:
  opened: {opens: open}
  closed: {from: open, to: closed}
clocks:
  contact: {start: opened, stop: closed, within: 3 days, binding: law}
"""

TALK = """\
pathway: talk
edition: "1"
valid: {from: 2024-01-01}
subject: person
area: early-help
label: health
states: {asked: {waiting: yes}, ended: {final: yes}}
events:
  call-received: {opens: asked}
  talk-held: {from: asked, to: ended}
clocks:
  first-talk: {start: call-received, stop: talk-held, within: 5 working days, binding: target}
"""

NAMES = PackNames(
    person_wide=frozenset(("died", "moved-municipality")),
    laws=frozenset(("act-2",)),
    sources=frozenset(("S1",)),
    rates=frozenset(("day-rate",)),
)

Change = tuple[str, str]


def changed(text: str, *changes: Change) -> str:
    """Return the text with each old part, which it must have once, replaced by the new."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def read(text: str, name: str = "lar.yaml", forms: dict[str, str] | None = None) -> Read:
    """Read a pathway, with form files by name."""
    files = [SourceFile(file, form.encode()) for file, form in (forms or {}).items()]
    return read_pathway(SourceFile(name, text.encode()), files)


def pathway(text: str) -> Pathway:
    """Return the pathway of a text in which nothing is wrong."""
    found = read(text)
    assert found.pathway is not None, found.problems
    return found.pathway


def problems(*changes: Change) -> list[str]:
    """Return what is wrong with the sample when it is so changed."""
    return [str(problem) for problem in problems_of([read(changed(LAR, *changes))])]


def is_written(path: documents.Path, found: Read) -> bool:
    """Return whether the words of a fault's path all stand in the file, so that its line is the last one's."""
    return _words(path) in {_words(written) for written in found.main.lines}


def _words(path: documents.Path) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))


def cases(name: str) -> list[object]:
    """Return the cases of a file beside this one: the changes to the sample, and all that is told.

    A case begins with '# ' and its name; '- ' is what the sample has, '+ ' what stands there
    instead, '! ' what is then told.
    """
    _, *blocks = Path(__file__).with_name(name).read_text("utf-8").split("\n\n")
    return [_case(*block.strip().splitlines()) for block in blocks]


def _case(title: str, *lines: str) -> object:
    changes: list[list[str]] = []
    for line in lines:
        if line[0] == "-":
            changes.append([line[2:]])
        elif line[0] == "+":
            changes[-1].append(line[2:])
    parts = [(old, "\n".join(new)) for old, *new in changes]
    told = [line[2:] for line in lines if line[0] == "!"]
    return pytest.param(parts, told, id=title.removeprefix("# "))
