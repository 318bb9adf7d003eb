"""All readings of a course agree, exactly, run for run (docs/reference/meaning.md)."""

import pytest
from hypothesis import Phase, given, settings

from tests.agreement.comparing import entries_compared
from tests.agreement.compiled import READERS, checked
from tests.agreement.histories import Example, examples

# `comparing` finds the least that differs itself, and faster than bytes can be made smaller.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
LEAST_ENTRIES = 200_000


@settings(max_examples=200, derandomize=True, deadline=None, phases=PHASES)
@given(examples())
def test_readings_agree_on_a_few_invented_histories(example: Example) -> None:
    assert entries_compared(example, 4, READERS)


@pytest.mark.volume
def test_readings_agree_on_hundreds_of_thousands_of_entries() -> None:
    compared = 0

    @settings(max_examples=240, derandomize=True, deadline=None, phases=PHASES)
    @given(examples())
    def hold(example: Example) -> None:
        nonlocal compared
        compared += entries_compared(example, 50, READERS)

    hold()

    assert compared >= LEAST_ENTRIES


@pytest.mark.volume
@settings(max_examples=30, derandomize=True, deadline=None, phases=PHASES)
@given(examples())
def test_no_index_leaves_its_array(example: Example) -> None:
    assert entries_compared(example, 50, [checked])


@pytest.mark.night
@settings(phases=PHASES)
@given(examples())
def test_readings_agree_by_chance_all_night(example: Example) -> None:
    assert entries_compared(example, 50, READERS)
