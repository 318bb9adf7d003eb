"""No database is written to that could lose what it has acknowledged."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from helhet.storage import safety, sqlite


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_versions_without_the_fault_are_known(version: tuple[int, ...], expected: bool) -> None:
    assert sqlite.is_mended(version) is expected


def test_the_library_in_use_is_one_of_them() -> None:
    assert sqlite.is_mended(sqlite.version())


@pytest.mark.django_db
def test_this_database_is_safe() -> None:
    safety.refuse_unsafe(connection)


@pytest.mark.django_db
@pytest.mark.parametrize("nth", range(3))
def test_one_setting_amiss_is_refused_by_its_name(
    nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "SQLITE_MUST" if connection.vendor == "sqlite" else "POSTGRESQL_MUST"
    must = dict(getattr(safety, name))
    question = list(must)[nth]
    monkeypatch.setattr(safety, name, {**must, question: "something else"})
    monkeypatch.setattr(safety, "AS_GOOD", {})

    with pytest.raises(ImproperlyConfigured, match=question):
        safety.refuse_unsafe(connection)


def test_an_old_library_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        vendor = "sqlite"

        def close(self) -> None:
            """As a connection has it."""

    old: Any = Old()
    monkeypatch.setattr(sqlite, "version", lambda: (3, 40, 1))

    with pytest.raises(ImproperlyConfigured, match=r"3\.40\.1 .* requirements\.lock"):
        safety.refuse_unsafe(old)


def test_another_kind_of_database_is_refused() -> None:
    class Oracle:
        vendor = "oracle"

        def close(self) -> None:
            """As a connection has it."""

    other: Any = Oracle()
    with pytest.raises(ImproperlyConfigured, match="SQLite or PostgreSQL, not in oracle"):
        safety.refuse_unsafe(other)
