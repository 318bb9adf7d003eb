"""The clocks as bars under the states, from where they start to where they stop."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from helhet.drawing.clock_words import ClockWords
from helhet.drawing.columns import MARGIN, Columns
from helhet.drawing.moves import causes_of
from helhet.drawing.shapes import Dot, Head, Line, Part, Rect, Shape
from helhet.drawing.typesetting import Block, Run, paragraphs
from helhet.drawing.ways import Item, pack
from helhet.drawing.words import Words
from helhet.pathway.language.model import Clock, Pathway
from helhet.pathway.language.phrases import Guard, Signal, SignalKind

THICK: Final = 9
LOOSE_WIDTH: Final = 262
LEAST_TEXT: Final = 236
WIDEST_TEXT: Final = 520
APART: Final = 28
LOOSE_LENGTH: Final = 60
POINT: Final = 10


@dataclass(frozen=True)
class Reach:
    """From where to where a clock runs; an end that may be anywhere is not `known`."""

    start: float
    stop: float
    is_start_known: bool = True
    is_stop_known: bool = True

    @property
    def left(self) -> float:
        """The end further left."""
        return min(self.start, self.stop)

    @property
    def right(self) -> float:
        """The end further right."""
        return max(self.start, self.stop)


def draw_clocks(columns: Columns, words: Words, top: float) -> Part:
    """Draw the clocks that start in some state, those that start first uppermost."""
    clocks = _placed(columns, words)
    items = [_item(reach, told, columns) for told, reach in clocks if reach.is_start_known]
    return pack(items, top)


def draw_loose_clocks(columns: Columns, words: Words, top: float) -> Part:
    """Draw the clocks that may start in any state, side by side: they have no place of their own."""
    clocks = [(told, reach) for told, reach in _placed(columns, words) if not reach.is_start_known]
    count = int((columns.right - MARGIN + APART) // (LOOSE_WIDTH + APART))
    width = (columns.right - MARGIN + APART) / count
    items = []
    for number, (told, reach) in enumerate(clocks):
        left = MARGIN + number % count * width
        loose = replace(reach, start=left, stop=left + LOOSE_LENGTH)
        items.append(_item(loose, told, columns, width - APART))
    return pack(items, top)


def has_open_ends(columns: Columns, words: Words) -> bool:
    """Whether some clock may stop anywhere."""
    return any(not reach.is_stop_known for _, reach in _placed(columns, words))


def _placed(columns: Columns, words: Words) -> list[tuple[ClockWords, Reach]]:
    reaches = Reaches(words.pathway, columns)
    clocks = words.pathway.clocks.items()
    return [(ClockWords(name, clock, words), reaches.of(clock)) for name, clock in clocks]


class Reaches:
    """Where the signals of a pathway are heard, as places from left to right."""

    def __init__(self, pathway: Pathway, columns: Columns) -> None:
        self._pathway = pathway
        self._columns = columns

    def of(self, clock: Clock) -> Reach:
        """Return from where to where a clock is drawn."""
        if clock.while_:
            return self._while(clock.while_)
        starts = self._first_heard(clock.start)
        start = min(starts, default=MARGIN)
        stops = self._first_heard(clock.stops)
        later = [x for x in stops if x >= start]
        stop = min(later) if later else max(stops, default=start + self._columns.pitch * 0.8)
        known = (bool(starts), bool(stops))
        return Reach(start, self._apart(start, stop), *known)

    def _while(self, guard: Guard) -> Reach:
        half, x = self._columns.box_width / 2, self._columns.x
        terms = [term for term in guard if term.is_state and not term.denied]
        xs = [x[name] for term in terms for name in term.names]
        if not xs:
            return Reach(MARGIN, MARGIN, is_start_known=False, is_stop_known=False)
        return Reach(min(xs) - half, max(xs) + half)

    def _apart(self, start: float, stop: float) -> float:
        """A clock that stops where it starts is still seen: it has some length."""
        least = min(self._columns.pitch * 0.45, 60)
        long_enough = stop if abs(stop - start) >= least else start + least
        return min(long_enough, self._columns.right - POINT)

    def _first_heard(self, signals: Iterable[Signal]) -> list[float]:
        """Return the places of the first signal that has any."""
        return next(filter(None, (self._places(signal) for signal in signals)), [])

    def _places(self, signal: Signal) -> list[float]:
        """Return where a signal may be heard; clocks and conditions are followed back to events."""
        places: list[float] = []
        waiting, seen = [signal], {signal}
        while waiting:
            present = waiting.pop()
            places += self._own_places(present)
            behind = [cause for cause in self._behind(present) if cause not in seen]
            waiting += behind
            seen.update(behind)
        return places

    def _own_places(self, signal: Signal) -> list[float]:
        x = self._columns.x
        match signal.kind:
            case SignalKind.ENTERS:
                return [x[signal.name]]
            case SignalKind.LEAVES:
                return [min(x[signal.name] + self._columns.box_width / 2, self._columns.right)]
            case SignalKind.EVENT:
                return self._event(signal)
        return []

    def _behind(self, signal: Signal) -> tuple[Signal, ...]:
        """Return what raises a signal of a condition, a tally or another clock."""
        pathway, name = self._pathway, signal.name
        match signal.kind:
            case SignalKind.TALLY:
                return pathway.tallies[name].of
            case SignalKind.ON:
                return pathway.conditions[name].on
            case SignalKind.OFF:
                return pathway.conditions[name].off
            case SignalKind.DUE | SignalKind.WARN:
                return pathway.clocks[name].start[:1]
        return ()

    def _event(self, signal: Signal) -> list[float]:
        event = self._pathway.events[signal.name]
        targets = [
            target
            for target, cause in causes_of(signal.name, event).items()
            if not (signal.outcome and cause.outcomes) or signal.outcome in cause.outcomes
        ]
        places = [name for target in targets for name in ([target] if target else event.from_)]
        return sorted({self._columns.x[name] for name in places})


def _item(reach: Reach, words: ClockWords, columns: Columns, most: float = WIDEST_TEXT) -> Item:
    """Return the bar with its text below it."""
    width = min(max(reach.right - reach.left, _text_width(columns)), most)
    block = _told(words, width)
    left = max(MARGIN, min(reach.left, columns.right - block.width))
    shapes = (*_bar(reach, words), *block.on_pad(left, THICK + 3))
    right = max(reach.right, left + block.width)
    return Item(min(reach.left, left), right, THICK + block.height + 14, shapes)


def _text_width(columns: Columns) -> float:
    """As many whole columns as a text needs: the texts of clocks further on then fit beside it."""
    return ceil((LEAST_TEXT + APART) / columns.pitch) * columns.pitch - APART


def _told(words: ClockWords, width: float) -> Block:
    binding = words.clock.binding
    remarks = [
        (words.binding(), binding),
        (words.limit(), "plain"),
        (words.owner().replace(": ", ":\u00a0"), "plain"),
        *((told.replace("? ", "?\u00a0"), "doubt") for told in words.doubts()),
    ]
    rule = [
        Run(told if number == 0 else f"·\u00a0{told}", kind)
        for number, (told, kind) in enumerate((told, kind) for told, kind in remarks if told)
    ]
    more = [Run(" · ".join(words.more()), "quiet")]
    parts = [[Run(words.name, "strong")], rule, [Run(words.span(short=True), "quiet")]]
    return paragraphs([*parts, more] if more[0].text else parts, width)


def _bar(reach: Reach, words: ClockWords) -> Iterator[Shape]:
    kind = words.clock.binding if words.clock.shipped else "off"
    unsure = " unsure" if words.is_unsure() and words.clock.shipped else ""
    middle = THICK / 2
    for left, width in _pieces(reach, words):
        yield Rect(left, 1.5, width, THICK - 3, f"bar {kind}{unsure}", 3)
    if reach.is_start_known:
        yield Dot(reach.start, middle, middle, f"bar {kind}")
    if not reach.is_stop_known:
        yield Head(reach.right + POINT - 2, middle, "right", f"bar {kind}")
    elif not words.clock.while_:
        yield Line(((reach.stop, 0), (reach.stop, THICK)), f"cap {kind}")


def _pieces(reach: Reach, words: ClockWords) -> list[tuple[float, float]]:
    """A recurring clock is drawn in three pieces, any other in one."""
    length = reach.right - reach.left
    if not words.is_recurring():
        return [(reach.left, length)]
    piece = (length - 8) / 3
    return [(reach.left + n * (piece + 4), piece) for n in range(3)]
