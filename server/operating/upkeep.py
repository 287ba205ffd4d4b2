"""What a worker process does beside answering: stop when its parent is gone, and close connections where nothing moves.

The HTTP server closes a connection that is slow with its header fields or unused. One that stops in the middle, of the
content it sends or of the answer it reads, and one whose other end vanished without a word, it keeps for ever; here
they are found by what the kernel knows of them, and closed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from server.settings import Settings

_STEP_SECONDS: Final = 1.0
# How long more than any answer may take a connection may be silent.
_SLACK_SECONDS: Final = 10
# Linux, struct tcp_info (linux/tcp.h): milliseconds since something was sent, and since something was received.
_INFO_BYTES: Final = 60
_SILENT_SINCE: Final = ((44, 48), (52, 56))


def keep_up(settings: Settings) -> None:
    """Begin, in a thread of its own; for the process that answers with ``settings``."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        threading.Thread(target=_keep_up, args=(settings, parent.pid), daemon=True).start()


def _keep_up(settings: Settings, parent: int) -> None:
    patience = max(settings.query_seconds, settings.body_seconds, settings.header_seconds) + _SLACK_SECONDS
    while os.getppid() == parent:
        time.sleep(_STEP_SECONDS)
        close_silent(settings.port, patience)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(settings.stop_seconds)
    os._exit(1)


def close_silent(port: int, seconds: float) -> int:
    """Close this process's connections to ``port`` where nothing has moved for ``seconds``; returns how many."""
    closed = 0
    for connection in _connections(port):
        with connection, suppress(OSError):
            if _silent(connection) > seconds:
                connection.shutdown(socket.SHUT_RDWR)
                closed += 1
    return closed


def _connections(port: int) -> Iterator[socket.socket]:
    """Yield a handle of each accepted connection; none where the system does not tell."""
    if not hasattr(socket, "TCP_INFO") or not os.path.isdir("/proc/self/fd"):  # noqa: PTH112
        return
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
        with suppress(OSError):
            if not os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):  # noqa: PTH115
                continue
            handle = socket.socket(fileno=os.dup(int(name)))
            if _accepted(handle, port):
                yield handle
            else:
                handle.close()


def _accepted(handle: socket.socket, port: int) -> bool:
    if handle.family not in (socket.AF_INET, socket.AF_INET6) or handle.type != socket.SOCK_STREAM:
        return False
    with suppress(OSError):
        # A socket that listens has no other end.
        return handle.getsockname()[1] == port and bool(handle.getpeername())
    return False


def _silent(connection: socket.socket) -> float:
    """Return the seconds since anything was sent or received."""
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    return min(int.from_bytes(info[start:end], sys.byteorder) for start, end in _SILENT_SINCE) / 1000
