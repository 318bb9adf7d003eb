"""A tape of bytes from which pathways and histories are spelt out.

Hypothesis draws one tape an example, in one draw. That is quick, and it keeps Hypothesis from
inventing most examples as near copies of the one before, as it does where it sees structure
(in a trial of 60, five of six). A byte of 0 is always the plainest choice, so tapes shrink well.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

LENGTH = 2039  # a prime, so that every stride visits every byte


def tapes() -> st.SearchStrategy[bytes]:
    return st.binary(min_size=LENGTH, max_size=LENGTH)


class Tape:
    """A ring of bytes, read from one of many places at one of many strides."""

    def __init__(self, ring: bytes, number: int = 0) -> None:
        self.ring = ring
        self.place = 97 * number
        self.stride = 1 + number % 11

    def up_to(self, most: int) -> int:
        """Return a number from 0 to `most`, 255 at the highest."""
        self.place = (self.place + self.stride) % len(self.ring)
        return self.ring[self.place] % (most + 1)

    def chance(self, tenths: int) -> bool:
        return self.up_to(9) >= 10 - tenths

    def one(self, things: Sequence[T]) -> T:
        return things[self.up_to(len(things) - 1)]

    def some(self, things: Iterable[T], most: int, least: int = 0) -> tuple[T, ...]:
        """Return a few different ones, in any order."""
        left = list(things)
        count = min(least + self.up_to(max(most - least, 0)), len(left))
        return tuple(left.pop(self.up_to(len(left) - 1)) for _ in range(count))

    def maybe(self, tenths: int, make: Callable[[], T]) -> T | None:
        return make() if self.chance(tenths) else None
