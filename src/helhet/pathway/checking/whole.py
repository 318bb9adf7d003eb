"""What a definition must hold to, alone, beside its editions, in its pack and for release.

Every check yields faults with the path of the model's part; `reading` knows the line of each.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from helhet.pathway.calendar import FIRST_DAY, LAST_DAY, LAST_DAY_TEXT
from helhet.pathway.checking.clocks import clock_faults, run_faults
from helhet.pathway.checking.cycles import cycle_faults
from helhet.pathway.checking.editions import edition_faults
from helhet.pathway.checking.fields import field_faults
from helhet.pathway.checking.forms import form_faults
from helhet.pathway.checking.names import name_faults
from helhet.pathway.checking.pack import PackNames, pack_faults
from helhet.pathway.checking.reachability import Graph
from helhet.pathway.checking.states import end_faults, state_faults
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.language.forms import Form
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading.documents import Path
from helhet.pathway.reading.faults import Fault, thing
from helhet.pathway.reading.pathways import PathwayFiles, Read, read_pathways

MOST_FAULTS: Final = 100
"""Nobody mends more at a time, and a hostile file could have millions."""


def check_pathway(pathway: Pathway) -> list[Fault]:
    """Return what is wrong with one edition by itself, at most MOST_FAULTS.

    While a name points at nothing the map is not walked: every fault would be told twice.
    """
    faults = list(islice(_by_itself(pathway), MOST_FAULTS))
    if not faults:
        graph = Graph(pathway)
        faults = list(islice(chain(_in_its_parts(graph), _on_the_map(graph)), MOST_FAULTS))
    return list(dict.fromkeys(faults))


def check_map(pathway: Pathway) -> list[Fault]:
    """Return what is wrong with nothing but the map of an edition, at most MOST_FAULTS; nothing while it cannot be walked.

    A log can be read by such a pathway, though nobody should be led by it.
    """
    if any(_by_itself(pathway)):
        return []
    return list(islice(_on_the_map(Graph(pathway)), MOST_FAULTS))


def _by_itself(pathway: Pathway) -> Iterator[Fault]:
    valid = pathway.valid
    if valid.to is not None and valid.from_ > valid.to:
        yield Fault(("valid", "to"), "the edition ends before it begins", "Mend its days.")
    if not FIRST_DAY <= valid.from_ <= LAST_DAY:
        fault = f"the edition begins outside the calendar (1970-01-01 to {LAST_DAY_TEXT})"
        yield Fault(("valid", "from"), fault, "Mend the day.")
    yield from name_faults(pathway)


def _in_its_parts(graph: Graph) -> Iterator[Fault]:
    yield from end_faults(graph)
    yield from form_faults(graph.pathway)
    yield from clock_faults(graph.pathway)
    yield from cycle_faults(graph.pathway)
    if graph.reachable:
        yield from field_faults(graph)


def _on_the_map(graph: Graph) -> Iterator[Fault]:
    yield from state_faults(graph)
    if graph.reachable:
        yield from run_faults(graph)


def check_editions(pathways: Sequence[Pathway]) -> list[Fault]:
    """Return what is wrong among the editions of each pathway; `of` says in which of these."""
    return list(islice(edition_faults(pathways), MOST_FAULTS))


def check_pack(pathways: Sequence[Pathway], names: PackNames) -> list[Fault]:
    """Return what is wrong among pathways, and between them and the pack's lists."""
    return list(islice(pack_faults(pathways, names), MOST_FAULTS))


def check_release(pathway: Pathway) -> list[Fault]:
    """Return each part that users see and that has no title yet; a draft may lack them."""
    return [
        Fault(path, f"{thing(path)} has no title", "Write 'title: {en: …, nb: …, nn: …}'.")
        for path in _untitled(pathway)
    ]


def _untitled(pathway: Pathway) -> Iterator[Path]:
    if pathway.title is None:
        yield ()
    for plural in ("settings", "states", "conditions", "tallies", "events", "clocks", "forms"):
        for name, part in getattr(pathway, plural).items():
            if part.title is None:
                yield (plural, name)
    for name, event in pathway.events.items():
        for outcome, told in event.outcomes.items():
            if told.title is None:
                yield ("events", name, "outcomes", outcome)
    yield from _untitled_fields(pathway)


def _untitled_fields(pathway: Pathway) -> Iterator[Path]:
    for name, form in pathway.forms.items():
        for key, field in form.fields.items():
            at = ("forms", name, "fields", key)
            if field.title is None:
                yield at
            for choice, told in field.choices.items():
                if told.title is None:
                    yield (*at, "choices", choice)
        yield from _untitled_results(name, form)


def _untitled_results(name: str, form: Form) -> Iterator[Path]:
    for plural in ("scores", "signals"):
        for key, part in getattr(form, plural).items():
            if part.title is None:
                yield ("forms", name, plural, key)
    for key, score in form.scores.items():
        for band, told in score.bands.items():
            if told.title is None:
                yield ("forms", name, "scores", key, "bands", band)


def problems_of(reads: Sequence[Read], names: PackNames | None = None) -> list[Problem]:
    """Return every problem of these files: reading, each edition, editions together, the pack.

    Without `names` what only a pack can know is not checked.
    """
    problems = [problem for read in reads for problem in read.problems]
    pathways = []
    for read in reads:
        if read.pathway:
            pathways.append(read.pathway)
            problems += [read.problem(fault) for fault in check_pathway(read.pathway)]
    # Beside one that could not be read, others would seem to name what does not exist.
    if len(pathways) == len(reads):
        together = check_editions(pathways)
        if names is not None:
            together += check_pack(pathways, names)
        problems += [reads[fault.of].problem(fault) for fault in together]
    return sorted(set(problems))


def checked_pathways(
    files: Iterable[PathwayFiles], names: PackNames | None = None
) -> tuple[Pathway, ...]:
    """Return the pathways of these files; raise DefinitionError with every problem of all."""
    reads = read_pathways(files)
    if problems := problems_of(reads, names):
        raise DefinitionError(problems)
    return tuple(read.pathway for read in reads if read.pathway)


def measurable_pathways(
    files: Iterable[PathwayFiles],
) -> tuple[tuple[Pathway, ...], tuple[Problem, ...]]:
    """Return the pathways of these files, and what is wrong with nothing but their maps.

    Raises DefinitionError with every problem of all if there is any other.
    """
    reads = read_pathways(files)
    problems = problems_of(reads)
    odd = {
        read.problem(fault) for read in reads if read.pathway for fault in check_map(read.pathway)
    }
    if not odd.issuperset(problems):
        raise DefinitionError(problems)
    return tuple(read.pathway for read in reads if read.pathway), tuple(problems)
