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
    columns = rows[0]._fields
    names = ", ".join(f'"{column}"' for column in columns)
    holes = ", ".join(["%s"] * len(columns))
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({holes})'  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
