"""Put a copy in the place of a database that holds nothing, and look whether all is whole.

What was erased by law since the copy was made is erased again (from the file of erasures, by each line that the
keys prove; others are told of, and obeyed only by `--unproved-erasures`). Consents that were withdrawn since are
withdrawn again (from the file of withdrawals). The restore is
written down among the checkpoints, and what they know to be lost by it is told once, here; a `verify` from then on
holds the database against what came back. Exit code 0 if that is whole, however old the copy.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from helhet.pathway.errors import printable

HELP = "restore a sealed copy into an empty database"
EXAMPLES = """\
  HELHET_DATA=/srv/new helhet restore /mnt/copies/2026-11-22.helhet
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a copy that `helhet backup` wrote")
    parser.add_argument(
        "--by", metavar="NAME", help="who asked for it (default: the user of this machine)"
    )
    parser.add_argument(
        "--unproved-erasures",
        action="store_true",
        help="erase also what lines say that the keys do not prove: they were written by newer keys, or made up",
    )


def run(arguments: argparse.Namespace) -> int:
    """Restore and verify; return 1 if anything is amiss."""
    from helhet.cli import live, verify
    from helhet.cli.errors import UsageError
    from helhet.cli.progress import progress

    live.start(needs_tables=False)
    from django.conf import settings

    from helhet.storage.copies import CopyError, copy_back
    from helhet.storage.sealedfile import SealedFileError, open_file

    live.check_keys(against_database=False)
    key = live.backup_key()
    try:
        with (
            progress() as doing,
            arguments.file.open("rb") as sealed,
            copy_back(settings.DATA) as copy,
        ):
            doing("putting the copy back")
            open_file(sealed, copy, key)
    except (CopyError, SealedFileError) as error:
        raise UsageError(str(error)) from None
    _check_what_came()
    _end_sessions()
    _go_on(arguments.by or getpass.getuser(), unproved_too=arguments.unproved_erasures)
    return verify.run(argparse.Namespace(no_projections=False, restores=False))


def _check_what_came() -> None:
    """Renew the tables of an older copy; raise UsageError if the keys are not those that it was sealed with."""
    from django.core.management import call_command

    from helhet.cli import live
    from helhet.cli.errors import UsageError
    from helhet.parties.keychecks import write_checks

    call_command("migrate", verbosity=0, interactive=False)
    try:
        live.check_keys()
        write_checks()
    except UsageError as error:
        raise UsageError(
            f"The copy is back, and it was sealed with other keys. {error} Then empty this database, and restore again."
        ) from None


def _end_sessions() -> None:
    """Sign everybody out: what a copy holds of sessions may have been ended since."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    UserSession.objects.all().delete()
    Session.objects.all().delete()


def _go_on(by: str, *, unproved_too: bool) -> None:
    """Write the restore down outside, erase again what was erased since, and say both."""
    from datetime import UTC, datetime

    from django.conf import settings

    from helhet.access.consents import consents_left
    from helhet.access.kept import withdraw_again
    from helhet.record.erasure.erasing import bury_again
    from helhet.record.erasure.graves import unproved
    from helhet.record.pathways import today
    from helhet.record.wholeness.restoring import begin_again

    now = datetime.now(UTC)
    restore = begin_again(settings.CHECKPOINTS_FILE, by, now)
    sys.stdout.writelines(f"{printable(line)}\n" for line in restore.told())
    erased = bury_again(settings.ERASURES_FILE, now, unproved_too=unproved_too)
    sys.stdout.write(f"Erased again: {erased}.\n")
    withdrawn = withdraw_again(settings.WITHDRAWALS_FILE)
    if withdrawn or consents_left(today(now)):
        sys.stdout.write(
            f"Consents withdrawn again: {withdrawn}; in force that came back: {consents_left(today(now))}.\n"
        )
    if left := unproved(settings.ERASURES_FILE):
        numbers = ", ".join(map(str, left))
        sys.stdout.write(
            f"Not erased again, for these keys do not prove it: lines {numbers} of the file of erasures. "
            "If you know where they come from, restore again with --unproved-erasures.\n"
        )
