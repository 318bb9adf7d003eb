"""Where a pathway lies: any file, a folder, or a name of the pack → the files of its editions."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from helhet.packs.files import read_source
from helhet.packs.folders import pathway_folder, pathway_names
from helhet.packs.pack import Pack
from helhet.pathway.checking.whole import checked_pathways, measurable_pathways
from helhet.pathway.errors import Problem
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading.faults import meant
from helhet.pathway.reading.pathways import PathwayFiles
from helhet.pathway.reading.yamltext import read_document


def load_pathway(told: str, pack: Pack) -> tuple[Pathway, ...]:
    """Return the checked editions of a pathway; raise DefinitionError with every problem in its files."""
    return checked_pathways(find_pathway(told, pack))


def load_measurable(told: str, pack: Pack) -> tuple[tuple[Pathway, ...], tuple[Problem, ...]]:
    """Return the editions of a pathway by which logs can be read, and what is wrong with nothing but its map.

    Raises DefinitionError with every problem in its files if there is any other.
    """
    return measurable_pathways(find_pathway(told, pack))


def find_pathway(told: str, pack: Pack) -> list[PathwayFiles]:
    """Return the files of a pathway that is told as a file, a folder or a name of the pack.

    What is there on disk goes before a name of the pack. Raises FileNotFoundError if it is neither.
    """
    path = Path(told)
    if path.is_file():
        return [read_files(path, path.parent / "forms")]
    if folder := pathway_folder(told, pack):
        return edition_files(folder)
    fault = "There is no such file or folder, and no pathway of that name in the pack."
    remedy = meant(told, pathway_names(pack), "pathways")
    raise FileNotFoundError(errno.ENOENT, f"{fault} {remedy}", told)


def edition_files(folder: Path) -> list[PathwayFiles]:
    """Return the files of all editions in a pathway's folder: `editions/*.yaml`, then `pathway.yaml`.

    An older edition takes from `forms/` those that its events use; all take those that the pack shares.
    """
    if not (folder / "pathway.yaml").is_file():
        fault = "There is no pathway.yaml in this folder. Name a pathway's own folder or file."
        raise FileNotFoundError(errno.ENOENT, fault, str(folder))
    older = sorted(folder.glob("editions/*.yaml"))
    return [
        *(read_files(path, folder / "forms", only_used=True) for path in older),
        read_files(folder / "pathway.yaml", folder / "forms"),
    ]


def read_files(path: Path, forms: Path, *, only_used: bool = False) -> PathwayFiles:
    """Return one edition's own file, the files of the folder `forms` beside it, and of the shared forms those it uses."""
    main = read_source(path)
    found, shared = sorted(forms.glob("*.yaml")), _shared(path.parent)
    if only_used or shared:
        data = read_document(main)[0].data
        used = set(_forms_used(data))
        if only_used:
            found = [form for form in found if form.stem in used]
        own = {form.stem for form in found} | set(_forms_inside(data))
        found += [form for form in shared if form.stem in used - own]
    return PathwayFiles(main, tuple(map(read_source, found)))


def _shared(folder: Path) -> list[Path]:
    """Return the forms that a pack's pathways share: instruments above all. `folder` is a pathway's, or its editions'."""
    pathway = folder.parent if folder.name == "editions" else folder
    is_in_pack = pathway.parent.name == "pathways"
    return sorted((pathway.parents[1] / "forms").glob("*.yaml")) if is_in_pack else []


def _forms_inside(data: Any) -> Iterator[str]:
    forms = data.get("forms") if isinstance(data, dict) else None
    yield from forms if isinstance(forms, dict) else ()


def _forms_used(data: Any) -> Iterator[str]:
    events = data.get("events") if isinstance(data, dict) else None
    for event in events.values() if isinstance(events, dict) else ():
        forms = event.get("form", ()) if isinstance(event, dict) else ()
        yield from _texts(forms)


def _texts(told: str | Sequence[Any]) -> Iterator[str]:
    yield from (
        (told,) if isinstance(told, str) else (text for text in told if isinstance(text, str))
    )
