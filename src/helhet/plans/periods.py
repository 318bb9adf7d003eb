"""A year, or a third of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Annotated, Final

from helhet.pathway.language.spelling import reads, spelt

_PATTERN: Final = r"([12][0-9]{3})(?:-T([123]))?"


@total_ordering
@dataclass(frozen=True)
class Period:
    """A year, or a third of one (`third` 1 to 3; 0 is the whole year)."""

    year: int
    third: int = 0

    @classmethod
    def read(cls, text: str) -> Period:
        """Return `2016` or `2016-T2`; raise ValueError for anything else."""
        found = re.fullmatch(_PATTERN, text, re.ASCII)
        if found is None:
            raise ValueError("a period is a year, or a third of one: 2016 or 2016-T2")
        return cls(int(found[1]), int(found[2] or 0))

    @property
    def middle(self) -> float:
        """Where its middle lies, in years."""
        return self.year + ((self.third - 0.5) / 3 if self.third else 0.5)

    def __str__(self) -> str:
        return f"{self.year}-T{self.third}" if self.third else str(self.year)

    def __lt__(self, other: Period) -> bool:
        return (self.middle, self.third) < (other.middle, other.third)


APeriod = Annotated[Period, reads(Period.read, Period), spelt(f"^{_PATTERN}$")]
