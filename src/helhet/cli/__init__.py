"""The `helhet` command: one module a subcommand, each imported only when it is called.

What is here: arguments in, one call, lines out, exit codes; errors told without traceback.
What never is: a rule, a computation, a heavy import outside a `run`.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn, TextIO

import helhet
from helhet.cli.errors import UsageError
from helhet.measure.errors import LogError
from helhet.pathway.errors import CalendarError, FileError, printable

WRONG_INPUT: Final = 2
INTERRUPTED: Final = 130


COMMANDS: Final = {
    "demo": "helhet.cli.demo",
    "tour": "helhet.cli.tour",
    "check": "helhet.cli.check",
    "draw": "helhet.cli.draw",
    "explain": "helhet.cli.explain",
    "history": "helhet.cli.history",
    "measure": "helhet.cli.measure",
    "codes": "helhet.cli.codes",
    "plan": "helhet.cli.plan",
    "schema": "helhet.cli.schema",
    "init": "helhet.cli.init",
    "unit": "helhet.cli.unit",
    "user": "helhet.cli.user",
    "import": "helhet.cli.importing",
    "totals": "helhet.cli.totals",
    "reported": "helhet.cli.reported",
    "money": "helhet.cli.money",
    "serve": "helhet.cli.serve",
    "work": "helhet.cli.work",
    "outbox": "helhet.cli.outbox",
    "tick": "helhet.cli.tick",
    "verify": "helhet.cli.verify",
    "rebuild": "helhet.cli.rebuild",
    "keys": "helhet.cli.keys",
    "backup": "helhet.cli.backup",
    "restore": "helhet.cli.restore",
}
"""Each subcommand's module. It has HELP, one line; EXAMPLES, lines that are shown as they stand; a docstring, its
long help; `add_arguments(parser)`; and `run(arguments)`, which imports what is heavy and returns the exit code.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; return its exit code: 0 well, 1 something found, 2 something given was wrong."""
    sys.stdout, sys.stderr = _steady(sys.stdout), _steady(sys.stderr)
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
    except (FileError, LogError) as error:
        return _refuse(*str(error).split("\n"))  # several problems, one a line
    except (CalendarError, UsageError) as error:
        return _refuse(str(error))
    except _of_the_database() as error:
        return _refuse(f"The database refused ({type(error).__name__}): {_in_one_line(error)}")
    except OSError as error:
        return _refuse(": ".join(str(part) for part in (error.filename, error.strerror) if part))
    return code


def _of_the_database() -> tuple[type[Exception], ...]:
    """Return what a database raises, if one was asked: without a value in it (storage/faults.py)."""
    asked = sys.modules.get("django.db")
    return (asked.Error,) if asked else ()


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _refuse(*lines: str) -> int:
    for line in lines:
        print(printable(line), file=sys.stderr)
    return WRONG_INPUT


def _steady(stream: TextIO | None) -> TextIO:
    """Return a stream that takes every text: a closed one leads nowhere, a file or pipe is UTF-8.

    So a picture sent into a file is valid whatever the locale. A terminal keeps its own encoding,
    and shows a letter that it does not have as an escape.
    """
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
    return stream


class _Parser(argparse.ArgumentParser):
    """Tells what was given wrong without letting it steer the terminal."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _read(argv: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="helhet", description="One definition of a care pathway, read for everybody."
    )
    parser.add_argument("--version", action="version", version=f"helhet {helhet.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in _commands_needed(argv):
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


def _commands_needed(argv: Sequence[str]) -> Sequence[str]:
    """Return the command that is named; for a help that lists them, or a misspelling, all."""
    if argv[:1] == ["--version"]:
        return ()
    named = next((word for word in argv if not word.startswith("-")), None)
    return (named,) if named in COMMANDS else tuple(COMMANDS)
