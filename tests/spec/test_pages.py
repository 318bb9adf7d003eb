"""Each page of the language is true: its histories read as drawn, its bad texts are refused, no word is left out."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from helhet.pathway.calendar import Calendar
from helhet.pathway.checking.whole import problems_of
from helhet.pathway.courses.course import Breach, RunOutcome, Why
from helhet.pathway.errors import HistoryError
from helhet.pathway.histories.history import History, read_histories
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading.pathways import read_pathway
from tests.spec import words
from tests.spec.judged import compiled_differs, differences
from tests.spec.pages import FOLDER, REFUSED_HISTORY, Block, Drawn, Page, Refused, all_pages

PAGES: Final = all_pages()
LINK: Final = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def cases() -> Iterator[object]:
    """Yield each history of each page."""
    for page in PAGES:
        for drawn in page.drawn:
            yield pytest.param(drawn, id=f"{page.name}: {drawn.name}")


def refused_cases() -> Iterator[object]:
    for page in PAGES:
        for refused in page.refused:
            yield pytest.param(refused, id=f"{page.name}, line {refused.block.line}")


def read_editions(blocks: tuple[Block, ...]) -> tuple[Pathway, ...]:
    """Return the editions of a pathway that stands in a page, in which nothing may be wrong."""
    reads = [read_pathway(block.placed()) for block in blocks]
    assert [str(problem) for problem in problems_of(reads)] == []
    return tuple(read.pathway for read in reads if read.pathway)


def read_drawn(drawn: Drawn, calendar: Calendar) -> tuple[History, tuple[Pathway, ...]]:
    editions = read_editions(drawn.pathways)
    folder = editions[0].pathway
    (history,) = read_histories(drawn.history.placed(), editions, calendar, folder=folder)
    return history, editions


@pytest.mark.parametrize("drawn", list(cases()))
def test_history_reads_as_drawn(drawn: Drawn, calendar: Calendar) -> None:
    history, editions = read_drawn(drawn, calendar)

    assert differences(history, editions, calendar) == []


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES if page.drawn])
def test_compiled_reading_writes_the_same_rows(page: Page, calendar: Calendar) -> None:
    apart = [
        drawn.name
        for drawn in page.drawn
        if compiled_differs(*read_drawn(drawn, calendar), calendar)
    ]

    assert apart == []


@pytest.mark.parametrize("refused", list(refused_cases()))
def test_text_is_refused_with_these_problems(refused: Refused, calendar: Calendar) -> None:
    if refused.block.kind == REFUSED_HISTORY:
        told = history_problems(refused, calendar)
    else:
        told = pathway_problems(refused)

    assert told == list(refused.problems)


def pathway_problems(refused: Refused) -> list[str]:
    reads = [read_pathway(block.alone("earlier.yaml")) for block in refused.pathways]
    found = problems_of([*reads, read_pathway(refused.block.alone("pathway.yaml"))])
    return [str(problem) for problem in found]


def history_problems(refused: Refused, calendar: Calendar) -> list[str]:
    editions = read_editions(refused.pathways)
    file = refused.block.alone("history.yaml")
    with pytest.raises(HistoryError) as raised:
        read_histories(file, editions, calendar, folder=editions[0].pathway)
    return str(raised.value).splitlines()


def test_every_word_of_the_language_is_shown() -> None:
    shown = {
        word
        for page in PAGES
        for blocks in page.pathways
        for pathway in read_editions(blocks)
        for word in words.words_in(pathway)
    }

    assert sorted(words.every_word() - shown) == []


def test_every_answer_is_shown() -> None:
    told = "".join(drawn.history.text for page in PAGES for drawn in page.drawn)
    answers = {str(answer) for kind in (RunOutcome, Breach, Why) for answer in kind}

    assert [answer for answer in sorted(answers - {"none"}) if f" {answer}" not in told] == []


def test_every_history_expects_something() -> None:
    silent = [
        (page.name, drawn.name)
        for page in PAGES
        for drawn in page.drawn
        if "\nexpect:\n" not in drawn.history.text
    ]

    assert silent == []


def test_index_names_every_word_of_the_language() -> None:
    rows = re.findall(r"^\| `([^`]+)`", (FOLDER / "index.md").read_text("utf-8"), re.MULTILINE)
    keys = {word.partition(".")[2] for word in words.every_word()}

    assert sorted((keys | words.every_value()) - set(rows)) == []


def test_links_between_pages_lead_somewhere() -> None:
    links = [
        (path.name, link)
        for path in sorted(FOLDER.glob("*.md"))
        for link in LINK.findall(path.read_text("utf-8"))
    ]

    assert [(page, link) for page, link in links if not (FOLDER / link).exists()] == []


def test_history_names_are_used_once_on_a_page() -> None:
    names = [(page.name, drawn.name) for page in PAGES for drawn in page.drawn]

    assert sorted({name for name in names if names.count(name) > 1}) == []
