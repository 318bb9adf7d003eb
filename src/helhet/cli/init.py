"""Make what an installation needs: the data folder, a secret, keys, and the tables. Safe to run again.

What is there already is left as it is; tables of an older version are renewed. HELHET_DATA names the
folder (else .helhet in this one), DATABASE_URL another database than a file in it.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path

HELP = "make the data folder, keys and tables, or renew them"
EXAMPLES = """\
  helhet init                                     in .helhet
  HELHET_DATA=/srv/helhet helhet init             in another folder
  DATABASE_URL=postgresql://… helhet init         with PostgreSQL; keys and checkpoints stay in the folder
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say that the command takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing; return 0."""
    from helhet.site.environment import env_path

    folder = env_path("HELHET_DATA", Path(".helhet"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [name for name, is_new in _secrets(folder) if is_new]
    from helhet.cli import live

    live.start(needs_tables=False)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    for name in made:
        sys.stdout.write(
            f"Made {name}. Keep a copy somewhere else: without it what it sealed stays sealed.\n"
        )
    sys.stdout.write(f"Ready in {folder}.\n")
    return 0


def _secrets(folder: Path) -> list[tuple[str, bool]]:
    """Make the secret and the keys unless they are there, or are named elsewhere; say which keys are new."""
    from helhet.site.environment import env_path, env_secret
    from helhet.storage.keys import KeyRing

    keys = env_path("HELHET_KEYS_FILE", folder / "keys.json")
    backup = env_path("HELHET_BACKUP_KEY_FILE", folder / "backup.key")
    made = [(str(file), not file.exists()) for file in (keys, backup)]
    if not keys.exists():
        KeyRing.new().write(keys)
    if not backup.exists():
        _write_secret(backup, b64encode(secrets.token_bytes(32)).decode())
    secret = folder / "secret"
    if not secret.exists() and not env_secret("HELHET_SECRET_KEY"):
        _write_secret(secret, secrets.token_urlsafe(48))
    return made


def _write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner may read, and that was not there."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(text)
