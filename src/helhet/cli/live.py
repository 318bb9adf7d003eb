"""Start the live system for a command: its settings, its tables; what is missing is said with its remedy."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from helhet.cli.errors import UsageError

TOLD_EACH: Final = 100
"""After how many of them a line that moves is told anew."""


def start(*, needs_tables: bool = True) -> None:
    """Set Django up; raise UsageError if the installation lacks something, or its tables or keys are others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helhet.site.settings")
    import django
    from django.db import connection

    with told_plainly():
        django.setup()
        connection.ensure_connection()
        if needs_tables:
            _check_tables()
            check_keys()
            _check_texts()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what an installation lacks into a UsageError that says so."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    try:
        yield
    except ImproperlyConfigured as error:
        raise UsageError(str(error)) from None
    except DatabaseError as error:
        raise UsageError(
            f"The database cannot be reached ({type(error).__name__}). Is it running, and does DATABASE_URL name it?"
        ) from None


def _check_tables() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UsageError(
            "The tables are not there, or are of an older version. Run `helhet init`: it makes or renews them, and is safe to run again."
        )


def _check_texts() -> None:
    """Raise DefinitionError now, and not on somebody's page, if the words of an instrument do not fit it."""
    from django.conf import settings

    if any(settings.TEXTS.glob("*.yaml")):
        from helhet.record.pathways import texts

        texts()


def backup_key() -> bytes:
    """Return the key of backups; raise UsageError if there is none."""
    from base64 import b64decode

    from django.conf import settings

    try:
        key = b64decode(settings.BACKUP_KEY_FILE.read_text("ascii"), validate=True)
    except (OSError, ValueError):
        key = b""
    if len(key) != 32:
        raise UsageError(
            "The backup key is not there. Put it where HELHET_BACKUP_KEY_FILE says, or run `helhet init` for a new one; copies sealed with another do not open."
        )
    return key


def tell(what: str, done: Iterable[str | None]) -> int:
    """Say how many went well, and each that did not; return 1 if any did not."""
    from helhet.cli.progress import progress

    well = failed = 0
    with progress() as doing:
        for problem in done:
            if problem is None:
                well += 1
            else:
                failed += 1
                sys.stderr.write(f"{problem}\n")
            if (well + failed) % TOLD_EACH == 0:
                doing(f"{what}: {well}")
    sys.stdout.write(f"{what}: {well}.\n")
    return 1 if failed else 0


def check_keys(*, against_database: bool = True) -> None:
    """Raise UsageError if the ring of keys is not there, or is not the one of the database."""
    from helhet.parties.keychecks import check_ring
    from helhet.storage.keys import KeyRingError
    from helhet.storage.ring import ring

    try:
        if against_database:
            check_ring()
        else:
            ring()
    except KeyRingError as error:
        raise UsageError(str(error)) from None
