"""The technical log: what went wrong and where, never what with. A database says the whole row that it refused."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

Raised: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class WithoutWords(logging.Formatter):
    """Writes of an exception, and of those that led to it, the kind and the way, and not its words."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the library's name
        """Return the ways of an exception and of its causes, the first one first."""
        told, error = list[str](), ei[1]
        while error is not None:
            way = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"{way}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(reversed(told))
