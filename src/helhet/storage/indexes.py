"""Foreign keys without an index of their own, where another index begins with the same column.

Each index is written with every row; and SQLite, which knows nothing of how many rows a value has,
takes the shorter one where the longer would have answered at once (the worklist: measured).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class WithoutIndex(Operation):
    """Takes the index of some foreign keys away, and nothing else.

    Django's own AlterField would copy the whole table on SQLite, and lose the triggers by which it only grows.
    """

    reversible = True

    def __init__(self, model_name: str, *fields: str) -> None:
        self.model_name, self.fields = model_name, fields

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.model_name, *self.fields], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        model = state.models[app_label, self.model_name.lower()]
        for name in self.fields:
            field = model.fields[name].clone()
            field.db_index = False
            state.alter_field(app_label, model.name_lower, name, field, preserve_default=True)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        meta = from_state.apps.get_model(app_label, self.model_name)._meta
        connection = schema_editor.connection
        columns = [[meta.get_field(name).column] for name in self.fields]
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, meta.db_table)
        for name, told in found.items():
            if told["index"] and not told["unique"] and told["columns"] in columns:
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        meta = to_state.apps.get_model(app_label, self.model_name)._meta
        for name in self.fields:
            column = meta.get_field(name).column
            index = f"{meta.db_table}_{column}_again"
            quoted = map(schema_editor.quote_name, (index, meta.db_table, str(column)))
            schema_editor.execute("CREATE INDEX {} ON {} ({})".format(*quoted))

    def describe(self) -> str:
        return f"Take the index of {', '.join(self.fields)} away from {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name.lower()}_without_index"
