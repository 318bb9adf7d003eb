"""What is being done, on stderr: a line that moves on a terminal; elsewhere only what takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

T = TypeVar("T")
SEEN: Final = 5_000


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Give a function that tells what is being done now."""
    if not sys.stderr.isatty():
        yield _tell_plainly
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description} …"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("starting", total=None)
        yield lambda doing: shown.update(task, description=doing)


def counted(rows: Iterable[T], told: Callable[[str], None]) -> Iterator[T]:
    """Yield rows, and tell now and then how many there have been."""
    for n, row in enumerate(rows, 1):
        if n % SEEN == 0:
            told(f"{n} rows")
        yield row


def _tell_plainly(doing: str) -> None:
    if doing.startswith("compiling"):
        print(doing, file=sys.stderr)
