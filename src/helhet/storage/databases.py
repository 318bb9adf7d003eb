"""Which database, and with which settings: SQLite in the data folder, or what DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from helhet.storage import sqlite

SQLITE_ENGINE: Final = "django.db.backends.sqlite3"
ENGINES: Final = (SQLITE_ENGINE, "django.db.backends.postgresql")
FILE_NAME: Final = "helhet.sqlite3"
# Seconds that a connection is kept between two requests: opening one costs PostgreSQL a process, and the last to
# close one makes SQLite empty its log.
KEPT_OPEN: Final = 60


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the database that `url` names, or of a file in `folder` without one.

    Raises ImproperlyConfigured for any other; the words leave the address out, for a password may stand in it.
    """
    if not url:
        return _sqlite(folder / FILE_NAME)
    try:
        told = dict(dj_database_url.parse(url, conn_max_age=KEPT_OPEN, conn_health_checks=True))
    except ValueError:
        told = {}
    if told.get("ENGINE") not in ENGINES:
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of PostgreSQL or SQLite. Write postgresql://USER@HOST:5432/NAME or sqlite:////FOLDER/FILE, and @ : / in a password as %40 %3A %2F."
        )
    if told["ENGINE"] == SQLITE_ENGINE:
        return _sqlite(Path(str(told["NAME"])))
    return told


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": SQLITE_ENGINE,
        "NAME": str(file),
        "CONN_MAX_AGE": KEPT_OPEN,
        "OPTIONS": dict(sqlite.OPTIONS),
    }
