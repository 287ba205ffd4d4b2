"""One query worker: a process that answers one question at a time and can be lost without harm.

It is a fork of a process that holds the store, so it starts within milliseconds. The kernel ends it at the deadline
(an interval timer whose signal nobody handles) and when it asks for too much memory; it ends itself when the web
process lets go of the connection. It can open nothing, neither file nor socket, so a query that got past the guard
still fetches nothing.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Final, NoReturn

from graph.errors import NotWritable, QueryError
from graph.store import CatalogueStore
from server.sparql.engine import Question, write_answer
from server.sparql.limits import Limits
from server.sparql.wire import DATA, END, FAILED, LAST, UNWRITABLE, frame, receive_question, wrong

STACK_BYTES: Final = 256 << 20
_CONNECTION: Final = 3
# More open files than this nobody passes on; some systems allow numbers that take minutes to go through.
_FILES: Final = 1 << 16
_WATCH_SECONDS: Final = 0.1
_HEAVY_NICENESS: Final = 15
_PIECE: Final = 1 << 16
_ENDED: Final = frame(END)
_LAST: Final = frame(LAST)


def serve(connection: socket.socket, store: CatalogueStore | Path, limits: Limits) -> NoReturn:
    """Answer questions on ``connection`` from ``store`` until it closes; never return.

    A store on disk is given as its directory and opened here, since two processes must not share an open one. One
    in memory needs no files, so the process is kept from opening any.
    """
    gc.disable()
    connection = _alone(connection)
    in_memory = not isinstance(store, Path)
    worker = _Worker(connection, CatalogueStore.open(store) if isinstance(store, Path) else store, limits)
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    _limit(limits, closed=in_memory)
    worker.bounded.set()
    worker.watch(thread)


class _Worker:
    """Answers in one thread, with a deep stack; the main thread watches."""

    def __init__(self, connection: socket.socket, store: CatalogueStore, limits: Limits) -> None:
        self._connection = connection
        self._store = store
        self._limits = limits
        self._since: float | None = None
        self._spent = False
        # The limits count what the thread's stack takes, so they come after it and before its first question.
        self.bounded = threading.Event()

    def run(self) -> NoReturn:
        """Answer questions until the other end is gone, or this worker has done its part."""
        self.bounded.wait()
        try:
            for left in reversed(range(self._limits.answers_per_worker)):
                question = receive_question(self._connection)
                if question is None or not self._answer(question, may_stay=left > 0):
                    break
        finally:
            os._exit(0)

    def watch(self, thread: threading.Thread) -> NoReturn:
        """Yield to light queries once this one is heavy; end when nobody waits for its answer."""
        poll = select.poll()
        poll.register(self._connection, 0)
        while True:
            time.sleep(_WATCH_SECONDS)
            since = self._since
            if since is None:
                continue
            if poll.poll(0):
                os._exit(0)
            if not self._spent and time.monotonic() - since > self._limits.heavy_after:
                self._spent = True
                _yield_to_others(thread)

    def _answer(self, question: Question, *, may_stay: bool) -> bool:
        """Answer one question and return whether this worker takes another."""
        output = _Output(self._connection)
        self._since = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, self._limits.deadline)
        try:
            write_answer(self._store, question, output)  # type: ignore[arg-type]
            last = _ENDED if may_stay and not self._spent else _LAST
        except QueryError as error:
            last = wrong(error)
        except NotWritable as error:
            last = frame(UNWRITABLE, str(error).encode())
        except Exception:
            # The engine may hand on what the connection raised as an error of its own.
            last = frame(FAILED)
        if not output.finish(last):
            return False
        signal.setitimer(signal.ITIMER_REAL, 0)
        self._since = None
        return last is not _LAST


class _Output:
    """The file an answer is written to: frames of a good size on the connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held: list[bytes] = []
        self._size = 0

    def write(self, piece: bytes) -> int:
        """Take one piece of the answer."""
        self._held.append(piece)
        self._size += len(piece)
        if self._size >= _PIECE and not self._send(self._frame()):
            raise BrokenPipeError
        return len(piece)

    def flush(self) -> None:
        """Pieces are sent when they amount to something, and at the end."""

    def finish(self, last: bytes) -> bool:
        """Send what is held, and the frame ``last``; return whether anybody was there to take it."""
        return self._send((self._frame() if self._held else b"") + last)

    def _send(self, data: bytes) -> bool:
        try:
            self._connection.sendall(data)
        except OSError:
            return False
        return True

    def _frame(self) -> bytes:
        data = frame(DATA, b"".join(self._held))
        self._held.clear()
        self._size = 0
        return data


def _alone(connection: socket.socket) -> socket.socket:
    """Keep the connection and nothing else that was open; what the engine prints goes nowhere."""
    kept = os.dup(connection.fileno())
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(_CONNECTION):
        os.dup2(nowhere, number)
    os.dup2(kept, _CONNECTION)
    connection.detach()
    os.closerange(_CONNECTION + 1, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], _FILES))
    return socket.socket(fileno=_CONNECTION)


def _limit(limits: Limits, *, closed: bool) -> None:
    """Bound what this process may take; from here on nothing gives any of it back."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if closed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_CONNECTION + 1, _CONNECTION + 1))


def _yield_to_others(thread: threading.Thread) -> None:
    """Lower the priority of ``thread``, which only Linux has apart from its process's."""
    with contextlib.suppress(OSError):
        if sys.platform == "linux" and thread.native_id is not None:
            os.setpriority(os.PRIO_PROCESS, thread.native_id, _HEAVY_NICENESS)
        else:
            os.nice(_HEAVY_NICENESS)
