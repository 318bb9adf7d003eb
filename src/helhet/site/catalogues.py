"""The words of pages in each language: written in `locale/*/LC_MESSAGES/django.po`, compiled when they have changed.

`python -m tools.write_messages` takes up what the pages say; a test finds what has no translation.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "locale"


def sources() -> Iterator[Path]:
    """Yield the files that people write, one for each language but English."""
    yield from sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))


def compile_changed() -> None:
    """Compile each file that is newer than what was made of it; where nothing can be written, what is there stands."""
    for source in sources():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with contextlib.suppress(OSError):  # nobody may write there, or nothing can be written
                _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    # Beside it and then in its place: another process may read it at this moment.
    beside = target.with_suffix(f".{os.getpid()}")
    with beside.open("wb") as file:
        write_mo(file, catalogue)
    beside.replace(target)


if __name__ == "__main__":  # for an installation whose program may not write beside its code
    for each in sources():
        _compile(each, each.with_suffix(".mo"))
