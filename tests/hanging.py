"""A test that hangs ends its row, and its name stands last, where whoever reads the end of a long log finds it."""

import faulthandler
import os
import threading
from collections.abc import Generator

import pytest

LONGEST = 600  # seconds
_stderr: list[int] = []


def pytest_configure() -> None:
    """Keep the way out before what tests print is caught."""
    _stderr.append(os.dup(2))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Wait beside a test, and end everything if it does not end."""
    clock = threading.Timer(LONGEST, _end, [item.nodeid])
    clock.daemon = True
    clock.start()
    try:
        return (yield)
    finally:
        clock.cancel()


def _end(name: str) -> None:
    faulthandler.dump_traceback(_stderr[0])
    os.write(_stderr[0], f"\nAfter {LONGEST} seconds it had not ended: {name}\n".encode())
    os._exit(1)
