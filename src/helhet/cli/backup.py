"""Write a sealed copy of the whole database while others go on writing. The copy is looked through before it counts.

It opens with the backup key alone, which lies beside the other keys; those are not in it. Keep both
apart from the copy.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from helhet.cli.errors import UsageError

HELP = "write a sealed copy of the database"
EXAMPLES = """\
  helhet backup /mnt/copies/2026-11-22.helhet
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="where to; never over a file that is there"
    )


def run(arguments: argparse.Namespace) -> int:
    """Back up; return 0."""
    from helhet.cli import live
    from helhet.cli.progress import progress

    live.start()
    _check_place(arguments.file)
    key = live.backup_key()
    with progress() as doing:
        _write(arguments.file, key, doing)
    size = arguments.file.stat().st_size / 1e6
    sys.stdout.write(f"Wrote {arguments.file} ({size:.1f} MB).\n")
    return 0


def _check_place(file: Path) -> None:
    if file.exists():
        raise UsageError("There is a file of that name already. Name another one.")
    if not file.parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}. Make it, or name another.")


def _write(file: Path, key: bytes, doing: Callable[[str], None]) -> None:
    """Write the copy beside its place, and let it take the place when it is whole."""
    from django.conf import settings

    from helhet.storage.copies import CopyError, copy_of
    from helhet.storage.files import take_place
    from helhet.storage.sealedfile import seal_file

    unfinished = file.with_name(f"{file.name}.unfinished")
    doing("copying the database")
    try:
        with copy_of(settings.DATA) as copy, unfinished.open("wb") as out:
            doing("sealing the copy")
            seal_file(copy, out, key)
            out.flush()
            os.fsync(out.fileno())
    except CopyError as error:
        raise UsageError(str(error)) from None
    take_place(unfinished, file)
