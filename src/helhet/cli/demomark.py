"""The mark of a demo: a file in its folder from before anything is made. What has no mark is never touched."""

from __future__ import annotations

import argparse
import io
import json
import os
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

from helhet.cli.errors import UsageError
from helhet.cli.init import make_folder

NAME: Final = "demo.json"
ELSEWHERE: Final = (
    "KEYS_FILE",
    "CHECKPOINTS_FILE",
    "ERASURES_FILE",
    "WITHDRAWALS_FILE",
    "BACKUP_KEY_FILE",
)
"""Files that a real installation keeps in other places; a demo must never write in those."""
STARTING: Final = {"is_starting": True}
"""What the mark says until it is known that nothing else is in the database."""
REAL: Final = (
    "The installation here is no demo, and stays as it is. Name another folder in HELHET_DATA."
)


def open_folder(mark: Path) -> bool:
    """Mark a folder in which nothing is as a demo's, and make its keys and tables; or open that of a demo.

    Returns whether it is new, and its tables empty.
    Raises UsageError for any other place, having changed nothing there.
    """
    _refuse_files_elsewhere()
    before = [file for file in _files(mark) if file.exists()]
    if not mark.exists():
        if (mark.parent / "secret").exists():
            raise UsageError(REAL)
        make_folder(mark.parent)
        _write(mark, STARTING)
    is_new = told(mark) == STARTING
    try:
        _init()
        _check_database(is_new=is_new)
    except UsageError:
        for file in set(_files(mark)).difference(before):
            file.unlink(missing_ok=True)
        raise
    if is_new:
        _write(mark, {})
    return is_new


def _files(mark: Path) -> list[Path]:
    """Return the files that a start makes beside the database; one that fails leaves none that was not there before."""
    return [mark, *(mark.parent / name for name in ("secret", "keys.json", "backup.key"))]


def is_finished(mark: Path) -> bool:
    """Return whether the whole region was made."""
    return "persons" in told(mark)


def told(mark: Path) -> dict[str, Any]:
    """Return what was made; nothing of a demo that was stopped before its end."""
    try:
        found: dict[str, Any] = json.loads(mark.read_text("utf-8"))
    except ValueError:
        return {}
    return found


def finish(mark: Path, made: dict[str, Any]) -> None:
    """Write down what was made."""
    _write(mark, made)


def empty(mark: Path) -> None:
    """Take away all that a demo has in its database, and its checkpoints; its keys stay."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    _write(mark, {})
    with_tables = MigrationLoader(connection).migrated_apps
    for config in reversed([one for one in apps.get_app_configs() if one.label in with_tables]):
        call_command("migrate", config.label, "zero", verbosity=0, interactive=False)
    for file in (settings.CHECKPOINTS_FILE, settings.ERASURES_FILE, settings.WITHDRAWALS_FILE):
        Path(file).unlink(missing_ok=True)
    _init()


def _write(mark: Path, made: dict[str, Any]) -> None:
    mark.write_text(json.dumps(made) + "\n", "utf-8")


def _refuse_files_elsewhere() -> None:
    for name in ELSEWHERE:
        if os.environ.get(f"HELHET_{name}"):
            raise UsageError(
                f"HELHET_{name} is set, and a demo keeps all its files in its own folder. Unset it, and start again."
            )


def _init() -> None:
    """Make folder, keys and tables, without the words that are meant for a real installation."""
    from helhet.cli import init

    with redirect_stdout(io.StringIO()):
        init.run(argparse.Namespace())


def _check_database(*, is_new: bool) -> None:
    """Raise UsageError unless the database is a demo's: in a new place an empty one, else one with no other units."""
    from helhet.access.models import Access
    from helhet.parties.models import Subject, Unit, User
    from helhet.region.world import the_region

    here = set(Unit.objects.values_list("code", flat=True))
    is_empty = not any(model.objects.exists() for model in (Access, Subject, Unit, User))
    if not is_empty and (is_new or not here or not here <= set(the_region().units)):
        raise UsageError(REAL)
