"""Put a copy in the place of a database that holds nothing, and look whether all is whole.

What was erased by law since the copy was made is erased again (from the file of erasures), and what the
checkpoints know to be missing is told of.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

HELP = "restore a sealed copy into an empty database"
EXAMPLES = """\
  HELHET_DATA=/srv/new helhet restore /mnt/copies/2026-11-22.helhet
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a copy that `helhet backup` wrote")


def run(arguments: argparse.Namespace) -> int:
    """Restore and verify; return 1 if anything is amiss."""
    from helhet.cli import live, verify
    from helhet.cli.errors import UsageError

    live.start(needs_tables=False)
    from django.conf import settings

    from helhet.storage.copies import CopyError, copy_back
    from helhet.storage.sealedfile import SealedFileError, open_file

    live.check_keys()
    with (
        tempfile.TemporaryDirectory(dir=settings.DATA) as folder,
        arguments.file.open("rb") as sealed,
    ):
        plain = Path(folder) / "copy"
        try:
            open_file(sealed, plain, live.backup_key())
            copy_back(plain)
        except (CopyError, SealedFileError) as error:
            raise UsageError(str(error)) from None
    sys.stdout.write(f"Restored. Erased again: {_bury()}.\n")
    return verify.run(argparse.Namespace(no_projections=False))


def _bury() -> int:
    from datetime import UTC, datetime

    from django.conf import settings
    from django.core.management import call_command

    from helhet.record.erasing import bury_again

    call_command("migrate", verbosity=0, interactive=False)
    return bury_again(settings.ERASURES_FILE, datetime.now(UTC))
