"""Files of packs and pathways, read with a bound: what lies in such a folder may be anybody's."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from helhet.pathway.errors import DefinitionError
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.yamltext import MOST_BYTES, read_plain


def read_source(path: Path) -> SourceFile:
    """Return a file as it was found, or as much of it as shows that it is too long."""
    return SourceFile(str(path), read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Return at most MOST_BYTES + 1 bytes; raise OSError for a pipe or a device, and wait for neither."""
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            fault = "This is a pipe or a device, not a file. Take it away, or name a file."
            raise OSError(errno.EINVAL, fault, str(path))
        return file.read(MOST_BYTES + 1)


def read_text(path: Path) -> str:
    """Return the text of a file that is no YAML; raise DefinitionError for what no editor would show as it is."""
    text, problems = read_plain(read_source(path))
    if problems:
        raise DefinitionError(problems)
    return text


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
