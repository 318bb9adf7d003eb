"""`helhet draw`: a pathway as a picture that a clinician can read, with its text alternative."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helhet.cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from helhet.packs.pack import Pack
    from helhet.pathway.language.model import Pathway

HELP = "draw a pathway as an SVG picture, or tell it as text"
EXAMPLES = """\
  helhet draw tsb > tsb.svg             the picture, to open in a browser or print
  helhet draw tsb --language nb --to tsb.svg
  helhet draw tsb --text                the same as text
"""

ENDINGS: Final = {False: (".svg",), True: (".txt", ".md")}
"""With what a file's name may end: of a picture, and of its text."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("pathway", metavar="PATHWAY", help="file, folder or name of the pack")
    parser.add_argument("--language", choices=("en", "nb", "nn"), default="en", help="default: en")
    parser.add_argument("--edition", metavar="EDITION", help="default: the newest")
    parser.add_argument(
        "--text", action="store_true", help="the text alternative instead of the picture"
    )
    parser.add_argument("--to", type=Path, metavar="FILE", help="default: standard output")
    parser.add_argument(
        "--pack", type=Path, metavar="FOLDER", help="the content pack; default: Norway's"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the picture or the text; return 0."""
    from helhet.cli.editions import edition_of
    from helhet.drawing import describe_pathway, draw_pathway, neighbours
    from helhet.packs.finding import load_pathway
    from helhet.packs.pack import NORWAY, open_pack

    if arguments.to:
        _check_ending(arguments.to, is_text=arguments.text)
    pack = open_pack(arguments.pack or NORWAY)
    pathway = edition_of(load_pathway(arguments.pathway, pack), arguments.edition)
    make = describe_pathway if arguments.text else draw_pathway
    others = _read(neighbours(pathway), pack)
    made = make(pathway, pack.listener(arguments.language), others)
    made = made.rstrip("\n") + "\n"
    if arguments.to:
        _check_free(arguments.to, _files_read(arguments.pathway, pack))
        arguments.to.write_text(made, "utf-8")
    else:
        sys.stdout.write(made)
    return 0


def _check_ending(to: Path, *, is_text: bool) -> None:
    """Refuse a name that promises something else than will stand in the file."""
    endings = ENDINGS[is_text]
    if to.suffix.lower() in endings:
        return
    made = "The text" if is_text else "The picture is SVG, which a browser shows and prints, and"
    raise UsageError(f"{made} goes into a file that ends in {' or '.join(endings)}. {to} does not.")


def _check_free(to: Path, files: Iterator[Path]) -> None:
    """Refuse to write over what is read, by whatever name or link."""
    if to.exists() and any(map(to.samefile, files)):
        raise UsageError(f"{to} is a file that the pathway is read from. Name another one.")


def _files_read(told: str, pack: Pack) -> Iterator[Path]:
    from helhet.packs.finding import find_pathway

    for files in find_pathway(told, pack):
        yield from (Path(file.name) for file in (files.main, *files.forms))
    for kind in ("*.yaml", "*.csv", "released.txt"):
        yield from filter(Path.is_file, pack.folder.rglob(kind))


def _read(names: set[str], pack: Pack) -> dict[str, Pathway]:
    """Return the newest editions of pathways of the pack, unchecked: only their titles are wanted."""
    from helhet.packs.finding import find_pathway
    from helhet.packs.folders import pathway_names
    from helhet.pathway.reading.pathways import read_pathways

    known = sorted(names.intersection(pathway_names(pack)))
    reads = read_pathways(files for name in known for files in find_pathway(name, pack))
    return {read.pathway.pathway: read.pathway for read in reads if read.pathway}
