"""Make what an installation needs: the data folder, a secret, keys, and the tables. Safe to run again.

What is there already is left as it is; tables of an older version are renewed. HELHET_DATA names the
folder (else .helhet in this one), DATABASE_URL another database than a file in it.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path

from helhet.cli.errors import UsageError

HELP = "make the data folder, keys and tables, or renew them"
EXAMPLES = """\
  helhet init                                     in .helhet
  HELHET_DATA=/srv/helhet helhet init             in another folder
  DATABASE_URL=postgresql://… helhet init         with PostgreSQL; keys and checkpoints stay in the folder
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say that the command takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing; return 0."""
    from helhet.site.environment import env_path

    folder = env_path("HELHET_DATA", Path(".helhet"))
    make_folder(folder)
    from helhet.cli import live

    with live.told_plainly():
        _make_secret(folder)
    live.start(needs_tables=False)
    _refuse_to_lock_out()
    made = [name for name, is_new in _make_keys() if is_new]
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    live.check_keys()
    from helhet.parties.keychecks import write_checks

    write_checks()
    _book_plans()
    for name in made:
        sys.stdout.write(
            f"Made {name}. Keep a copy somewhere else: without it what it sealed stays sealed.\n"
        )
    sys.stdout.write(f"Ready in {folder}.\n")
    return 0


def _book_plans() -> None:
    """Book the plans of the pack, as far as they are not booked as they are now."""
    from django.utils.timezone import localdate

    from helhet.ledger.shipping import book_plans
    from helhet.plans.reading import plans_of
    from helhet.record.pathways import pack

    plans = plans_of(pack())
    book_plans(plans.plans, localdate())


def make_folder(folder: Path) -> None:
    """Make the data folder unless it is there; from now on nobody but its owner reads what this process makes."""
    os.umask(0o077)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise UsageError(f"{folder} is a file. Name a folder in HELHET_DATA.") from None
    except OSError as error:
        raise UsageError(
            f"The folder {folder} cannot be made ({error.strerror}). Name another in HELHET_DATA."
        ) from None


def _make_secret(folder: Path) -> None:
    from helhet.site.environment import env_secret

    secret = folder / "secret"
    if not secret.exists() and not env_secret("HELHET_SECRET_KEY"):
        _write_secret(secret, secrets.token_urlsafe(48))


def _refuse_to_lock_out() -> None:
    """Make no new keys beside a database that holds what others have sealed."""
    from django.conf import settings
    from django.db import connection

    if Path(settings.KEYS_FILE).exists():
        return
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in ("record_content", "parties_identifier", "parties_keycheck"):
            if table in tables:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - one of three words
                if cursor.fetchone():
                    raise UsageError(
                        "The database holds what was sealed, and its keys are not there. Put keys.json back, or name it in HELHET_KEYS_FILE: new keys would open none of it."
                    )


def _make_keys() -> list[tuple[str, bool]]:
    """Make the keys unless they are there; say of each file whether it is new."""
    from django.conf import settings

    from helhet.storage.keys import KeyRing

    keys, backup = Path(settings.KEYS_FILE), Path(settings.BACKUP_KEY_FILE)
    made = [(str(file), not file.exists()) for file in (keys, backup)]
    if not keys.exists():
        KeyRing.new().write(keys)
    if not backup.exists():
        _write_secret(backup, b64encode(secrets.token_bytes(32)).decode())
    return made


def _write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner may read, and that was not there."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(text)
