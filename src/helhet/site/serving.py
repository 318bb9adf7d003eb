"""The server of pages: gunicorn, told what this program needs and nothing more."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Semaphore
from typing import Any, Final

from gunicorn.app.base import BaseApplication

AT_ONCE: Final = 2
"""How many requests a process works on at once. Own choice: one thread waits for the database while another counts; more
of them take the interpreter from each other at each row that is read, and all are slower."""


class Server(BaseApplication):  # type: ignore[misc]
    """Worker processes that answer pages until they are stopped (SIGTERM, Ctrl-C)."""

    def __init__(self, address: str, workers: int, threads: int, ready: Callable[[], None]) -> None:
        self._address, self._workers, self._threads = address, workers, threads
        self._ready = ready
        super().__init__()

    def load_config(self) -> None:
        """Tell the library where to listen, and with how many."""
        told = {
            "bind": self._address,
            "workers": self._workers,
            "threads": self._threads,
            "control_socket_disable": True,
            "graceful_timeout": 10,
            # A connection kept open binds whoever asks to one process, however busy: each request goes to one that is
            # free, and no proxy sends on a connection that has just been closed.
            "keepalive": 0,
            # Read once, before the processes part: none makes its first readers wait, and they share the memory.
            "preload_app": True,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "loglevel": "warning",
            "when_ready": lambda _server: self._ready(),
            "proc_name": "helhet",
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return what answers, with all pathways read."""
        from helhet.record.pathways import names, table_of
        from helhet.site.wsgi import application

        for name in names():
            table_of(name)
        return few_at_once(application)


def few_at_once(application: Any) -> Any:
    """Return an application that works on few requests at once; the others wait in their threads."""
    turn = Semaphore(AT_ONCE)

    def answer(environ: dict[str, Any], start: Any) -> Any:
        with turn:
            return application(environ, start)

    return answer


def serve(address: str, workers: int, threads: int, ready: Callable[[], None]) -> int:
    """Serve until stopped; call `ready` when it listens. Return the exit code."""
    from django.db import connections

    connections.close_all()  # a connection is no good in two processes
    try:
        Server(address, workers, threads, ready).run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
    return 0
