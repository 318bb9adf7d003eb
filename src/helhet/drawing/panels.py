"""The small boxes below: what comes from anywhere, settings, conditions, tallies, other pathways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from helhet.drawing import beside
from helhet.drawing.beside import Told
from helhet.drawing.columns import MARGIN, Columns
from helhet.drawing.moves import anywhere
from helhet.drawing.shapes import Part, Rect, Shape
from helhet.drawing.typesetting import Block, Run, flow, stack
from helhet.drawing.words import Words

INSET: Final = 12.0
BETWEEN: Final = 14.0
LEAST_WIDTH: Final = 330
STEP: Final = 16
WHOLE: Final = 220
"""A box no higher than this is not broken."""


@dataclass
class Panel:
    """One box: a heading, and as many lines as stand in this column."""

    heading: Block
    lines: list[Block] = field(default_factory=list)

    @property
    def height(self) -> float:
        """How high it is, with the air below."""
        return sum(line.height for line in (self.heading, *self.lines)) + 2 * INSET + BETWEEN

    def at(self, x: float, y: float, width: float) -> list[Shape]:
        """Return the box and its texts."""
        block = stack([self.heading, *self.lines])
        box = Rect(x, y, width, self.height - BETWEEN, "panel", 8)
        return [box, *block.at(x + INSET, y + INSET - 1)]


def draw_panels(columns: Columns, words: Words, top: float) -> Part:
    """Draw the boxes in columns of even height; a long box goes on in the next column."""
    part = Part(top)
    told = [(words.say(key), lines) for key, lines in _panels(words) if lines]
    if not told:
        return part
    room = columns.right - MARGIN + BETWEEN
    count = min(int(room // (LEAST_WIDTH + BETWEEN)), sum(len(lines) for _, lines in told))
    width = room / count - BETWEEN
    panels = [_panel(heading, lines, width - 2 * INSET) for heading, lines in told]
    for number, stacked in enumerate(_balanced(panels, count)):
        x, y = MARGIN + number * (width + BETWEEN), top
        for panel in stacked:
            part.add(panel.at(x, y, width))
            y += panel.height
        part.bottom = max(part.bottom, y - BETWEEN)
    return part


def _balanced(panels: Sequence[Panel], count: int) -> list[list[Panel]]:
    """Share the boxes among the columns, no column higher than needed."""
    whole = sum(panel.height for panel in panels)
    depth = whole / count
    while len(columns := _filled(panels, depth)) > count:
        depth += STEP
    return columns


def _filled(panels: Sequence[Panel], depth: float) -> list[list[Panel]]:
    """Fill columns of that depth one after the other, breaking boxes between their lines."""
    columns: list[list[Panel]] = [[]]
    left = depth
    for panel in panels:
        if left < panel.height <= WHOLE and columns[-1]:
            columns.append([])
            left = depth
        part = Panel(panel.heading)
        for line in panel.lines:
            if (
                panel.height > WHOLE
                and part.height + line.height > left
                and (part.lines or columns[-1])
            ):
                columns[-1] += [part] if part.lines else []
                columns.append([])
                part, left = Panel(panel.heading), depth
            part.lines.append(line)
        columns[-1].append(part)
        left -= part.height
    return columns


def _panel(heading: str, lines: Sequence[Told], width: float) -> Panel:
    return Panel(
        flow([Run(heading, "heading")], width), [flow(_runs(line), width) for line in lines]
    )


def _runs(told: Told) -> list[Run]:
    if not told.rest:
        return [Run(told.name, "plain")]
    return [Run(f"{told.name}:", "strong"), Run(told.rest, "plain")]


def _panels(words: Words) -> Iterator[tuple[str, list[Told]]]:
    yield "anywhere", list(_from_anywhere(words))
    yield "anytime", list(_at_any_time(words))
    yield "settings", beside.settings(words)
    yield "conditions", beside.conditions(words)
    yield "tallies", beside.tallies(words)
    yield "other-courses", beside.other_courses(words)


def _from_anywhere(words: Words) -> Iterator[Told]:
    for item in anywhere(words.pathway):
        if item.target is not None:
            told = words.cause(item.cause, fact=item.fact)
            yield Told(f"{told} → {words.state(item.target)}", "")


def _at_any_time(words: Words) -> Iterator[Told]:
    for item in anywhere(words.pathway):
        if item.target is None:
            yield Told(words.cause(item.cause, fact=item.fact), "")
