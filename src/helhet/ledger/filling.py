"""Many rows into a table at once, past the parts of the ORM that cost more than the database."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from django.db import connection, models


def fill(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, whose numbers and defaults the database gives; constraints and triggers hold as always.

    The values are plain ones, as a database takes them.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [one for one in meta.concrete_fields if not (one.primary_key or one.has_db_default())]
    names = ", ".join(f'"{field.attname}"' for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    values_of = attrgetter(*(field.attname for field in fields))
    statement = f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({holes})'  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.executemany(statement, [values_of(row) for row in rows])
