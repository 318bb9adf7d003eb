"""Tables that only grow: triggers on both databases that refuse to change a row or take it away.

The owner of a table can still drop a trigger. So in production the program's role owns no tables,
and the chains of hashes (access/sealing.py) tell when somebody has been there all the same.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION helhet_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or taken away', TG_TABLE_NAME;
END $$
"""


class AppendOnly(Operation):
    """Makes a model's table refuse UPDATE, DELETE, TRUNCATE and INSERT OR REPLACE.

    With `may_delete` rows may be taken away, though never changed: for content that the law lets
    two persons erase, whose hash stays in a table that keeps everything. `again` makes the triggers
    anew, after a unique key has become another.
    """

    reversible = True

    def __init__(self, model_name: str, *, may_delete: bool = False, again: bool = False) -> None:
        self.model_name, self.may_delete, self.again = model_name, may_delete, again

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {"may_delete": True} if self.may_delete else {}
        kwargs |= {"again": True} if self.again else {}
        return (type(self).__name__, [self.model_name], kwargs)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """A trigger is nothing that the models know of."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        gone = _unguards(schema_editor, model) if self.again else []
        for statement in [*gone, *_guards(schema_editor, model, may_delete=self.may_delete)]:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        before = to_state.apps.get_model(app_label, self.model_name)
        kept = _guards(schema_editor, before, may_delete=self.may_delete) if self.again else []
        for statement in [*_unguards(schema_editor, model), *kept]:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Let the table of {self.model_name} only grow"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name.lower()}_append_only"


def _guards(
    editor: BaseDatabaseSchemaEditor, model: type[models.Model], *, may_delete: bool
) -> list[str]:
    table = model._meta.db_table
    deeds = ("UPDATE",) if may_delete else ("UPDATE", "DELETE")
    if editor.connection.vendor == "postgresql":
        return [_POSTGRESQL_FUNCTION, *_postgresql(table, deeds)]
    return _sqlite(table, deeds, _same_keys(editor, model))


def _postgresql(table: str, deeds: tuple[str, ...]) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_only_grows BEFORE {' OR '.join(deeds)} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION helhet_refuse()",
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION helhet_refuse()",
    ]


def _sqlite(table: str, deeds: tuple[str, ...], keys: list[str]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or taken away'); END"
    guards = [
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} {refuse}"
        for deed in deeds
    ]
    # INSERT OR REPLACE takes the old row away without asking the trigger of DELETE.
    for nth, same in enumerate(keys):
        guards.append(
            f"CREATE TRIGGER {table}_no_replace_{nth} BEFORE INSERT ON {table} "  # noqa: S608 - names of our own tables
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
        )
    return guards


def _same_keys(editor: BaseDatabaseSchemaEditor, model: type[models.Model]) -> list[str]:
    """Return for each unique key when a row has that of a new one, for REPLACE takes away whatever stands in its way."""
    meta = model._meta
    columns = {field.name: str(field.column) for field in meta.concrete_fields if field.column}
    keys = [tuple(columns[field.name] for field in meta.pk_fields)]
    keys += [(columns[f.name],) for f in meta.local_fields if f.unique and not f.primary_key]
    found = [_same(key) for key in keys]
    new = ", ".join(f'NEW."{column}" AS "{column}"' for column in columns.values())
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            same = _same(tuple(columns[name] for name in constraint.fields))
            # Of a key that only some rows have, both the old row and the new one must be such.
            _, _, such = str(constraint.create_sql(model, editor)).partition(" WHERE ")
            both = f" AND {such} AND EXISTS (SELECT 1 FROM (SELECT {new}) WHERE {such})"  # noqa: S608 - names of our own columns
            found.append(same + (both if such else ""))
    return found


def _same(key: tuple[str, ...]) -> str:
    return " AND ".join(f'"{column}" = NEW."{column}"' for column in key)


def _unguards(editor: BaseDatabaseSchemaEditor, model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    if editor.connection.vendor == "postgresql":
        return [
            f"DROP TRIGGER {table}_{name} ON {table}" for name in ("only_grows", "never_emptied")
        ]
    names = [
        "no_update",
        "no_delete",
        *(f"no_replace_{nth}" for nth in range(len(_same_keys(editor, model)))),
    ]
    return [f"DROP TRIGGER IF EXISTS {table}_{name}" for name in names]
