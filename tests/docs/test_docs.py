"""What the documents show is true: commands print what stands there, links lead somewhere, pictures are as drawn.

A page is worked through from top to bottom in an empty folder. These of its fenced blocks are done:

- `yaml title=FILE` writes a file, `yaml add=FILE` adds to its end (any language will do, `csv` too);
- `diff change=FILE` changes a file: the lines marked - and unmarked must stand there once;
- `console` runs the lines that begin with `$ `, each with the next as long as it ends in a backslash;
  below stands what it prints, on stdout and stderr.

In what is printed `…` stands for anything within a line, and alone on a line for any lines.
"""

import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

import pytest

from helhet.access.table import read_table
from helhet.cli import main
from helhet.packs.pack import NORWAY
from tools import write_access, write_road, write_services
from tools.write_pictures import FOLDER as PICTURES
from tools.write_pictures import pictures

ROOT: Final = Path(__file__).resolve().parents[2]
GLOSSARY: Final = ROOT / "docs" / "reference" / "glossary.md"
# Made by tools, or run by tests/spec.
NOT_READ: Final = {"build", "tour-output", "dist", "mutants"}
RUN_ELSEWHERE: Final = ROOT / "docs" / "reference" / "language"
# What the recipe runs, and nothing else of make.
RECIPES: Final = {"make tour": "helhet tour"}
SLOW: Final = {"README.md"}

INFO: Final = re.compile(r"(\w*)(?: (title|add|change)=([\w./-]+))?")
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
CODE: Final = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: where its text begins, its language, what is to be done with which file, its lines."""

    line: int
    language: str
    deed: str
    file: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(frozen=True)
class Shown:
    """A command as a page shows it, and what it is said to print."""

    line: int
    command: str
    printed: tuple[str, ...]


def markdown_files() -> list[Path]:
    """Return every Markdown file that the project keeps."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    return sorted(
        ROOT / path
        for path in found
        if not any(part.startswith(".") or part in NOT_READ for part in path.parts)
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks_of(path: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page in their order."""
    lines = path.read_text("utf-8").splitlines()
    number = 0
    while number < len(lines):
        if lines[number].startswith("```"):
            end = lines.index("```", number + 1)
            info = INFO.fullmatch(lines[number][3:])
            assert info, f"{name_of(path)}:{number + 1}: nobody knows what to do with this block"
            language, deed, file = (part or "" for part in info.groups())
            yield Block(number + 2, language, deed, file, tuple(lines[number + 1 : end]))
            number = end
        number += 1


def commands_of(block: Block) -> list[Shown]:
    """Return the commands of a console block; below `$ make` all is output, whatever it begins with."""
    starts = [n for n, line in enumerate(block.lines) if line.startswith("$ ")]
    if block.lines[0].startswith("$ make"):
        starts = starts[:1]
    assert starts[:1] == [0], f"line {block.line}: a console block begins with a command"
    ends = [*starts[1:], len(block.lines)]
    parts = (block.lines[start:end] for start, end in zip(starts, ends, strict=True))
    return [_shown(block.line + start, part) for start, part in zip(starts, parts, strict=True)]


def _shown(line: int, part: tuple[str, ...]) -> Shown:
    last = next(number for number, told in enumerate(part) if not told.endswith("\\"))
    command = " ".join(told.rstrip("\\") for told in part[: last + 1])
    return Shown(line, command.removeprefix("$ "), part[last + 1 :])


def changed(text: str, block: Block) -> str:
    """Return a file's text with the change that the block draws."""
    before = "".join(f"{line[1:]}\n" for line in block.lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in block.lines if not line.startswith("-"))
    assert text.count(before) == 1, f"line {block.line}: what is changed does not stand there once"
    return text.replace(before, after)


def do(block: Block, folder: Path) -> None:
    """Write, add to or change the file that a block names."""
    path = folder / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if block.deed == "title":
        path.write_text(block.text, "utf-8")
    elif block.deed == "add":
        path.write_text(path.read_text("utf-8") + block.text, "utf-8")
    elif block.deed == "change":
        path.write_text(changed(path.read_text("utf-8"), block), "utf-8")


class Terminal:
    """Runs the few commands that pages show, in the present folder; knows how the last one ended."""

    def __init__(self) -> None:
        self.code = 0

    def run(self, command: str) -> str:
        """Return what the command prints."""
        words = shlex.split(RECIPES.get(command, command))
        if words == ["echo", "$?"]:
            return f"{self.code}\n"
        if words[0] == "cat":
            return "".join(Path(name).read_text("utf-8") for name in words[1:])
        if words[0] == "mkdir":
            Path(words[1]).mkdir()
            return ""
        if words[0] == "cp":
            shutil.copy(words[1], words[2])
            return ""
        assert words[0] == "helhet", f"no test runs '{words[0]}'"
        return self._helhet(words[1:])

    def _helhet(self, arguments: list[str]) -> str:
        told = StringIO()
        with redirect_stdout(told), redirect_stderr(told):
            try:
                self.code = main(arguments)
            except SystemExit as end:
                self.code = int(end.code or 0)
        return told.getvalue()


def fits(shown: Shown, told: str) -> bool:
    """Return whether what was printed is what is shown; spaces at the end of a line or of all do not count."""
    lines = [line.rstrip() for line in told.rstrip().splitlines()]
    wanted = "".join(map(_line_pattern, shown.printed))
    return bool(re.fullmatch(wanted, "".join(f"{line}\n" for line in lines)))


def _line_pattern(line: str) -> str:
    if line == "…":
        return r"(?:.*\n)*"
    return ".*".join(map(re.escape, line.split("…"))) + r"\n"


def pages() -> Iterator[object]:
    """Yield each page that shows a command."""
    for path in markdown_files():
        if path.parent != RUN_ELSEWHERE and "\n```console\n" in path.read_text("utf-8"):
            marks = [pytest.mark.slow] if name_of(path) in SLOW else []
            yield pytest.param(path, id=name_of(path), marks=marks)


@pytest.mark.parametrize("page", list(pages()))
def test_commands_of_a_page_print_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    terminal = Terminal()

    for block in blocks_of(page):
        do(block, tmp_path)
        for shown in commands_of(block) if block.language == "console" else ():
            if shown.command.startswith("make") and shown.command not in RECIPES:
                assert shown.printed == (), "what no test runs cannot be shown to print anything"
                continue
            told = terminal.run(shown.command)
            assert fits(shown, told), f"{name_of(page)}:{shown.line}: it prints\n{told}"


@pytest.mark.parametrize(
    "page", [pytest.param(path, id=name_of(path)) for path in markdown_files()]
)
def test_links_of_a_page_lead_to_files(page: Path) -> None:
    links = LINK.findall(CODE.sub("", page.read_text("utf-8")))

    files = [link.partition("#")[0] for link in links if not link.startswith(("#", "https://"))]

    assert [file for file in files if not (page.parent / file).exists()] == []


def test_pictures_are_what_the_pathways_draw() -> None:
    there = {path.name: path.read_text("utf-8") for path in PICTURES.glob("*.svg")}

    assert there == pictures(), "run `python -m tools.write_pictures`"


def test_each_screenshot_is_shown_somewhere_and_each_that_is_shown_is_there() -> None:
    shown = {
        name
        for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for name in re.findall(r"images/(page-[\w-]+\.png)", path.read_text("utf-8"))
    }

    assert shown == {path.name for path in PICTURES.glob("*.png")}, (
        "run `python -m tools.write_screenshots`"
    )


def test_decision_records_have_numbers_of_their_own_a_status_and_four_parts() -> None:
    records = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "adr").glob("*.md")}

    numbers = [name[:4] for name in records]
    parts = ["Context", "Decision", "Consequences", "How we would see we were wrong"]
    assert len(set(numbers)) == len(numbers)
    for name, text in records.items():
        assert re.search(r"^Status: \w+, \d{4}-\d\d-\d\d$", text, re.MULTILINE), name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == parts, name


def test_glossary_has_each_word_once_and_every_cell_filled() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in GLOSSARY.read_text("utf-8").splitlines()
        if line.startswith("| ")
    ]

    words = [row[0] for row in rows]
    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert [row for row in rows if len(row) != 5 or not all(row)] == []
    assert words[1:] == sorted(words[1:], key=str.lower)


def test_the_page_of_access_is_what_the_decision_table_says() -> None:
    table = read_table(write_access.TABLE.read_text("utf-8"))

    assert write_access.PAGE.read_text("utf-8") == write_access.page(table), "run `make docs`"


def test_the_road_is_that_of_the_diary() -> None:
    assert write_road.PAGE.read_text("utf-8") == write_road.page(), "run `make docs`"


def test_services_page_is_that_of_the_files() -> None:
    assert write_services.PAGE.read_text("utf-8") == write_services.page(), "run `make docs`"


def test_every_pathway_serves_something_that_the_two_pages_name() -> None:
    named = {name for row in write_services.rows() for name in row["pathways"].split()}
    there = {path.name for path in (NORWAY / "pathways").iterdir()}

    assert named == there
    assert all(row["pathways"] for row in write_services.rows())
