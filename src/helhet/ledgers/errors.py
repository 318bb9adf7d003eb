"""Why a ledger refuses: what is true, so that a page can say what to do. Nothing has been written then."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - what is true, for an answer that says so
    """What was told cannot be so; `field` is where, `code` is what."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code
