"""How wide a text is in a common sans-serif font, and where its lines break."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Final

# Advance widths in thousandths of the size, as in Arial, Helvetica and Liberation Sans alike.
_REGULAR: Final[Mapping[int, str]] = {
    191: "'",
    222: "ijl’",
    260: "|",
    278: " \u00a0!,./:;I[\\]ft·",
    333: "()-`r“”",
    334: "{}",
    350: "•",
    355: '"',
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyzç↑↓",
    549: "≤≥",
    556: "#$0123456789?L_abdeghnopqu§«»åäöéèêòôóüáàâ–",
    584: "+<=>~×−",
    611: "FTZø",
    667: "&ABEKPSVXYÅÄÉ",
    722: "CDHNRUw",
    778: "GOQØÖ",
    833: "Mm",
    889: "%æ",
    944: "W",
    1000: "Æ—…→←",
    1015: "@",
}
_BOLD: Final[Mapping[int, str]] = {
    238: "'",
    278: " \u00a0,./I\\ijl·’",
    280: "|",
    333: "!()-:;[]`ft",
    350: "•",
    389: "*r{}",
    400: "°",
    474: '"',
    500: "z“”↑↓",
    549: "≤≥",
    556: "#$0123456789J_aceksvxy§«»åäéèêçáàâ–",
    584: "+<=>^~×−",
    611: "?FLTZbdghnopquøöòôóü",
    667: "EPSVXYÉ",
    722: "&ABCDHKNRUÅÄ",
    778: "GOQwØÖ",
    833: "M",
    889: "%mæ",
    944: "W",
    975: "@",
    1000: "Æ—…→←",
}
_WIDEST: Final = 1000


def _by_character(table: Mapping[int, str]) -> dict[str, int]:
    return {character: width for width, characters in table.items() for character in characters}


_WIDTHS: Final = {False: _by_character(_REGULAR), True: _by_character(_BOLD)}


@dataclass(frozen=True)
class Font:
    """A size in the picture's units, and whether the text is bold."""

    size: float
    bold: bool = False

    @property
    def line_height(self) -> float:
        """The distance from one baseline to the next."""
        return round(self.size * 1.28, 1)

    def width(self, text: str) -> float:
        """Return the width of a text; a character not in the table counts as a wide one."""
        widths = _WIDTHS[self.bold]
        return sum(widths.get(character, _WIDEST) for character in text) * self.size / 1000


def words_of(text: str) -> list[str]:
    """Return what a line may break between; a no-break space is no such place."""
    return [word for word in re.split("[ \t\r\n]+", text) if word]


def wrap(text: str, font: Font, width: float) -> list[str]:
    """Break a text into lines no wider than `width`; a word that is wider is itself broken."""
    lines: list[str] = []
    for word in _fitting_words(words_of(text), font, width):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitting_words(words: Iterable[str], font: Font, width: float) -> Iterable[str]:
    for word in words:
        rest = word
        while (cut := _longest_start(rest, font, width)) < len(rest):
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def _longest_start(word: str, font: Font, width: float) -> int:
    """Return how many characters of a word stand on a line: all, or up to its last hyphen, or what fits, or one."""
    # Looking past the first that is too wide would take a page of one word minutes.
    sums = accumulate(font.width(character) for character in word)
    fits = sum(1 for _ in takewhile(lambda so_far: so_far <= width, sums))
    if fits == len(word):
        return fits
    hyphen = max(word.rfind(one, 0, fits) for one in "-/")
    return hyphen + 1 or fits or 1
