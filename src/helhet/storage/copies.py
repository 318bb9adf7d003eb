"""A whole and consistent copy of the database while others write in it, and the way back.

SQLite by its online backup, looked through before it counts; PostgreSQL by its own pg_dump and
pg_restore, which must be of the server's version or newer. What lies open on the way lies in a file
without a name: whoever is killed leaves nothing behind that could be read.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.db import connection

SQLITE_HEADER: Final = b"SQLite format 3\0"
# Where the header says how the file is written; 1 is without a log beside it, for it has no name to lay one beside.
_MODE_AT: Final = 18
_WITHOUT_LOG: Final = b"\1\1"


class CopyError(Exception):
    """A copy that could not be made, or is not whole; says what to do."""


@contextmanager
def copy_of(folder: Path) -> Iterator[BinaryIO]:
    """Give a copy of the database, to be read, in a file of `folder` without a name."""
    if connection.vendor == "sqlite":
        with _nameless(folder) as (file, written, read):
            _copy_sqlite(file, written, read)
            yield file
    else:
        with tempfile.TemporaryFile(dir=folder) as file:
            _run("pg_dump", "--format=custom", "--no-owner", _address(), stdout=file)
            file.seek(0)
            yield file


@contextmanager
def copy_back(folder: Path) -> Iterator[BinaryIO]:
    """Give a file without a name for a copy to be written to; at the end that takes the place of the database.

    Raises CopyError, before anything, if the database holds anything.
    """
    if connection.introspection.table_names():
        raise CopyError(
            "The database holds something already, if only the tables that `helhet init` makes. Name an empty one in DATABASE_URL or HELHET_DATA: a restore never writes over what is there."
        )
    if connection.vendor == "sqlite":
        with _nameless(folder) as (file, _, read):
            yield file
            file.flush()
            _copy_sqlite_back(file, read)
    else:
        with tempfile.TemporaryFile(dir=folder) as file:
            yield file
            file.seek(0)
            whole = ("--exit-on-error", "--single-transaction", "--no-owner")
            _run("pg_restore", *whole, _address(), stdin=file)


@contextmanager
def _nameless(folder: Path) -> Iterator[tuple[BinaryIO, Any, Any]]:
    """Give a file whose name is gone, and two connections that were opened while it had one."""
    import sqlite3

    path = folder / f"copy-{secrets.token_hex(8)}"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        try:
            one, other = sqlite3.connect(path), sqlite3.connect(path)
        finally:
            path.unlink()
        with closing(one), closing(other):
            yield file, one, other


def _copy_sqlite(file: BinaryIO, written: Any, read: Any) -> None:
    connection.ensure_connection()
    written.execute("PRAGMA journal_mode=OFF")
    connection.connection.backup(written)
    written.close()
    os.pwrite(file.fileno(), _WITHOUT_LOG, _MODE_AT)
    _look_through(read)


def _copy_sqlite_back(file: BinaryIO, read: Any) -> None:
    if os.pread(file.fileno(), len(SQLITE_HEADER), 0) != SQLITE_HEADER:
        raise CopyError("The backup is one of PostgreSQL. Name a PostgreSQL in DATABASE_URL.")
    _look_through(read)
    connection.ensure_connection()
    read.backup(connection.connection)
    connection.close()


def _look_through(copy: Any) -> None:
    found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise CopyError(
            "The copy is not whole: the database file itself is damaged. Restore an older backup."
        )


def _address() -> str:
    """Return how the tools of PostgreSQL find the database, as the program finds it; a password never stands on a command line."""
    from psycopg import pq
    from psycopg.conninfo import make_conninfo

    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - {"password"}
    told = connection.get_connection_params()
    return f"--dbname={make_conninfo(**{name: told[name] for name in known & told.keys()})}"


def _run(tool: str, *words: str, **streams: Any) -> None:
    found = shutil.which(tool)
    if found is None:
        raise CopyError(f"{tool} is not on the path. Install the client tools of PostgreSQL.")
    password = connection.settings_dict["PASSWORD"]
    named = {"PGPASSWORD": str(password)} if password else {}
    done = subprocess.run(  # noqa: S603 - our own words
        [found, *words],
        env={**os.environ, **named},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **streams,
    )
    if done.returncode:
        raise CopyError(f"{tool} failed: {reason_of(tool, done.stderr)}")


def reason_of(tool: str, told: str) -> str:
    """Return why a tool of PostgreSQL failed, without the rows and statements that it repeats."""
    mark = f"{tool}: error: "
    reasons = [line.removeprefix(mark) for line in told.splitlines() if line.startswith(mark)]
    # What the server said, after ERROR, may be a line of somebody's record.
    return reasons[0].partition("ERROR:")[0].rstrip(" :") if reasons else "no reason given"
