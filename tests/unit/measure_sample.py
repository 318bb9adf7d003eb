"""A small pathway and small logs for the tests of `helhet measure`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from helhet.measure.measuring import Answer, Question, Sizes, measure
from helhet.packs.pack import open_pack
from helhet.pathway.checking.whole import checked_pathways
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.pathways import PathwayFiles
from helhet.pathway.tables.table import Table, compile_pathway

PATHWAY = """\
pathway: clinic
edition: first
valid: {from: 2020-01-01}
subject: person
area: treatment
label: health
settings: [outpatient, inpatient]
states: {referred: {waiting: yes}, seen: {}, ended: {final: yes}}
conditions:
  under-23: {age-under: 23}
events:
  referral: {opens: referred}
  right-decided: {from: referred, form: right, outcomes: {granted: {}, refused: {to: ended}}}
  place-chosen: {from: [referred, seen], form: choice, moves: {unit: choice.place}}
  attended: {from: referred, to: seen}
  moved: {from: seen, form: stay, setting: stay.setting}
  child-named: {from: seen, form: children}
  child-seen: {form: children}
  discharged: {from: seen, to: ended}
clocks:
  wait: {start: referral, stop: attended, within: 10 working days, binding: law, basis: {ref: pbrl-2-2}}
  start-by: {start: right-decided.granted, stop: attended, within: {date-from: right.start-by}}
  young: {start: attended, stop: discharged, within: [{limit: 7 days, when: under-23}, {limit: 60 days}]}
  child: {start: child-named, each: children.child, stop: child-seen, within: 7 days}
  whole: {start: referral, stop: enters ended}
forms:
  right: {fields: {start-by: {type: date}}}
  choice: {fields: {place: {type: unit}}}
  stay: {fields: {setting: {type: choice, choices: [outpatient, inpatient]}}}
  children: {fields: {child: {type: key, many: yes}}}
"""


@lru_cache(maxsize=1)
def clinic() -> Table:
    """Return the sample pathway's table."""
    return table_of(PATHWAY)


def table_of(text: str) -> Table:
    """Return the table of a pathway that is written so."""
    pathways = checked_pathways([PathwayFiles(SourceFile("clinic.yaml", text.encode()))])
    return compile_pathway(pathways, open_pack().calendar)


def ask(log: Path, *, sizes: Sizes | None = None, **more: Any) -> Answer:
    """Measure a log by the sample pathway."""
    question = Question(log, clinic(), **more)
    return measure(question, sizes=sizes) if sizes else measure(question)


def write(path: Path, text: str) -> Path:
    """Write a text as it stands, line ends included."""
    path.write_bytes(text.encode())
    return path


def rows(folder: Path, table: str, columns: str = "*", kind: str = "parquet") -> list[Any]:
    """Return the rows of a table that was written, everything but numbers as text; one column comes bare."""
    with duckdb.connect() as connection:
        query = f"SELECT {columns} FROM read_{kind}(?)"  # noqa: S608 - a literal of a test
        found = connection.execute(query, [str(folder / f"{table}.{kind}")]).fetchall()
    told = [tuple(v if v is None or isinstance(v, int) else str(v) for v in row) for row in found]
    return [row[0] if len(row) == 1 else row for row in told]


def runs(folder: Path, clock: str = "wait") -> list[Any]:
    """Return what the runs of a clock came to: course, start, due, stop, outcome."""
    columns = "course, started_at, due_on, stopped_at, outcome, clock"
    return [row[:-1] for row in rows(folder, "runs", columns) if row[-1] == clock]


def told(answer: Answer) -> Mapping[str, Sequence[int]]:
    """Return the first places of bad rows by reason, cut to its first words."""
    return {why.partition(".")[0]: list(places) for why, places in answer.bad.first.items()}
