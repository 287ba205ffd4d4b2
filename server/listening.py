"""The address a server listens on: whether it can, being the only one that does, and telling when it answers."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

# How long the server's own loop stands still for one that does not answer.
_PATIENCE_SECONDS: Final = 0.2


@contextmanager
def alone(host: str, port: int) -> Iterator[None]:
    """Be the only server on the address as long as the block runs.

    Raises OSError when nobody can listen on it, or another does or is about to. Servers may share a port (their worker
    processes do), so that it is free is not enough: two that start at once would both find it so.
    """
    kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with _claim(f"begrep-{address[:2]!r}" if port else ""):
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            # As the server itself does: a port that was closed a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name != "nt")
            probe.bind(address)
        yield


@contextmanager
def _claim(name: str) -> Iterator[None]:
    """Hold a name that only one process of the machine can; the system takes it back however the process ends."""
    if not name or sys.platform != "linux":
        yield
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as claim:
        try:
            claim.bind("\0" + name)
        except OSError as error:
            # A system that has no such names is no reason not to start.
            if error.errno == errno.EADDRINUSE:
                raise
        yield


def once_it_answers(host: str, port: int, tell: Callable[[], None]) -> Callable[[], None]:
    """Return what is to be called again and again: it calls ``tell`` once, when the address can be connected to.

    No thread does it: the server makes its worker processes by forking, which a thread that writes must not meet.
    """
    told = False

    def look() -> None:
        nonlocal told
        if told:
            return
        with suppress(OSError), socket.create_connection((host, port), timeout=_PATIENCE_SECONDS):
            told = True
            tell()

    return look
