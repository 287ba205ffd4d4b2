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
from server.sparql.wire import DATA, END, FAILED, HEAVY, LAST, SLOW_END, UNWRITABLE, frame, receive_question, wrong

STACK_BYTES: Final = 256 << 20
_CONNECTION: Final = 3
# More open files than this nobody passes on; some systems allow numbers that take minutes to go through.
_FILES: Final = 1 << 16
_WATCH_SECONDS: Final = 0.1
_HEAVY_NICENESS: Final = 15
_PIECE: Final = 1 << 16
_ENDED: Final = frame(END)
_ENDED_SLOWLY: Final = frame(SLOW_END)
_LAST: Final = frame(LAST)
_HEAVY: Final = frame(HEAVY)


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
    signal.signal(signal.SIGPROF, lambda *_: worker.proved_heavy())
    # The thread that runs queries leaves the signal to the one that watches.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF})
    threading.Thread(target=worker.run, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})
    _limit(limits, closed=in_memory)
    worker.bounded.set()
    worker.watch()


class _Worker:
    """Answers in one thread, with a deep stack; the main thread watches."""

    def __init__(self, connection: socket.socket, store: CatalogueStore, limits: Limits) -> None:
        self._connection = connection
        self._store = store
        self._limits = limits
        self._busy = False
        self._spent = False
        self._thread = 0
        # Held to send, and to change what is sent.
        self._sending = threading.Lock()
        # The limits count what the thread's stack takes, so they come after it and before its first question.
        self.bounded = threading.Event()

    def run(self) -> NoReturn:
        """Answer questions until the other end is gone, or this worker has done its part."""
        self._thread = threading.get_native_id()
        self.bounded.wait()
        try:
            for left in reversed(range(self._limits.answers_per_worker)):
                asked = receive_question(self._connection)
                if asked is None or not self._answer(*asked, may_stay=left > 0):
                    break
        finally:
            os._exit(0)

    def watch(self) -> NoReturn:
        """End when nobody waits for the answer."""
        poll = select.poll()
        poll.register(self._connection, 0)
        while True:
            time.sleep(_WATCH_SECONDS)
            if self._busy and poll.poll(0):
                os._exit(0)

    def proved_heavy(self) -> None:
        """Yield to all others, and say that the query is heavy; called when it has taken the time that makes it so."""
        with self._sending:
            if self._busy and not self._spent:
                self._yield_to_others()
                with contextlib.suppress(OSError):
                    self._connection.sendall(_HEAVY)

    def _answer(self, question: Question, heavy: bool, *, may_stay: bool) -> bool:
        """Answer one question and return whether this worker takes another."""
        output = _Output(self._connection, self._sending)
        self._busy = True
        signal.setitimer(signal.ITIMER_REAL, self._limits.deadline)
        if heavy:
            self._yield_to_others()
        else:
            signal.setitimer(signal.ITIMER_PROF, self._limits.heavy_after)
        started = time.thread_time()
        try:
            write_answer(self._store, question, output)  # type: ignore[arg-type]
            enough = self._limits.heavy_after if heavy else self._limits.light_within
            last = _ENDED if time.thread_time() - started < enough else _ENDED_SLOWLY
        except QueryError as error:
            last = wrong(error)
        except NotWritable as error:
            last = frame(UNWRITABLE, str(error).encode())
        except Exception:
            # The engine may hand on what the connection raised as an error of its own.
            last = frame(FAILED)
        if not may_stay:
            self._spent = True
        with self._sending:
            self._busy = False
            if self._spent and not heavy and last in (_ENDED, _ENDED_SLOWLY):
                last = _LAST
            if not output.finish(last):
                return False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        return not self._spent

    def _yield_to_others(self) -> None:
        """Lower the priority of the thread that runs queries, for good; only Linux has one apart from its process's."""
        self._spent = True
        with contextlib.suppress(OSError):
            if sys.platform == "linux":
                os.setpriority(os.PRIO_PROCESS, self._thread, _HEAVY_NICENESS)
            else:
                os.nice(_HEAVY_NICENESS)


class _Output:
    """The file an answer is written to: frames of a good size on the connection."""

    def __init__(self, connection: socket.socket, sending: threading.Lock) -> None:
        self._connection = connection
        self._sending = sending
        self._held: list[bytes] = []
        self._size = 0

    def write(self, piece: bytes) -> int:
        """Take one piece of the answer."""
        self._held.append(piece)
        self._size += len(piece)
        if self._size >= _PIECE:
            with self._sending:
                if not self._send(self._frame()):
                    raise BrokenPipeError
        return len(piece)

    def flush(self) -> None:
        """Pieces are sent when they amount to something, and at the end."""

    def finish(self, last: bytes) -> bool:
        """Send what is held, and the frame ``last``; the caller holds the lock. Return whether anybody took it."""
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
