"""What a database says when it refuses, without what stood in the row: the one place where its errors are heard.

PostgreSQL repeats the row ("Key (called)=(Kari) already exists"), and whatever is raised ends in a
log, a traceback or a page. Here the words are taken out before anybody has seen them.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Final

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseErrorWrapper

# States of PostgreSQL whose first line names tables, columns and constraints, and no value: broken
# constraints, deadlocks, no room, shut down, no such table or column, and our own triggers.
PLAIN_CLASSES: Final = ("08", "23", "25", "40", "53", "55", "57", "58")
PLAIN_STATES: Final = ("42P01", "42703", "P0001")


class WithoutValues(DatabaseErrorWrapper):
    """Turns what a database raises into Django's errors, as Django does, with nobody's values in them."""

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            super().__exit__(exc_type, exc_value, traceback)
        except Error as error:
            assert exc_value is not None
            # The inner one too: some print a whole chain whatever it says of itself.
            exc_value.args = error.args = (without_values(exc_value),)
            raise error from None


def hush(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let a connection raise no values; a receiver of `connection_created`."""
    connection.wrap_database_errors = WithoutValues(connection)


def without_values(error: BaseException) -> str:
    """Return what an error of a database says of tables, columns and constraints."""
    if not hasattr(error, "sqlstate"):
        return str(error)  # SQLite names tables and columns, never what stands in them
    state, told = error.sqlstate or "", error.diag  # type: ignore[attr-defined]
    if state.startswith(PLAIN_CLASSES) or state in PLAIN_STATES:
        return f"{told.message_primary} ({state})"
    named = [name for name in (told.table_name, told.column_name) if name]
    return " ".join([type(error).__name__, state, *named]).strip()
