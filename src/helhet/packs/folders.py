"""A pathway's folder: where it lies, and that nothing in it is overlooked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from helhet.packs.pack import Pack
from helhet.pathway.errors import Problem
from helhet.pathway.reading.faults import quoted
from helhet.pathway.reading.pathways import Read

PLACES: Final = (
    "pathway.yaml",
    "assumptions.yaml",
    "editions/*.yaml",
    "forms/*.yaml",
    "histories/*.yaml",
)
"""Where the files lie that are read; the newest edition is pathway.yaml."""
_REMEDY: Final = (
    "Put older editions into 'editions/', forms into 'forms/', drawn histories into 'histories/',"
    " each with the ending '.yaml'."
)


def pathway_folder(told: str, pack: Pack) -> Path | None:
    """Return the folder that is told as a path or as a name of the pack; None if it is neither."""
    if Path(told).is_dir():
        return Path(told)
    return pack.folder / "pathways" / told if told in pathway_names(pack) else None


def pathway_names(pack: Pack) -> list[str]:
    """Return the names of the pack's pathways."""
    return sorted(path.parent.name for path in pack.folder.glob("pathways/*/pathway.yaml"))


def folder_problems(folder: Path, reads: Sequence[Read]) -> Iterator[Problem]:
    """Yield a problem for each YAML file of a folder that nothing reads, and each edition of another name."""
    for path in _strays(folder):
        yield Problem(str(path), 1, "nothing reads this file where it lies", _REMEDY)
    name = folder.resolve().name
    for read in reads:
        pathway = read.pathway
        if pathway and pathway.pathway != name and Path(read.main.file).is_relative_to(folder):
            fault = (
                f"the pathway is called {quoted(pathway.pathway)}, and its folder {quoted(name)}"
            )
            remedy = "Give folder and editions one name."
            yield Problem(read.main.file, read.main.line(("pathway",)), fault, remedy)


def unused_forms(pack: Pack, reads: Sequence[Read]) -> Iterator[Problem]:
    """Yield a problem for each form that the pack's pathways share and none of them uses."""
    pathways = (read.pathway for read in reads if read.pathway)
    used = {form for one in pathways for event in one.events.values() for form in event.form}
    for path in sorted((pack.folder / "forms").glob("*.yaml")):
        if path.stem not in used:
            remedy = "Name it as the 'form' of an event, or delete it."
            yield Problem(str(path), 1, "no pathway uses this form", remedy)


def _strays(folder: Path) -> list[Path]:
    read = {path for place in PLACES for path in folder.glob(place)}
    endings = (".yaml", ".yml")
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in endings and p not in read)
