"""Which stepping a command makes the record anew with: the plain one at once, the compiled one for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from helhet.record.courses.folding import Fold

# Where the compiled one begins to be the quicker: when its code is kept and need only be loaded (half
# a second), and when it must be compiled first (half a minute). A course of twelve entries takes the
# plain one about 0.1 ms. Own measurements (docs/reference/measurements.md).
WORTH_LOADING: Final = 10_000
WORTH_COMPILING: Final = 400_000


def fold_for(courses: int) -> Fold:
    """Return how to fold so many courses; what is read does not depend on it."""
    from helhet.record.courses.folding import plain_fold

    if courses < WORTH_LOADING:
        return plain_fold
    from helhet.measure.folding import compiled_fold
    from helhet.measure.kernels import is_primed

    return compiled_fold if courses >= WORTH_COMPILING or is_primed() else plain_fold
