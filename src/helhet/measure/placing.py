"""Where results are put: all of them or none, beside what stood there before until the last is written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from helhet.measure.database import swept
from helhet.measure.errors import LogError
from helhet.pathway.errors import printable


def check_place(log: Path, to: Path, names: Sequence[str]) -> None:
    """Refuse to write over the log, which may itself be called `runs.csv`, or over a folder."""
    for path in (to / name for name in names):
        if path.resolve() == log.resolve() or (path.exists() and path.samefile(log)):
            raise LogError(f"--to {printable(to)} would write over the log. Name another folder.")
        if path.is_dir():
            raise LogError(
                f"{printable(path)} is a folder, and a file has to stand there. Name another with --to."
            )


@contextmanager
def put_together(to: Path) -> Iterator[Path]:
    """Give a folder within `to`; what was written there stands in `to` afterwards, if nothing went wrong.

    So a full disk leaves what was there as it was. A link that stands in `to` is replaced, and not followed.
    """
    to.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".helhet-", dir=to) as told, swept(Path(told)):
            yield Path(told)
            for path in sorted(Path(told).iterdir()):
                path.replace(to / path.name)
    except OSError as error:  # its text would name a file that is gone
        raise LogError(
            f"{printable(to)}: {error.strerror}. The results could not be written there."
        ) from None
