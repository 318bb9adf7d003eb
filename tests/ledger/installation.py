"""Whole installations in folders of their own, run as their owner would."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

from tests.ledger.conftest import url_of

ROOT = Path(__file__).parents[2]


def bare_environment() -> dict[str, str]:
    """Return the environment without anything that names an installation."""
    named = {name for name in os.environ if name.startswith("HELHET_")}
    named |= {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    return {name: value for name, value in os.environ.items() if name not in named}


def own_environment() -> dict[str, str]:
    """Return the environment of a process that works beside a test, in its database and folder."""
    return {
        **os.environ,
        "DATABASE_URL": url_of(str(settings.DATABASES["default"]["NAME"])),
        "HELHET_DATA": str(settings.DATA),
        "HELHET_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": str(ROOT),
    }


class Installation:
    """A data folder, and with PostgreSQL a database of its own."""

    def __init__(self, folder: Path, url: str | None) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.url = folder, url

    def run(
        self, *words: str, module: str = "helhet.cli", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        named = {"DATABASE_URL": self.url} if self.url else {}
        return subprocess.run(
            [sys.executable, "-m", module, *words],
            cwd=ROOT,
            env={
                **bare_environment(),
                **named,
                "HELHET_DATA": str(self.folder),
                "HELHET_DEMO": "1",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def fill(self, deed: str) -> list[str]:
        done = self.run(deed, module="tests.ledger.filler")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@contextmanager
def installations(folder: Path, number: int) -> Iterator[list[Installation]]:
    """Give so many places in which nothing is yet: folders, and on PostgreSQL empty databases."""
    names = [f"place_{uuid4().hex}" for _ in range(number)]
    is_server = connection.vendor == "postgresql"
    if is_server:
        _databases("CREATE", names)
    yield [Installation(folder / name, url_of(name) if is_server else None) for name in names]
    if is_server:
        _databases("DROP", names)


def _databases(deed: str, names: list[str]) -> None:
    if names:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
            for name in names:
                admin.execute(f"{deed} DATABASE {name}")
