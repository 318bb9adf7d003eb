"""Which encodings a CSV log may have, and what stands in the place of bytes that are no text in them."""

from __future__ import annotations

import codecs
from typing import Final

from helhet.measure.errors import LogError
from helhet.pathway.errors import printable

ESCAPE: Final = "helhet-escape"
"""The way to read bytes that are no text, in any encoding: each such place becomes a lone surrogate.

`surrogateescape` cannot do it for UTF-16 and UTF-32, nor for a byte below 128 that is missing its second.
"""
_ESCAPED: Final = "\udcff"


def _escaped(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError), "only used for reading"
    return _ESCAPED, error.end


codecs.register_error(ESCAPE, _escaped)


def encoding_of(told: str | None) -> str | None:
    """Return the encoding as Python calls it; None for UTF-8, with or without a mark at its start."""
    try:
        name = codecs.lookup(told or "utf-8").name
        # Refuses what turns no text into bytes, as zlib, or cannot pass over bad bytes, as idna.
        "a,b\n".encode(name).decode(name, ESCAPE)
    except (LookupError, UnicodeError, ValueError):
        raise LogError(
            f"--encoding {printable(str(told))} is not known. Write utf-8, latin-1, cp1252 or utf-16."
        ) from None
    return None if name in ("utf-8", "utf-8-sig") else name
