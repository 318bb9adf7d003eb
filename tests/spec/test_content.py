"""The histories that the Norwegian pack draws of its own pathways read as drawn."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from helhet.packs.finding import edition_files
from helhet.packs.pack import NORWAY
from helhet.pathway.calendar import Calendar
from helhet.pathway.checking.whole import checked_pathways
from helhet.pathway.histories.history import History, read_histories
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading.documents import SourceFile
from tests.spec.judged import compiled_differs, differences

FILES: Final = sorted(NORWAY.glob("pathways/*/histories/*.yaml"))
NAME: Final = re.compile(r"^history: (.+)$", re.MULTILINE)


def cases() -> Iterator[object]:
    for file in FILES:
        folder = file.parents[1].name
        for number, name in enumerate(NAME.findall(file.read_text("utf-8"))):
            yield pytest.param(file, number, id=f"{folder}: {name}")


@cache
def editions_of(folder: Path) -> tuple[Pathway, ...]:
    """Return the checked editions of the pathway that lies in a folder."""
    return checked_pathways(edition_files(folder))


def histories_of(file: Path, calendar: Calendar) -> list[History]:
    source = SourceFile(file.relative_to(NORWAY).as_posix(), file.read_bytes())
    folder = file.parents[1]
    return read_histories(source, editions_of(folder), calendar, folder=folder.name)


@pytest.mark.parametrize(("file", "number"), list(cases()))
def test_history_of_the_pack_reads_as_drawn(file: Path, number: int, calendar: Calendar) -> None:
    history = histories_of(file, calendar)[number]

    assert differences(history, editions_of(file.parents[1]), calendar) == []


@pytest.mark.parametrize(
    "file", [pytest.param(file, id=f"{file.parents[1].name}/{file.stem}") for file in FILES]
)
def test_compiled_reading_of_the_pack_writes_the_same_rows(file: Path, calendar: Calendar) -> None:
    editions = editions_of(file.parents[1])
    apart = [
        history.name
        for history in histories_of(file, calendar)
        if compiled_differs(history, editions, calendar)
    ]

    assert apart == []
