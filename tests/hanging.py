"""A test that hangs ends its row, and its name stands last, where whoever reads the end of a long log finds it."""

import faulthandler
import os
import threading
from collections.abc import Generator

import pytest

EARLIER = 10
"""Seconds before pytest's own end of a test (`faulthandler_timeout`), which names none."""
_stderr: list[int] = []


def pytest_configure() -> None:
    """Keep the way out before what tests print is caught."""
    _stderr.append(os.dup(2))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Wait beside a test, and end everything if it does not end; at night it may take hours."""
    longest = float(item.config.getini("faulthandler_timeout") or 0) - EARLIER
    if longest <= 0:
        return (yield)
    clock = threading.Timer(longest, _end, [item.nodeid])
    clock.daemon = True
    clock.start()
    try:
        return (yield)
    finally:
        clock.cancel()


def _end(name: str) -> None:
    faulthandler.dump_traceback(_stderr[0])
    os.write(_stderr[0], f"\nIt does not end: {name}\n".encode())
    os._exit(1)
