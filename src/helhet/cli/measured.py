"""What `helhet measure` prints: the table by clock on stdout; what the log has wrong on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Final

from helhet.cli.tables import show_table
from helhet.measure.coding import Named, left_out, unknown_events
from helhet.measure.measuring import Answer, Question
from helhet.measure.remarks import remarks
from helhet.measure.results import UNKNOWN_EVENT
from helhet.measure.summary import ClockLine
from helhet.measure.telling import bad_row_lines, columns_line, many
from helhet.pathway.calendar import format_day
from helhet.pathway.errors import Problem, printable
from helhet.pathway.reading.faults import quoted

HEADER: Final = (
    *("clock", "runs", "met", "late", "done", "other", "open", "overdue"),
    *("mean", "median", "p90"),
)
MOST_EVENTS: Final = 10


def show(question: Question, answer: Answer, odd: Sequence[Problem] = ()) -> None:
    """Print everything; `odd` is what the pathway has wrong that does not touch measuring."""
    for line in _head(question, answer):
        print(line)
    print()
    show_table(HEADER, [_cells(line) for line in answer.summary.lines(question.table.names.clocks)])
    for line in _foot(question, answer):
        print(line)
    sys.stdout.flush()
    for line in (
        *_odd(odd),
        *_remarks(question, answer),
        *_unknown(question, answer),
        *_bad(answer),
    ):
        print(line, file=sys.stderr)


def _head(question: Question, answer: Answer) -> Iterator[str]:
    newest = question.table.newest
    yield f"{printable(question.log.name)}: {many(answer.rows, 'row')}, {many(answer.courses, 'course')}"
    yield f"pathway {newest.pathway}, edition {', '.join(e.edition for e in question.table.editions)}"
    day = f"as of the end of {format_day(answer.as_of)}"
    yield f"{day}, the last day in the log" if answer.is_last_day else day
    yield columns_line(answer.columns)


def _cells(line: ClockLine) -> list[str]:
    counts = (line.runs, line.met, line.late, line.done, line.other, line.open, line.overdue)
    return [
        line.clock,
        *(f"{count:,}" for count in counts),
        "" if line.mean is None else f"{line.mean:,.1f}",
        "" if line.median is None else f"{line.median:,.1f}",
        "" if line.p90 is None else f"{line.p90:,}",
    ]


def _foot(question: Question, answer: Answer) -> Iterator[str]:
    yield ""
    yield "mean, median, p90: days of the runs that ended met, late or done; overdue: open past the due"
    told = {str(why): n for why, n in answer.summary.deviations.most_common()}
    told |= {UNKNOWN_EVENT: answer.summary.unknown_rows} if answer.summary.unknown_rows else {}
    if told:
        yield "deviations: " + ", ".join(f"{why} {n:,}" for why, n in told.items())
    if answer.summary.rows_after:
        yield f"{many(answer.summary.rows_after, 'row')} after that day: not read"
    if out := left_out(answer.events):
        yield f"{many(out, 'row')} left out: by --events, or a step of an activity other than its completion"
    for path in answer.files:
        yield f"written: {printable(path)}"


def _odd(odd: Sequence[Problem]) -> Iterator[str]:
    if odd:
        yield f"remark: the pathway's map has {many(len(odd), 'fault')}; a log can be read by it all the same:"
        yield from (f"  {problem}" for problem in odd[:MOST_EVENTS])
    if len(odd) > MOST_EVENTS:
        yield f"  and {len(odd) - MOST_EVENTS:,} more; helhet check tells them"


def _remarks(question: Question, answer: Answer) -> Iterator[str]:
    yield from (f"remark: {text}" for text in remarks(question, answer))


def _unknown(question: Question, answer: Answer) -> Iterator[str]:
    unknown = list(unknown_events(answer.events))
    if not unknown:
        return
    rows = many(sum(each.rows for each in unknown), "row")
    kinds = many(len(unknown), "event")
    yield f"{kinds} that the pathway does not know, in {rows}; they are deviations. Name them with --events:"
    told = [line for each in unknown if (line := _unknown_line(each, question))]
    yield from told[:MOST_EVENTS]
    if len(told) > MOST_EVENTS:
        yield f"  and {len(told) - MOST_EVENTS:,} more"
    if untold := len(unknown) - len(told):
        yield f"  {many(untold, 'event')} of one course only: not shown, for it may be a note on a person. The table of deviations has it (--to DIR)."


def _unknown_line(event: Named, question: Question) -> str:
    """Return the line of an unknown event; nothing if it may be a note on a person, and no word can be said of it."""
    hint = question.names.near(event.told) if question.names else ""
    if not event.is_shared and not hint:
        return ""
    name = quoted(event.told.name) if event.is_shared else "an event of one course only"
    return f"  {name}: {many(event.rows, 'row')}. {hint}".rstrip()


def _bad(answer: Answer) -> Iterator[str]:
    bad = answer.bad
    if not bad.count:
        return
    yield f"{many(bad.count, 'bad row')} not read, all others were:"
    yield from (f"  {line}" for line in bad_row_lines(bad))
    if not answer.files:
        yield "  --to DIR writes them all to a file."
