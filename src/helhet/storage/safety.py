"""Refuse a database that could lose what it has acknowledged, and say what to do about it."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

from helhet.storage import sqlite

# What a connection must answer, by the question that asks it.
SQLITE_MUST: Final = {
    "PRAGMA journal_mode": "wal",
    "PRAGMA synchronous": "2",
    "PRAGMA foreign_keys": "1",
}
POSTGRESQL_MUST: Final = {
    "SHOW fsync": "on",
    "SHOW full_page_writes": "on",
    "SHOW synchronous_commit": "on",
}
# Stronger than asked: a standby server has it too.
AS_GOOD: Final = {"SHOW synchronous_commit": ("remote_apply",)}


def refuse_unsafe(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Raise ImproperlyConfigured for a database that is not safe; a receiver of `connection_created`.

    Asks three short questions once a connection, never once a query.
    """
    try:
        _refuse(connection)
    except ImproperlyConfigured:
        connection.close()  # or the next question would go through it
        raise


def _refuse(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "sqlite":
        _refuse_library(sqlite.version())
        if not connection.is_in_memory_db():  # type: ignore[attr-defined]
            _refuse_settings(connection, SQLITE_MUST)
    elif connection.vendor == "postgresql":
        _refuse_settings(connection, POSTGRESQL_MUST)
    else:
        raise ImproperlyConfigured(
            f"Helhet keeps its record in SQLite or PostgreSQL, not in {connection.vendor}. Name one of them in DATABASE_URL."
        )


def _refuse_library(version: tuple[int, ...]) -> None:
    if not sqlite.is_mended(version):
        told = ".".join(map(str, version))
        raise ImproperlyConfigured(
            f"SQLite {told} has a fault that can spoil the file. Install what requirements.lock names: it brings a newer one."
        )


def _refuse_settings(connection: BaseDatabaseWrapper, must: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        for question, answer in must.items():
            cursor.execute(question)
            told = str(cursor.fetchone()[0])
            if told != answer and told not in AS_GOOD.get(question, ()):
                raise ImproperlyConfigured(
                    f"The database answers {told!r} to {question!r} and must answer {answer!r}, or it could lose what it has acknowledged. Set it so, and start again."
                )
