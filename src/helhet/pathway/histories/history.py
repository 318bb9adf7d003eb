"""Drawn histories: small invented courses with expected answers (docs/reference/histories.md)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from helhet.pathway.calendar import Calendar
from helhet.pathway.courses.course import Course
from helhet.pathway.errors import HistoryError
from helhet.pathway.histories.entries import Vocabulary, read_entries
from helhet.pathway.histories.expectation import read_expectation
from helhet.pathway.histories.expected import Expectation
from helhet.pathway.histories.pages import Page
from helhet.pathway.language.model import Pathway
from helhet.pathway.language.words import LANGUAGES, Title
from helhet.pathway.reading.documents import Document, SourceFile
from helhet.pathway.reading.faults import meant
from helhet.pathway.reading.yamltext import read_text

KEYS: Final = (
    "history",
    "shows",
    "pathway",
    "born",
    "switched-on",
    "known-after",
    "until",
    "entries",
    "expect",
)
NEEDED: Final = ("history", "until", "entries")


@dataclass(frozen=True)
class History:
    """One drawn history. `until` is the instant it is read as of; `lines` are those of its entries."""

    name: str
    file: str
    line: int
    pathway: str
    course: Course
    until: int
    expect: Expectation
    lines: tuple[int, ...]
    shows: Title | None = None
    switched_on: frozenset[str] = frozenset()
    known_after: int | None = None


def read_histories(
    file: SourceFile,
    pathways: Iterable[Pathway],
    calendar: Calendar,
    *,
    folder: str | None = None,
) -> list[History]:
    """Return the histories of a file; raise HistoryError with every problem of it.

    `pathways` are all editions that histories may speak of, `folder` the pathway of those that
    name none. No message repeats a word of the file.
    """
    editions: dict[str, list[Pathway]] = defaultdict(list)
    for pathway in sorted(pathways, key=lambda each: each.valid.from_):
        editions[pathway.pathway].append(pathway)
    text = read_text(file)
    problems = list(text.problems)
    pages = [Page(document, calendar, problems) for document in text.documents]
    histories = [_read(page, page.document, editions, folder) for page in pages]
    if problems:
        raise HistoryError(problems)
    return [history for history in histories if history]


def _read(
    page: Page, document: Document, editions: Mapping[str, list[Pathway]], folder: str | None
) -> History | None:
    told = page.mapping((), document.data, "a history")
    page.keys((), told, KEYS, "a history")
    for key in NEEDED:
        if isinstance(document.data, dict) and key not in told:
            page.note((), f"the history has no '{key}'", "Add it.")
    pathway = _pathway(page, told, editions, folder)
    if pathway is None:
        return None
    return _history(page, told, pathway, Vocabulary(tuple(editions[pathway])))


def _pathway(
    page: Page, told: dict[str, Any], editions: Mapping[str, list[Pathway]], folder: str | None
) -> str | None:
    name = told.get("pathway", folder)
    if isinstance(name, str) and name in editions:
        return name
    remedy = meant(name if isinstance(name, str) else "", editions.keys(), "pathways")
    page.note(("pathway",), "the history names no pathway that is here", remedy)
    return None


def _history(page: Page, told: dict[str, Any], pathway: str, vocabulary: Vocabulary) -> History:
    entries = read_entries(page, told.get("entries", []), vocabulary)
    born = page.birth(("born",), told["born"]) if "born" in told else None
    return History(
        name=page.text(("history",), told.get("history", "?"), "the history's name") or "",
        file=page.document.file,
        line=page.line(()),
        pathway=pathway,
        course=Course(entries, born),
        until=_until(page, told.get("until")),
        expect=read_expectation(page, told.get("expect", {}), vocabulary),
        lines=tuple(page.line(("entries", n)) for n in range(len(entries))),
        shows=_shows(page, told),
        switched_on=_switched_on(page, told, vocabulary),
        known_after=_known_after(page, told, len(entries)),
    )


def _until(page: Page, value: Any) -> int:
    """Return the instant: the one that is written, or the last of the day."""
    stamp = None if value is None else page.stamp(("until",), value, "'until'")
    if stamp is None:
        return 0
    if stamp.instant is not None:
        return stamp.instant
    return page.calendar.day_start[stamp.day + 1] - 1


def _shows(page: Page, told: dict[str, Any]) -> Title | None:
    if "shows" not in told:
        return None
    try:
        return Title.model_validate(told["shows"])
    except ValidationError:
        remedy = f"Write one text for each of {', '.join(LANGUAGES)}."
        page.note(("shows",), "'shows' is not in every language", remedy)
        return None


def _switched_on(page: Page, told: dict[str, Any], vocabulary: Vocabulary) -> frozenset[str]:
    items = page.items(("switched-on",), told.get("switched-on", []), "'switched-on'")
    known = vocabulary.names("clocks")
    names = (
        page.name(("switched-on", n), item, known, ("clock", "clocks"))
        for n, item in enumerate(items)
    )
    return frozenset(name for name in names if name)


def _known_after(page: Page, told: dict[str, Any], entries: int) -> int | None:
    if "known-after" not in told:
        return None
    return page.number(("known-after",), told["known-after"], "'known-after'", entries)
