"""Tests that write to a database: the same ones on SQLite and, with DATABASE_URL, on PostgreSQL."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection


def url_of(database: str) -> str:
    """Return the address of a database beside the one that DATABASE_URL names; of a file, with SQLite."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{database}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


@contextmanager
def let_go() -> Iterator[None]:
    """Let rows be taken away that are never taken away: for emptying the tables between two tests."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied() -> Iterator[None]:
    """Empty the tables after a test that commits, triggers or not."""
    plain = type(connection.ops).execute_sql_flush

    def flush(self: Any, statements: Iterable[str]) -> None:
        with let_go():
            plain(self, statements)

    # Of the class: a browser's driver has its own loop, and with it a connection of its own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "execute_sql_flush", flush)
        yield


@pytest.fixture(autouse=True)
def _files_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test write checkpoints, erasures and withdrawals where no other test does."""
    monkeypatch.setattr(settings, "CHECKPOINTS_FILE", tmp_path / "checkpoints.jsonl")
    monkeypatch.setattr(settings, "ERASURES_FILE", tmp_path / "erasures.jsonl")
    monkeypatch.setattr(settings, "WITHDRAWALS_FILE", tmp_path / "withdrawals.jsonl")
