"""A foreign key has no index of its own where another begins with its column; and can have it back."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from helhet.storage.indexes import WithoutIndex


def indexes_of(table: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return {
        name: told
        for name, told in found.items()
        if told["columns"] and (told["index"] or told["unique"] or told["primary_key"])
    }


@pytest.mark.django_db
@pytest.mark.parametrize("room", ["access", "record"])
def test_no_index_is_the_beginning_of_another(room: str) -> None:
    for model in apps.get_app_config(room).get_models():
        indexes = indexes_of(model._meta.db_table)
        plain = [told["columns"] for told in indexes.values() if not told["unique"]]
        every = [told["columns"] for told in indexes.values()]

        needless = [
            columns
            for columns in plain
            if any(columns == other[: len(columns)] and columns != other for other in every)
        ]

        assert needless == [], model._meta.db_table


@pytest.mark.django_db(transaction=True)
def test_an_index_that_was_taken_away_is_given_back() -> None:
    loader = MigrationExecutor(connection).loader
    before = loader.project_state(("record", "0004_heard_again"))
    deed = WithoutIndex("Run", "course", "unit")
    after = before.clone()
    deed.state_forwards("record", after)

    def own() -> list[list[str]]:
        found = [told["columns"] for told in indexes_of("record_run").values()]
        return sorted(columns for columns in found if columns in (["course_id"], ["unit_id"]))

    assert own() == []
    with connection.schema_editor() as editor:
        deed.database_backwards("record", editor, after, before)
    assert own() == [["course_id"], ["unit_id"]]
    with connection.schema_editor() as editor:
        deed.database_forwards("record", editor, before, after)
    assert own() == []
