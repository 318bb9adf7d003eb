"""One column a state: where each stands from left to right, and how wide the picture is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from helhet.drawing.main_way import main_way
from helhet.drawing.measuring import Font, wrap
from helhet.drawing.moves import natural_order
from helhet.drawing.shapes import FONTS
from helhet.drawing.words import Words

MARGIN: Final = 28.0
NARROWEST: Final = 1120
"""Below this the clocks' texts would stand on top of each other instead of side by side."""
WIDEST_WITH_GAPS: Final = 1480
"""On A4 across, texts of a picture this wide are still read: 12 units are 6 points and a half."""
WIDE_GAP: Final = 110
"""A label and its longest words fit between two states; in a narrower gap it stands above them."""
LEAST_GAP: Final = 32
MOST_GAP: Final = 190
PADDING: Final = 11
START: Final = 18
WIDEST_BOX: Final = 170


@dataclass(frozen=True)
class Columns:
    """`x` is the middle of each state, in natural order; `start_x` is where courses come in.

    `main` are the states of the main way. They stand in one row, the others a row lower, unless the row
    is too long: then it `is_staggered`, every other state standing lower.
    """

    order: tuple[str, ...]
    main: tuple[str, ...]
    x: dict[str, float]
    start_x: float
    pitch: float
    box_width: float
    width: float
    is_staggered: bool

    @property
    def gap(self) -> float:
        """The room between two neighbours in a row."""
        return self.pitch - self.box_width

    @property
    def has_wide_gaps(self) -> bool:
        """Whether an arrow's label fits between neighbours."""
        return self.gap >= WIDE_GAP

    @property
    def right(self) -> float:
        """Where the picture's content ends."""
        return self.width - MARGIN

    @property
    def steps(self) -> Mapping[str, str]:
        """From which state each next one of the main way is reached, where arrows stand between them."""
        return {} if self.is_staggered else dict(zip(self.main[1:], self.main, strict=False))

    def is_lower(self, state: str) -> bool:
        """Return whether a state stands in the lower row."""
        return bool(self.column(state) % 2) if self.is_staggered else state not in self.main

    def column(self, state: str) -> int:
        """Return the place of a state in the natural order."""
        return self.order.index(state)


def columns_of(words: Words) -> Columns:
    """Return the columns of a pathway: as wide as the names need, with gaps for labels if they fit."""
    order = natural_order(words.pathway)
    main = main_way(words.pathway, order)
    box = _box_width([words.state(name) for name in order])
    slots = _slots(order, main)
    pitch, first = _pitch(slots[-1] + 1, box)
    is_staggered = pitch < box + LEAST_GAP
    if is_staggered:
        slots = [*map(float, range(len(order)))]
        pitch, first = _staggered_pitch(len(order), box)
    x = {name: round(first + slot * pitch, 1) for name, slot in zip(order, slots, strict=True)}
    width = round(max(NARROWEST, x[order[-1]] + box / 2 + MARGIN))
    return Columns(order, main, x, MARGIN + 8, pitch, box, width, is_staggered)


def _slots(order: Sequence[str], main: Sequence[str]) -> list[float]:
    """Return each state's place: one apart in its own row, and half a place or more from any other."""
    slots: list[float] = []
    last: dict[bool, float] = {}
    for name in order:
        is_main = name in main
        slot = max(last.get(is_main, -1) + 1, slots[-1] + 0.5 if slots else 0)
        slots.append(slot)
        last[is_main] = slot
    return slots


def _box_width(titles: Sequence[str]) -> float:
    words = (FONTS["state"].width(word) for title in titles for word in title.split())
    return round(min(max(72, *words, _width_for_three_lines(titles)) + 2 * PADDING, WIDEST_BOX))


def _width_for_three_lines(titles: Sequence[str]) -> float:
    font: Font = FONTS["state"]
    widest = WIDEST_BOX - 2 * PADDING  # a longer title has more lines
    widths = range(72, widest, 4)
    fitting = (w for w in widths if all(len(wrap(t, font, w)) <= 3 for t in titles))
    return next(fitting, widest)


def _pitch(count: float, box: float) -> tuple[float, float]:
    """Return the distance between states of a row, and the middle of the first."""
    room = WIDEST_WITH_GAPS - 2 * MARGIN - START
    gap = min(room / count - box, MOST_GAP)
    if gap >= WIDE_GAP:
        return box + gap, MARGIN + START + gap + box / 2
    pitch, first = _close_pitch(count, box)
    return min(pitch, box + WIDE_GAP - 1), first


def _staggered_pitch(count: int, box: float) -> tuple[float, float]:
    """Return the same for two rows: each box has the room of nearly two columns."""
    pitch, first = _close_pitch(count, box)
    return max(pitch, box * 0.58 + PADDING), first


def _close_pitch(count: float, box: float) -> tuple[float, float]:
    first = MARGIN + START + 40 + box / 2
    room = WIDEST_WITH_GAPS - MARGIN - first - box / 2
    return room / max(count - 1, 1), first
