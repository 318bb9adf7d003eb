"""Tables for people: drawn on a terminal, plain and aligned where the output goes elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def show_table(header: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> None:
    """Print a table; the first columns, `texts` in number, are texts and stand left, the others right."""
    if sys.stdout.isatty():
        _draw(header, rows, texts)
        return
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = [
            cell.ljust(width) if number < texts else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _draw(header: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, title in enumerate(header):
        table.add_column(title, justify="left" if number < texts else "right")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
