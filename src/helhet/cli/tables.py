"""Tables as plain aligned text: nothing is shortened, so that a date can always be read."""

from __future__ import annotations

from collections.abc import Sequence

from helhet.pathway.errors import printable


def show_table(header: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> None:
    """Print a table; the first columns, `texts` in number, are texts and stand left, the others right."""
    lines = [[printable(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for row in lines:
        cells = [
            cell.ljust(width) if number < texts else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
