"""Write a sealed copy of the whole database while others go on writing. The copy is looked through before it counts.

It opens with the backup key alone, which lies beside the other keys; those are not in it. Keep both
apart from the copy.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

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
    from helhet.cli.errors import UsageError

    live.start()
    if arguments.file.exists():
        raise UsageError("There is a file of that name already. Name another one.")
    from django.conf import settings

    from helhet.storage.copies import CopyError, copy_of
    from helhet.storage.files import take_place
    from helhet.storage.sealedfile import seal_file

    key = live.backup_key()
    unfinished = arguments.file.with_name(f"{arguments.file.name}.unfinished")
    try:
        with copy_of(settings.DATA) as copy, unfinished.open("wb") as out:
            seal_file(copy, out, key)
            out.flush()
            os.fsync(out.fileno())
    except CopyError as error:
        raise UsageError(str(error)) from None
    take_place(unfinished, arguments.file)
    size = arguments.file.stat().st_size / 1e6
    sys.stdout.write(f"Wrote {arguments.file} ({size:.1f} MB).\n")
    return 0
