"""Which database, and with which settings: SQLite in the data folder, or what DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import dj_database_url

from helhet.storage import sqlite

SQLITE_ENGINE: Final = "django.db.backends.sqlite3"
FILE_NAME: Final = "helhet.sqlite3"
# Seconds that a connection is kept between two requests: opening one costs PostgreSQL a process.
KEPT_OPEN: Final = 60


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the database that `url` names, or of a file in `folder` without one."""
    if not url:
        return _sqlite(folder / FILE_NAME)
    told = dict(dj_database_url.parse(url, conn_max_age=KEPT_OPEN, conn_health_checks=True))
    if told["ENGINE"] == SQLITE_ENGINE:
        return _sqlite(Path(str(told["NAME"])))
    return told


def _sqlite(file: Path) -> dict[str, Any]:
    return {"ENGINE": SQLITE_ENGINE, "NAME": str(file), "OPTIONS": dict(sqlite.OPTIONS)}
