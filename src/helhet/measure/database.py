"""DuckDB as it is used here: opened with bounds, asked for one row, given texts that stay texts."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

import duckdb

from helhet.measure.files import check_name

MEMORY: Final = "1GB"
"""What the database may hold before it writes to disk; arrays come on top."""


_FOLDERS: Final[set[Path]] = set()
"""The folders with people's rows that are there for a while."""


def stop_at_once(code: int) -> NoReturn:  # pragma: no cover - nothing can be counted after it
    """End the process without unwinding, and leave no rows behind: a query that is unwound may never end."""
    for folder in _FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(code)


@contextmanager
def swept(folder: Path) -> Iterator[None]:
    """Have a folder removed by `stop_at_once`, while it is there."""
    _FOLDERS.add(folder)
    try:
        yield
    finally:
        _FOLDERS.discard(folder)


@contextmanager
def workspace() -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """Open a database of one's own and a folder that only this user may read; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="helhet-") as told, swept(folder := Path(told)):
        check_name(folder)
        settings = {
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "spilled"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "enable_progress_bar": "false",
            "TimeZone": "UTC",
        }
        with duckdb.connect() as connection:
            for name, value in settings.items():
                connection.execute(f"SET {name} = {sql_text(value)}")
            yield connection, folder


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """Return the row of a query that has one; `fetchone` would leave the result open."""
    (row,) = connection.execute(query).fetchall()
    return tuple(row)


def sql_text(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def glob_safe(path: Path, pattern: str = "") -> str:
    """Return a path as an SQL text in which no sign stands for other files: `log[1].csv` is that one file.

    `pattern` is added as it is.
    """
    return sql_text("".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path)) + pattern)
