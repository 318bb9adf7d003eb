"""What every test shares: how hard Hypothesis tries, and the shipped calendar."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

import helhet
from helhet.pathway.calendar import Calendar
from helhet.pathway.calendarfiles import read_calendar
from tests.hanging import pytest_configure, pytest_runtest_protocol

__all__ = ["calendar", "pytest_configure", "pytest_runtest_protocol"]

# The same examples on every machine, so that a red run is about the change.
settings.register_profile("quick", derandomize=True, max_examples=25, deadline=None)
settings.register_profile("fixed", derandomize=True, max_examples=200, deadline=None)
# Chance, and much of it; a failure found here becomes a pinned test that day.
settings.register_profile(
    "night",
    max_examples=int(os.environ.get("EXAMPLES", "50000")),
    deadline=None,
    print_blob=True,
)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """The shipped Norwegian calendar."""
    folder = Path(helhet.__file__).parent / "content" / "norway" / "calendar"
    return read_calendar(
        (folder / "holidays.csv").read_text("utf-8"), (folder / "offsets.csv").read_text("utf-8")
    )
