"""Read drawn histories and show each as tables: what happened, where the course was, every clock, and what is due.

A history is a small invented course in a YAML file, written beside its pathway with the answers it expects
(docs/reference/histories.md). What is not as expected is told last, and the exit code is then 1.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from helhet.cli.errors import UsageError

HELP = "read drawn histories and show what they say"
EXAMPLES = """\
  helhet history my-service/histories/late.yaml
  helhet history late.yaml --explain first-talk --language nb
  helhet history late.yaml --pathway tsb        histories that stand elsewhere than beside their pathway
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a file of drawn histories, or a pathway's folder",
    )
    parser.add_argument(
        "--pathway",
        metavar="PATHWAY",
        help="file, folder or name; default: the folder above the file's",
    )
    parser.add_argument(
        "--explain", metavar="CLOCK", help="also tell why this clock's dates are what they are"
    )
    parser.add_argument(
        "--language",
        choices=("en", "nb", "nn"),
        default="en",
        help="of the explanation; default: en",
    )
    parser.add_argument(
        "--pack", type=Path, metavar="FOLDER", help="the content pack; default: Norway's"
    )


def run(arguments: argparse.Namespace) -> int:
    """Show every history of the file; return 1 if one says otherwise than it expects."""
    from helhet.cli.shown import explain, show
    from helhet.packs.files import read_source
    from helhet.packs.finding import load_pathway
    from helhet.packs.pack import NORWAY, open_pack
    from helhet.packs.reading import read_history
    from helhet.pathway.histories.history import read_histories

    pack = open_pack(arguments.pack or NORWAY)
    problems = 0
    for path in _files(arguments.files):
        file = read_source(path)
        pathways = load_pathway(arguments.pathway or _folder_above(path), pack)
        for history in read_histories(file, pathways, pack.calendar, folder=pathways[-1].pathway):
            read = read_history(history, pathways, pack)
            problems += show(history, read)
            if arguments.explain:
                explain(history, read, pack, arguments.explain, arguments.language)
    return 1 if problems else 0


def _files(told: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, and of a pathway's folder all its histories."""
    for path in told:
        if not path.is_dir():
            yield path
            continue
        found = sorted(path.glob("histories/*.yaml")) or sorted(path.glob("*.yaml"))
        if not found or path.joinpath("pathway.yaml") in found:
            raise UsageError(f"There are no histories in {path}. Name a file of drawn histories.")
        yield from found


def _folder_above(path: Path) -> str:
    folder = path.resolve().parent.parent
    if not (folder / "pathway.yaml").is_file():
        raise UsageError(
            f"{path} does not lie in the folder 'histories' of a pathway. Say --pathway NAME."
        )
    return str(folder)
