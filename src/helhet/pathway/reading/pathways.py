"""YAML text → Pathway, or every problem found, each with file and line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from helhet.pathway.errors import Problem
from helhet.pathway.language.limits import LIMIT_WORDS
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading.documents import Document, Path, SourceFile
from helhet.pathway.reading.faults import Fault, quoted
from helhet.pathway.reading.wording import faults_of
from helhet.pathway.reading.yamltext import read_document

OTHER_KINDS: Final = {"drawn history": "history", "form": "fields"}
"""What else lies in a pathway's folder, and the key that only such a file has."""


@dataclass(frozen=True)
class PathwayFiles:
    """One edition as it lies in its folder: the pathway's own file, and a file for each form."""

    main: SourceFile
    forms: tuple[SourceFile, ...] = ()


@dataclass(frozen=True)
class Read:
    """What was read: the pathway, or None and why; and where each part of it stands."""

    pathway: Pathway | None
    problems: tuple[Problem, ...]
    main: Document
    forms: Mapping[str, Document] = field(default_factory=dict)

    def place(self, path: Path) -> tuple[str, int]:
        """Return file and line of the deepest part of a path that was written.

        The path is the model's, as ("clocks", "told-of-right", "within", 1, "when").
        """
        document, rest = self.main, path
        if len(path) > 1 and path[0] == "forms" and path[1] in self.forms:
            document, rest = self.forms[str(path[1])], path[2:]
        return document.file, document.line(_written_path(document.data, rest))

    def problem(self, fault: Fault) -> Problem:
        """Return the fault as a problem of the file it stands in."""
        return Problem(*self.place(fault.path), fault.fault, fault.remedy)


def read_pathways(files: Iterable[PathwayFiles]) -> tuple[Read, ...]:
    """Read several pathways and editions; each `Read` carries its own problems. Never raises."""
    return tuple(read_pathway(each.main, each.forms) for each in files)


def read_pathway(main: SourceFile, forms: Sequence[SourceFile] = ()) -> Read:
    """Read a pathway; a form stands in the pathway's own `forms` or in a file of its name.

    Never raises. A pathway is returned only if nothing at all is wrong with its files.
    """
    document, problems = read_document(main)
    form_documents, form_problems = _read_forms(forms)
    both = _standing_twice(document, form_documents)
    read = Read(None, (*problems, *form_problems, *both), document, form_documents)
    if document.data is None:
        return read
    if other := _other_kind(document):
        return Read(None, (other,), document, form_documents)
    pathway, faults = _validate(_combined(document.data, form_documents))
    told = {(problem.file, problem.line) for problem in read.problems}
    found = [read.problem(fault) for fault in faults]
    # What the text already explains (an alias, a key twice) is not told a second time.
    new = [problem for problem in found if (problem.file, problem.line) not in told]
    every = (*read.problems, *new)
    return Read(None if every else pathway, every, document, form_documents)


def _other_kind(document: Document) -> Problem | None:
    """Return what to say of a file that is plainly a history or a form."""
    keys = document.data.keys() if isinstance(document.data, dict) else ()
    for kind, own in OTHER_KINDS.items():
        if own in keys and "states" not in keys and "events" not in keys:
            remedy = "Name the pathway's folder: what lies in it is read with it."
            return Problem(document.file, 1, f"this is a {kind}, no pathway", remedy)
    return None


def _read_forms(files: Sequence[SourceFile]) -> tuple[dict[str, Document], list[Problem]]:
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for file in files:
        document, found = read_document(file)
        problems.extend(found)
        earlier = documents.setdefault(file.stem, document)
        if earlier is not document:
            problems.append(_twice(file.name, 1, file.stem, earlier.file))
    return documents, problems


def _standing_twice(main: Document, forms: Mapping[str, Document]) -> Iterator[Problem]:
    own = main.data.get("forms") if isinstance(main.data, dict) else None
    for name in own if isinstance(own, dict) else ():
        if name in forms:
            yield _twice(main.file, main.line(("forms", name)), name, forms[name].file)


def _twice(file: str, line: int, form: str, other: str) -> Problem:
    fault = f"form {quoted(form)} stands here and in {other}"
    return Problem(file, line, fault, "Keep one of them.")


def _combined(data: Any, forms: Mapping[str, Document]) -> Any:
    """Return the pathway's data with the forms from their files among its own."""
    if not isinstance(data, dict) or not forms:
        return data
    own = data.get("forms", {})
    if not isinstance(own, dict):
        return data
    read = {name: form.data for name, form in forms.items() if form.data is not None}
    return data | {"forms": own | read}


def _validate(data: Any) -> tuple[Pathway | None, list[Fault]]:
    try:
        return Pathway.model_validate(data, by_name=False), []
    except ValidationError as error:
        return None, faults_of(error)


def _written_path(data: Any, path: Path) -> Path:
    """Return the model's path as it stands in the file, where short ways of writing are allowed."""
    written: Path = ()
    steps = list(path)
    while steps:
        step = steps.pop(0)
        if _has(data, step):
            written, data = (*written, step), data[step]
        if step in ("within", "no-sooner") and steps:
            short = _limit_path(data, steps.pop(0))
            steps[:0] = short
    return written


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _limit_path(data: Any, number: str | int) -> Path:
    """Return where the limit of that number stands: in a list, by setting, or a list of either."""
    paths = list(_limit_paths(data))
    return paths[number] if isinstance(number, int) and number < len(paths) else ()


def _limit_paths(data: Any) -> Iterator[Path]:
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from ((number, *path) for path in _limit_paths(item))
    elif isinstance(data, dict) and data and not LIMIT_WORDS & data.keys():
        yield from ((name,) for name in data)
    else:
        yield ()
