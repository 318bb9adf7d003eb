"""What cannot be booked, and what to do instead."""


class Refused(Exception):  # noqa: N818 - what is refused, and why
    """A posting that cannot be; `code` says why, for a page that has words for it."""

    def __init__(self, code: str, remedy: str) -> None:
        super().__init__(remedy)
        self.code = code


class YearClosed(Refused):
    """A posting into a year that is closed."""

    def __init__(self, year: int) -> None:
        super().__init__(
            "year-closed", f"{year} is closed. Book the correction in a year that is open."
        )
