"""How many queries of a kind run at once, who waits for their turn, and how one moves when it proves heavy."""

from __future__ import annotations

import socket
import threading
import time
from typing import Final

from graph.errors import EngineBusy
from server.operating.measured import BUSY, PLACES, WAITING
from server.sparql.limits import Limits
from server.sparql.wire import heard

# How often a heavy query that waits for a place looks for one.
_LOOK_SECONDS: Final = 0.02


class Places:
    """A number of places, and a queue of bounded length and patience in front of them."""

    def __init__(self, kind: str, number: int, queue_length: int, limits: Limits) -> None:
        """Have ``number`` places for queries of ``kind``; ``queue_length`` may wait."""
        self._queue_length = queue_length
        self._free = threading.Semaphore(number)
        self._number = number
        self._measured = PLACES.labels(kind)
        self._measured.inc(number)
        self._busy = BUSY.labels(kind)
        self._limits = limits
        self._waiting = 0
        self._lock = threading.Lock()

    def take(self) -> None:
        """Take a place; raise EngineBusy when the queue is full or does not move."""
        if self._free.acquire(blocking=False):
            self._busy.inc()
            return
        with self._lock:
            if self._waiting >= self._queue_length:
                raise self.full
            self._waiting += 1
        WAITING.inc()
        try:
            if not self._free.acquire(timeout=self._limits.queue_seconds):
                raise self.full
            self._busy.inc()
        finally:
            WAITING.dec()
            with self._lock:
                self._waiting -= 1

    def take_now(self) -> bool:
        """Take a place if there is one; return whether there was."""
        taken = self._free.acquire(blocking=False)
        if taken:
            self._busy.inc()
        return taken

    @property
    def full(self) -> EngineBusy:
        """The error that says that there is no place."""
        return EngineBusy(self._limits.retry_after)

    def leave(self) -> None:
        """Give the place back."""
        self._busy.dec()
        self._free.release()

    def close(self) -> None:
        """Have no more places to measure."""
        self._measured.dec(self._number)


class Turn:
    """The place one query has, first among its like, then perhaps among the heavy."""

    def __init__(self, first: Places, heavy: Places) -> None:
        """Take a place among ``first``; raise EngineBusy when there is none."""
        first.take()
        self._place = first
        self._heavy = heavy
        self._until: float | None = None

    @property
    def heavy(self) -> bool:
        """Whether the query has a place among the heavy ones."""
        return self._place is self._heavy

    def move_until(self, moment: float) -> None:
        """Say that the query is to have a place among the heavy ones before ``moment``."""
        if not self.heavy:
            self._until = moment

    def settle(self, connection: socket.socket) -> None:
        """Take the place that the query is to have, or wait until more of the answer is there.

        Raises EngineBusy when there has been no place in time.
        """
        if self._until is None:
            return
        while not self._heavy.take_now():
            if time.monotonic() > self._until:
                raise self._heavy.full
            if heard(connection, _LOOK_SECONDS):
                return
        self._place.leave()
        self._place, self._until = self._heavy, None

    def over(self) -> None:
        """Leave the place."""
        self._place.leave()
