"""Many rows into a table at once, past the parts of the ORM that cost more than the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def fill(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert rows, named tuples whose fields are columns of a model; what they do not have the database gives.

    Constraints and triggers hold as always. The values are plain ones, as a database takes them.
    """
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in rows[0]._fields)
    table = f'"{model._meta.db_table}" ({names})'  # names of our own tables
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, table, rows)
        else:
            holes = ", ".join(["%s"] * len(rows[0]._fields))
            cursor.executemany(f"INSERT INTO {table} VALUES ({holes})", rows)  # noqa: S608 - see above


def _copy(cursor: Any, table: str, rows: Sequence[Any]) -> None:
    with connection.wrap_database_errors, cursor.cursor.copy(f"COPY {table} FROM STDIN") as told:
        for row in rows:
            told.write_row(row)
