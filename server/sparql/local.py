"""Queries in the web process itself, where processes cannot be forked: guards and limits, but no isolation.

Each query has a thread of its own with a deep stack, since the engine's depth is bounded by the stack alone. At the
deadline the client is told so and the thread is left behind: the engine cannot be interrupted. Such threads keep
their place until they end, so there are never more of them than there are places.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import Final

from graph.errors import EngineBusy, QueryTooSlow
from graph.store import CatalogueStore
from server.sparql.engine import Question, write_answer
from server.sparql.limits import Limits

STACK_BYTES: Final = 64 << 20
_PIECES: Final = 32
_END: Final = b""


class _GivenUp(Exception):
    """Nobody waits for the answer any more."""


class LocalEngine:
    """A query engine in this process."""

    frozen = True

    def __init__(self, store: CatalogueStore, limits: Limits) -> None:
        """Answer from ``store`` within ``limits``."""
        self._store = store
        self._limits = limits
        self._places = threading.BoundedSemaphore(limits.workers)
        # The stack's size is set for all threads at once; it must not leak into others'.
        self._starting = threading.Lock()

    def answer(self, question: Question) -> Iterator[bytes]:
        """Yield the serialised answer (see QueryEngine)."""
        if not self._places.acquire(timeout=self._limits.queue_seconds):
            raise EngineBusy(self._limits.retry_after)
        deadline = time.monotonic() + self._limits.deadline
        run = _Run(self._store, question)
        self._start(run)
        try:
            while True:
                try:
                    piece = run.pieces.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise QueryTooSlow(str(self._limits.deadline)) from None
                if isinstance(piece, Exception):
                    raise piece
                if piece is _END:
                    return
                yield piece
        finally:
            run.given_up.set()

    def close(self) -> None:
        """Nothing is kept running."""

    def _start(self, run: _Run) -> None:
        def work() -> None:
            try:
                run.work()
            finally:
                self._places.release()

        with self._starting:
            before = threading.stack_size(STACK_BYTES)
            try:
                threading.Thread(target=work, name="query", daemon=True).start()
            finally:
                threading.stack_size(before)


class _Run:
    """One query on its way; also the file its answer is written to."""

    def __init__(self, store: CatalogueStore, question: Question) -> None:
        self._store = store
        self._question = question
        self.pieces: queue.Queue[bytes | Exception] = queue.Queue(_PIECES)
        self.given_up = threading.Event()

    def work(self) -> None:
        """Run the query to its end and hand on its answer, its error, or nothing when nobody waits."""
        try:
            write_answer(self._store, self._question, self)  # type: ignore[arg-type]
            self._put(_END)
        except _GivenUp:
            return
        except Exception as error:
            # Its frames hold the engine's result, which aborts the process when another thread lets go of it.
            error.__traceback__ = error.__cause__ = error.__context__ = None
            self._put(error)

    def write(self, piece: bytes) -> int:
        """Hand on one piece; the engine stops when this raises."""
        self._put(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def _put(self, piece: bytes | Exception) -> None:
        while not self.given_up.is_set():
            try:
                self.pieces.put(piece, timeout=0.1)
            except queue.Full:
                continue
            return
        raise _GivenUp
