"""Texts set into blocks: runs of several kinds wrapped together, blocks packed without touching."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from helhet.drawing.measuring import words_of, wrap
from helhet.drawing.shapes import FONTS, Box, Rect, Shape, Text, moved


class Run(NamedTuple):
    """Words of one kind within a line."""

    text: str
    kind: str


@dataclass(frozen=True)
class Block:
    """Lines of text set from (0, 0) downwards."""

    width: float
    height: float
    texts: tuple[Text, ...]

    def at(self, x: float, y: float) -> list[Shape]:
        """Return the texts, moved to where the block's upper left corner shall stand."""
        return [moved(text, x, y) for text in self.texts]

    def on_pad(self, x: float, y: float) -> list[Shape]:
        """Return the same upon a patch of background, so that no line runs through the letters."""
        return [Rect(x - 3, y, self.width + 6, self.height, "pad"), *self.at(x, y)]


def flow(runs: Iterable[Run], width: float) -> Block:
    """Set runs one after the other, breaking lines at `width`."""
    lines: list[list[Text]] = [[]]
    x = 0.0
    for run in runs:
        font = FONTS[run.kind]
        space = font.width(" ") if lines[-1] else 0
        for word in _chunks(run, width):
            if lines[-1] and x + space + font.width(word) > width:
                lines.append([])
                x = space = 0
            lines[-1] = _extended(lines[-1], Text(x + space, 0, word, run.kind))
            x = lines[-1][-1].x + lines[-1][-1].width
            space = font.width(" ")
    return _stacked([line for line in lines if line])


def paragraphs(parts: Iterable[Sequence[Run]], width: float) -> Block:
    """Set each part on lines of its own."""
    return stack([flow(part, width) for part in parts if part])


def stack(blocks: Iterable[Block]) -> Block:
    """Put blocks under each other."""
    texts: list[Text] = []
    width = height = 0.0
    for block in blocks:
        texts += [Text(t.x, t.y + height, t.text, t.kind) for t in block.texts]
        width, height = max(width, block.width), height + block.height
    return Block(width, height, tuple(texts))


def centred(block: Block) -> Block:
    """Return the block with each line in the middle; only for lines of one run."""
    middle = [Text((block.width - t.width) / 2, t.y, t.text, t.kind) for t in block.texts]
    return Block(block.width, block.height, tuple(middle))


def label(lines: Sequence[str], width: float) -> Block:
    """Set one label in the middle of its lines, several as a list."""
    if len(lines) == 1:
        return centred(flow([Run(lines[0], "label")], width))
    indent = FONTS["label"].width("• ")
    blocks = []
    for line in lines:
        told = flow([Run(line, "label")], width - indent)
        shifted = tuple(Text(t.x + indent, t.y, t.text, t.kind) for t in told.texts)
        bullet = Text(0, FONTS["label"].size, "•", "label")
        height = told.height or flow([Run("•", "label")], width).height  # of a title of blanks
        blocks.append(Block(told.width + indent, height, (bullet, *shifted)))
    return stack(blocks)


def _chunks(run: Run, width: float) -> list[str]:
    font = FONTS[run.kind]
    return [piece for word in words_of(run.text) for piece in wrap(word, font, width)]


def _extended(line: list[Text], word: Text) -> list[Text]:
    """Add a word: to the text before it if that is of its kind, so that it is selected as one."""
    if line and line[-1].kind == word.kind:
        last = line[-1]
        return [*line[:-1], Text(last.x, 0, f"{last.text} {word.text}", last.kind)]
    return [*line, word]


def _stacked(lines: Sequence[Sequence[Text]]) -> Block:
    texts: list[Text] = []
    width = y = 0.0
    for line in lines:
        size = max(FONTS[text.kind].size for text in line)
        texts += [Text(t.x, y + size, t.text, t.kind) for t in line]
        y += max(FONTS[text.kind].line_height for text in line)
        width = max(width, line[-1].x + line[-1].width)
    return Block(width, round(y, 1), tuple(texts))


@dataclass
class Packing:
    """Puts things as high as they go without touching what is already there."""

    top: float
    clearance: float = 10
    taken: list[Box] = field(default_factory=list)

    def place(self, left: float, right: float, height: float) -> float:
        """Take the highest room for something that reaches from `left` to `right`; return its top."""
        left, right = left - self.clearance, right + self.clearance
        beside = [box for box in self.taken if box.left < right and left < box.right]
        tops = sorted({self.top, *(box.bottom for box in beside)})
        rooms = (Box(left, top, right, top + height) for top in tops)
        # Below the lowest there is always room.
        room = next(room for room in rooms if not any(map(room.overlaps, beside)))
        self.taken.append(room._replace(left=left + self.clearance, right=right - self.clearance))
        return room.top

    @property
    def bottom(self) -> float:
        """How deep it has become."""
        return max((box.bottom for box in self.taken), default=self.top)
