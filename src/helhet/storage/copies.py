"""A whole and consistent copy of the database while others write in it, and the way back.

SQLite by its online backup, looked through before it counts; PostgreSQL by its own pg_dump and
pg_restore, which must be of the server's version or newer.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from django.db import connection

SQLITE_HEADER: Final = b"SQLite format 3\0"


class CopyError(Exception):
    """A copy that could not be made, or is not whole; says what to do."""


def copy_to(file: Path) -> None:
    """Write a copy of the database to a new file."""
    if connection.vendor == "sqlite":
        _copy_sqlite(file)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={file}", *_address())


def copy_back(file: Path) -> None:
    """Put a copy in the place of a database that holds nothing; raise CopyError if it holds anything."""
    if connection.introspection.table_names():
        raise CopyError(
            "The database holds something already. Name an empty one in DATABASE_URL or HELHET_DATA: a restore never writes over what is there."
        )
    if connection.vendor == "sqlite":
        _copy_sqlite_back(file)
    else:
        _run(
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            *_address(),
            str(file),
        )


def _copy_sqlite(file: Path) -> None:
    import sqlite3

    connection.ensure_connection()
    copy = sqlite3.connect(file)
    try:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        _look_through(copy)
    finally:
        copy.close()


def _copy_sqlite_back(file: Path) -> None:
    import sqlite3

    with file.open("rb") as told:
        if told.read(len(SQLITE_HEADER)) != SQLITE_HEADER:
            raise CopyError("The backup is one of PostgreSQL. Name a PostgreSQL in DATABASE_URL.")
    source = sqlite3.connect(file)
    try:
        _look_through(source)
        connection.ensure_connection()
        source.backup(connection.connection)
    finally:
        source.close()
        connection.close()


def _look_through(copy: Any) -> None:
    found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise CopyError(
            "The copy is not whole: the database file itself is damaged. Restore an older backup."
        )


def _address() -> list[str]:
    """Return how the tools of PostgreSQL find the database; a password goes by PGPASSWORD, never on a command line."""
    told = connection.settings_dict
    named = {
        "host": told["HOST"] or told["OPTIONS"].get("host"),
        "port": told["PORT"],
        "username": told["USER"],
    }
    options = [f"--{name}={value}" for name, value in named.items() if value]
    return [*options, f"--dbname={told['NAME']}"]


def _run(tool: str, *words: str) -> None:
    import os

    found = shutil.which(tool)
    if found is None:
        raise CopyError(f"{tool} is not on the path. Install the client tools of PostgreSQL.")
    password = {"PGPASSWORD": connection.settings_dict["PASSWORD"] or ""}
    done = subprocess.run(  # noqa: S603 - our own words
        [found, *words], env={**os.environ, **password}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise CopyError(f"{tool} failed: {last[0]}")
