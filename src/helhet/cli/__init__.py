"""The `helhet` command: one module a subcommand, each imported only when it is called.

What is here: arguments in, one call, lines out, exit codes; errors told without traceback.
What never is: a rule, a computation, a heavy import outside a `run`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import helhet
from helhet.cli.errors import UsageError
from helhet.measure.errors import LogError
from helhet.pathway.errors import CalendarError, FileError

WRONG_INPUT: Final = 2
INTERRUPTED: Final = 130


COMMANDS: Final = {
    "demo": "helhet.cli.demo",
    "check": "helhet.cli.check",
    "draw": "helhet.cli.draw",
    "explain": "helhet.cli.explain",
    "history": "helhet.cli.history",
    "measure": "helhet.cli.measure",
    "schema": "helhet.cli.schema",
}
"""Each subcommand's module. It has HELP, one line; EXAMPLES, lines that are shown as they stand; a docstring, its
long help; `add_arguments(parser)`; and `run(arguments)`, which imports what is heavy and returns the exit code.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; return its exit code: 0 well, 1 something found, 2 something given was wrong."""
    arguments = _read(list(sys.argv[1:] if argv is None else argv))
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has had enough; what Python would flush at its end must go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except (FileError, LogError, CalendarError, UsageError) as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(": ".join(str(part) for part in (error.filename, error.strerror) if part))
    return code


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return WRONG_INPUT


def _read(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="helhet", description="One definition of a care pathway, read for everybody."
    )
    parser.add_argument("--version", action="version", version=f"helhet {helhet.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    named = next((word for word in argv if not word.startswith("-")), None)
    for name in (named,) if named in COMMANDS else COMMANDS:
        module = import_module(COMMANDS[name])
        added = commands.add_parser(
            name,
            help=module.HELP,
            description=module.__doc__,
            epilog=f"examples:\n{module.EXAMPLES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(added)
        added.set_defaults(run=module.run)
    return parser.parse_args(argv)
