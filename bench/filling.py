"""A large region made by the database itself: a course, a run and a tie for each of so many persons, spread over units.

Keys are random, as those of the program are. There are no entries: a worklist asks for none, and
millions of them would measure the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

# What follows `INSERT INTO … SELECT` for the n-th of so many; `{id:NAME}` is a random key that is the same for the same n.
TABLES = {
    "parties_subject": {"id": "{id:s}", "kind": "'person'", "root_id": "{id:s}"},
    "parties_person": {
        "subject_id": "{id:s}",
        "given_name": "'Given' || n",
        "family_name": "'Family' || n",
        "sex": "'unknown'",
        "language": "'nb'",
        "needs_interpreter": "{no}",
        "address_grade": "'ungraded'",
    },
    "record_course": {
        "id": "{id:c}",
        "subject_id": "{id:s}",
        "pathway": "'tsb'",
        "is_origin_hidden": "{no}",
        "version": "0",
        "head": "{head}",
        "unit_id": "{unit}",
        "state": "'referred'",
        "setting": "''",
        "conditions": "'[]'",
        "is_ended": "{no}",
        "as_of": "{now}",
    },
    "record_run": {
        "course_id": "{id:c}",
        "clock": "'told-of-right'",
        "key": "''",
        "number": "1",
        "edition": "'2019-02'",
        "unit_id": "{unit}",
        "setting": "''",
        "start_day": "{today}",
        "start_at": "{now}",
        "due_at": "{due}",
        "outcome": "'open'",
        "breach": "'none'",
        "started_by": "1",
        "rank": "n % 3",
    },
    "access_tie": {
        "subject_id": "{id:s}",
        "unit_id": "{unit}",
        "kind": "'care'",
        "origin": "{id:c}",
        "number": "1",
        "from_day": "{today}",
    },
}


def fill(courses: int, units: Sequence[int], now: datetime) -> None:
    """Write so many courses; `units` are ids without a gap."""
    spoken = _sqlite(now) if connection.vendor == "sqlite" else _postgresql(now)
    spoken["unit"] = f"{units[0]} + n % {len(units)}"
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            told = ", ".join(_said(value, spoken) for value in columns.values())
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) WITH RECURSIVE numbers(n) AS "  # noqa: S608 - our own words
                f"(SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {courses - 1}) "
                f"SELECT {told} FROM numbers"
            )
        if (
            connection.vendor == "postgresql"
        ):  # which does it of itself; no installation of SQLite does
            cursor.execute("ANALYZE")
    connection.close()  # and with it what was set for this alone


def _said(value: str, spoken: dict[str, str]) -> str:
    for name in ("s", "c"):
        value = value.replace(f"{{id:{name}}}", spoken["id"].replace("NAME", name))
    return value.format(**spoken)


def _sqlite(now: datetime) -> dict[str, str]:
    from hashlib import md5

    def key(text: str) -> str:
        return md5(text.encode(), usedforsecurity=False).hexdigest()

    raw: Any = connection.connection
    raw.create_function("md5", 1, key, deterministic=True)
    with (
        connection.cursor() as cursor
    ):  # or two megabytes of pages are read and written again and again
        cursor.execute("PRAGMA cache_size = -500000")
        cursor.execute("PRAGMA foreign_keys = OFF")
    due = f"datetime('{now:%Y-%m-%d %H:%M:%S}', '+' || (n % 50000) || ' minutes')"
    return {"id": "md5('NAME' || n)", "no": "0", "head": "x''", "due": due, **_days(now)}


def _postgresql(now: datetime) -> dict[str, str]:
    with (
        connection.cursor() as cursor
    ):  # or each row asks whether its subject, course and unit are there
        cursor.execute("SET session_replication_role = replica")
    due = f"timestamptz '{now.isoformat()}' + n % 50000 * interval '1 minute'"
    return {
        "id": "md5('NAME' || n)::uuid",
        "no": "false",
        "head": "''::bytea",
        "due": due,
        "today": f"date '{now.date()}'",
        "now": f"timestamptz '{now.isoformat()}'",
    }


def _days(now: datetime) -> dict[str, str]:
    return {"today": f"'{now.date()}'", "now": f"'{now:%Y-%m-%d %H:%M:%S}'"}
