"""An importer of money in a process of its own, for killing: books a file in small parts and says how far it is.

    python -m tests.ledger.bringer FILE MAPPING

For each line it is sent it forks, as `tests.ledger.writer` does: the child says `pid N`, and `at N` after each part.
"""

import os
import sys
from pathlib import Path

PART = 50


def main() -> None:
    """Fork an importer for each line that comes in."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "helhet.site.settings"
    import django

    django.setup()
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            write(Path(sys.argv[1]), Path(sys.argv[2]))
            os._exit(0)
        os.waitpid(child, 0)
        os.write(1, b"gone\n")


def write(file: Path, mapping: Path) -> None:
    """Book the file from its beginning, as who was stopped does."""
    from helhet.importing.money import bringing
    from helhet.importing.money.mapping import read_mapping

    setattr(bringing, "AT_ONCE", PART)  # noqa: B010 - a Final, smaller for once
    os.write(1, f"pid {os.getpid()}\n".encode())
    bringing.bring(file, read_mapping(mapping), progress=_say)


def _say(rows: int) -> None:
    os.write(1, f"at {rows}\n".encode())


if __name__ == "__main__":
    main()
