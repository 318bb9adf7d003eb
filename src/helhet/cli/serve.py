"""Serve the pages of this installation until stopped.

Beside it runs `helhet work`, which delivers messages; `--work` starts one too, for a machine that has
nobody to look after two. Behind a proxy that speaks TLS: see docs/how-to/run-an-installation.md.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys

from helhet.cli.errors import UsageError

HELP = "serve the pages until stopped"
EXAMPLES = """\
  helhet serve                          on this machine, port 8000 (or PORT)
  helhet serve --port 8080 --workers 4  with more processes, behind a proxy on this machine
  helhet serve --work                   and deliver messages as well
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--host", default="127.0.0.1", help="default: this machine alone")
    parser.add_argument("--port", type=int, help="default: PORT, or 8000")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--threads", type=int, default=4, help="in each of them (default: 4)")
    parser.add_argument("--work", action="store_true", help="run `helhet work` beside it")


def run(arguments: argparse.Namespace) -> int:
    """Serve; return 0 when stopped."""
    from helhet.cli import live

    live.start()
    port = port_of(arguments.port)
    return serve_pages(
        arguments.host,
        port,
        workers=arguments.workers,
        threads=arguments.threads,
        works=arguments.work,
    )


def port_of(told: int | None) -> int:
    """Return the port that was told, or that PORT names, or 8000; raise UsageError for what is none."""
    text = os.environ.get("PORT", "8000") if told is None else str(told)
    if not (text.isdecimal() and 1 <= int(text) <= 65_535):
        raise UsageError(f"{text!r} is no port. Write a number from 1 to 65535.")
    return int(text)


def serve_pages(host: str, port: int, *, workers: int = 2, threads: int = 4, works: bool) -> int:
    """Serve until stopped, with a worker for messages beside it if asked."""
    from helhet.site.serving import serve

    _refuse_taken(host, port)
    beside = _worker() if works else None
    shown = "localhost" if host in ("127.0.0.1", "::1") else host
    try:
        return serve(f"{host}:{port}", workers, threads, lambda: _tell(f"http://{shown}:{port}/"))
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait()


def _tell(address: str) -> None:
    sys.stdout.write(f"Serving on {address} — stop with Ctrl-C.\n")
    sys.stdout.flush()


def _worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "helhet.cli", "work"], stdin=subprocess.DEVNULL)


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"Port {port} of {host} cannot be used ({error.strerror}). Stop what uses it, or name another: --port, or PORT."
            ) from None
