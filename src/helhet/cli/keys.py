"""Put newer keys into use, and take older ones away when nothing is sealed with them any more.

`rotate` puts a newer key of each sort on the ring and seals anew, in parts, what older ones sealed. Others may
write meanwhile. If it is stopped, even by kill -9, run it again: it does what is left. `retire` takes the
older keys away; copies made before open with the old keys.json alone. Keep a copy of keys.json before either.
"""

from __future__ import annotations

import argparse
import sys
from typing import Final

HELP = "show, rotate and retire the keys that seal"
EXAMPLES = """\
  helhet keys                           which are on the ring, and what older ones still seal
  helhet keys rotate                    a newer one, and everything sealed with it
  helhet keys retire                    take away those that seal nothing any more
"""
DEEDS: Final = ("show", "rotate", "retire")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("deed", nargs="?", choices=DEEDS, default="show", help="default: show")


def run(arguments: argparse.Namespace) -> int:
    """Show, rotate or retire; return 1 if something is left that an older key seals."""
    from helhet.cli import live

    live.start()
    return {"show": _show, "rotate": _rotate, "retire": _retire}[arguments.deed]()


def _show() -> int:
    from helhet.record.wholeness.resealing import left
    from helhet.storage.ring import ring

    numbers = ", ".join(map(str, sorted(ring().keys)))
    sys.stdout.write(
        f"Keys on the ring, by their numbers: {numbers}. New things are sealed with number {ring().newest}.\n"
    )
    sys.stdout.writelines(
        f"Sealed with older ones: {name}: {count}.\n" for name, count in left().items()
    )
    return 0


def _rotate() -> int:
    from helhet.cli.progress import progress
    from helhet.record.wholeness.resealing import left, reseal, rotate
    from helhet.storage.ring import ring

    is_new = rotate()
    what = "Made" if is_new else "Going on with"
    sys.stdout.write(f"{what} key {ring().newest}. Keep a copy of keys.json somewhere else.\n")
    sys.stdout.flush()
    with progress() as tell:
        problems = list(reseal(tell))
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    still = left()
    sys.stdout.writelines(f"Left: {name}: {count}.\n" for name, count in still.items())
    if not still:
        sys.stdout.write("All is sealed with it. `helhet keys retire` takes the older ones away.\n")
    return 1 if still else 0


def _retire() -> int:
    from helhet.cli.errors import UsageError
    from helhet.record.wholeness.resealing import StillNeeded, retire

    try:
        gone, stay = retire()
    except StillNeeded as error:
        raise UsageError(
            f"Older keys are still needed ({error}). Run `helhet keys rotate` first."
        ) from None
    told = ", ".join(map(str, gone))
    sys.stdout.write(
        f"Taken away, by their numbers: {told}.\n" if gone else "There is no older key.\n"
    )
    if stay:
        sys.stdout.write("Those that only find stay: what was imported is known again by them.\n")
    return 0
