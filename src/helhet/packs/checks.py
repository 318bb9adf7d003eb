"""Everything that is wrong in pathways, their drawn histories and what is assumed of them, in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from helhet.packs.assumptions import assumption_problems
from helhet.packs.codes import code_problems
from helhet.packs.contacts import read_contacts
from helhet.packs.files import read_source
from helhet.packs.finding import find_pathway
from helhet.packs.folders import folder_problems, pathway_folder, pathway_names, unused_forms
from helhet.packs.pack import Pack
from helhet.packs.reading import read_history
from helhet.packs.regions import region_problems
from helhet.packs.released import released_problems
from helhet.packs.trips import trip_problems
from helhet.packs.words import problems_in
from helhet.pathway.checking.gaps import gaps
from helhet.pathway.checking.whole import check_release, problems_of
from helhet.pathway.errors import HistoryError, Problem
from helhet.pathway.histories.history import read_histories
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.faults import Fault, quoted
from helhet.pathway.reading.pathways import Read, read_pathways


@dataclass(frozen=True)
class Check:
    """What was checked, and what is wrong in it.

    `histories` is None if they and the assumptions were not read, for the pathways have problems. `gaps` are no problems:
    ways out after which nobody owes anything.
    """

    pathways: int
    histories: int | None
    problems: tuple[Problem, ...]
    gaps: tuple[Problem, ...] = ()


def check(pack: Pack, told: Sequence[str] = (), *, release: bool = False) -> Check:
    """Check the pathways that are told as files, folders or names, or else the whole pack.

    What only a whole pack can know (laws, sources, courses opened elsewhere, its region) is checked for a whole pack.
    Raises FileNotFoundError for what is neither file, folder nor name.
    """
    names = told or pathway_names(pack)
    reads = read_pathways(each for name in names for each in find_pathway(name, pack))
    problems = problems_of(reads, None if told else pack.names)
    problems += released_problems(pack.folder)
    for folder in filter(None, (pathway_folder(name, pack) for name in names)):
        problems += folder_problems(folder, reads)
    if release:
        problems += [
            read.problem(fault)
            for read in reads
            if read.pathway
            for fault in check_release(read.pathway)
        ]
    if problems:
        return Check(len(reads), None, tuple(sorted(set(problems))))
    whole = () if told else _of_whole_pack(pack, reads)
    return _with_histories(pack, reads, [*_assumed(reads), *whole])


def _of_whole_pack(pack: Pack, reads: Sequence[Read]) -> Iterator[Problem]:
    yield from region_problems(pack, pathway_names(pack))
    yield from unused_forms(pack, reads)
    yield from problems_in(lambda: read_contacts(pack.folder))
    yield from trip_problems(pack.folder, pathway_names(pack))
    pathways = [read.pathway for read in reads if read.pathway]
    yield from code_problems(pack.codes, pathways, pack.sources)


def _with_histories(pack: Pack, reads: Sequence[Read], problems: list[Problem]) -> Check:
    pathways = [read.pathway for read in reads if read.pathway]
    number = 0
    for name, file in _history_files(reads):
        try:
            histories = read_histories(file, pathways, pack.calendar, folder=name)
        except HistoryError as error:
            problems += error.problems
            continue
        number += len(histories)
        for history in histories:
            problems += read_history(history, pathways, pack).problems
    return Check(len(reads), number, tuple(problems), tuple(_gaps(reads)))


def _gaps(reads: Sequence[Read]) -> Iterator[Problem]:
    """Yield the ways out of the newest editions after which nobody owes anything, as far as these files tell."""
    newest = {read.pathway.pathway: read for read in reads if read.pathway}
    told = [(read, read.pathway) for read in newest.values() if read.pathway]
    heard = {one for _, pathway in told for event in pathway.events.values() for one in event.hears}
    for read, pathway in told:
        for gap in gaps(pathway, heard):
            deed = f"{gap.event}.{gap.outcome}" if gap.outcome else gap.event
            fault = f"after {quoted(deed)} in {quoted(gap.state)} nobody owes anything"
            place = ("events", gap.event, *(("outcomes", gap.outcome) if gap.outcome else ()))
            remedy = "Open a course elsewhere, let a clock outlive it, or leave it so if it is as it should be."
            yield read.problem(Fault(place, fault, remedy))


def _history_files(reads: Sequence[Read]) -> Iterator[tuple[str, SourceFile]]:
    """Yield the history files beside each pathway's newest file, with the pathway's name."""
    for folder, pathway in _folders(reads).items():
        for path in sorted(folder.glob("histories/*.yaml")):
            yield pathway.pathway, read_source(path)


def _assumed(reads: Sequence[Read]) -> Iterator[Problem]:
    for folder, pathway in _folders(reads).items():
        yield from assumption_problems(folder, pathway)


def _folders(reads: Sequence[Read]) -> dict[Path, Pathway]:
    """Return the newest pathway of each folder in which an edition lies."""
    return {Path(read.main.file).parent: read.pathway for read in reads if read.pathway}
