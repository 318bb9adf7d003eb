"""What stands where in a definition: its signals, guards, limits, fields and names, each with its path."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from helhet.pathway.language.limits import Limit
from helhet.pathway.language.model import Basis, Clock, Event, OpensCourse, Pathway
from helhet.pathway.language.phrases import FieldRef, Guard, Signal, SignalKind
from helhet.pathway.reading.documents import Path

FROM_ENTRIES: Final = frozenset((SignalKind.EVENT, SignalKind.ENTERS, SignalKind.LEAVES))
FROM_CONDITIONS: Final = frozenset((SignalKind.ON, SignalKind.OFF))
EVERY_SIGNAL: Final = frozenset(SignalKind)


class Listening(NamedTuple):
    """One signal that a condition, tally or clock listens to, how that is said, and what it may be."""

    path: Path
    told: str
    signal: Signal
    kinds: frozenset[SignalKind]


def listeners(pathway: Pathway) -> Iterator[Listening]:
    """Yield every signal that something here listens to."""
    for name, condition in pathway.conditions.items():
        path, kinds = ("conditions", name), EVERY_SIGNAL - FROM_CONDITIONS
        yield from _listening((*path, "on"), "is turned on by", condition.on, kinds)
        yield from _listening((*path, "off"), "is turned off by", condition.off, kinds)
    for name, tally in pathway.tallies.items():
        path = ("tallies", name)
        yield from _listening((*path, "of"), "counts", tally.of, FROM_ENTRIES)
        yield from _listening((*path, "reset"), "is reset by", tally.reset, FROM_ENTRIES)
    for name, clock in pathway.clocks.items():
        yield from _clock_listeners(("clocks", name), clock)


def _clock_listeners(path: Path, clock: Clock) -> Iterator[Listening]:
    yield from _listening((*path, "start"), "starts on", clock.start)
    yield from _listening((*path, "stop"), "stops on", clock.stop)
    yield from _listening((*path, "cancel"), "is cancelled by", clock.cancel)
    yield from _listening((*path, "marks", "patient"), "is marked by", clock.marks.patient)
    yield from _listening((*path, "marks", "service"), "is marked by", clock.marks.service)


def _listening(
    path: Path,
    told: str,
    signals: tuple[Signal, ...],
    kinds: frozenset[SignalKind] = EVERY_SIGNAL,
) -> Iterator[Listening]:
    for number, signal in enumerate(signals):
        yield Listening((*path, number), told, signal, kinds)


def limits_of(clock: Clock, path: Path) -> Iterator[tuple[Path, Limit]]:
    """Yield every limit of the clock at `path`: those of its periods too, `within` and `no-sooner`."""
    spans = [(path, clock.within, clock.no_sooner)]
    for number, period in enumerate(clock.periods):
        spans.append(((*path, "periods", number), period.within, period.no_sooner))
    for at, within, no_sooner in spans:
        yield from (((*at, "within", n), limit) for n, limit in enumerate(within))
        yield from (((*at, "no-sooner", n), limit) for n, limit in enumerate(no_sooner))


def dues_of(clock: Clock) -> tuple[Limit, ...]:
    """Return every limit that can give a due: those of its periods too."""
    return clock.within + tuple(limit for period in clock.periods for limit in period.within)


def guards(pathway: Pathway) -> Iterator[tuple[Path, Guard]]:
    """Yield every `while` and `when`."""
    for name, clock in pathway.clocks.items():
        path = ("clocks", name)
        if clock.while_:
            yield (*path, "while"), clock.while_
        if clock.when:
            yield (*path, "when"), clock.when
        for at, limit in limits_of(clock, path):
            if limit.when:
                yield (*at, "when"), limit.when


def courses_opened(pathway: Pathway) -> Iterator[tuple[Path, str, OpensCourse]]:
    """Yield every `opens-course`, with the event it belongs to."""
    for name, event in pathway.events.items():
        path = ("events", name)
        if event.opens_course:
            yield (*path, "opens-course"), name, event.opens_course
        for outcome, told in event.outcomes.items():
            if told.opens_course:
                yield (*path, "outcomes", outcome, "opens-course"), name, told.opens_course


def bases(pathway: Pathway) -> Iterator[tuple[Path, Basis]]:
    """Yield every law or page that a clock rests on."""
    for name, clock in pathway.clocks.items():
        path = ("clocks", name)
        yield from (((*path, "basis", n), basis) for n, basis in enumerate(clock.basis))
        for number, period in enumerate(clock.periods):
            at = (*path, "periods", number, "basis")
            yield from (((*at, n), basis) for n, basis in enumerate(period.basis))


def carries(event: Event, ref: FieldRef) -> bool:
    """Return whether an entry of the event can hold a value of this field."""
    return ref.form in event.form
