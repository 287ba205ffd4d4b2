"""Queries in processes of their own: what a query does to its worker, it does to nobody else.

Workers are forks of a nursery (server.sparql.nursery) that holds the store in memory. Each is asked one question at
a time over its own socket; one that is lost is replaced from the nursery within milliseconds.

Quick and heavy queries have places of their own. A query starts among the quick ones and moves when it proves heavy;
one that proved heavy before starts among the heavy. So no number of heavy queries keeps a quick one waiting long.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import EngineBusy, EngineStopped, NotWritable, QueryTooSlow, StoreMissing
from server.operating.measured import BUSY, PLACES, WAITING
from server.sparql.engine import Question
from server.sparql.limits import Limits
from server.sparql.nursery import HIRE, READY, arguments
from server.sparql.wire import DATA, END, LAST, UNWRITABLE, WRONG, Frames, be_patient, query_error, send_question

_LOADING_SECONDS: Final = 600.0
_GRACE: Final = 1.0
# The worker's timer and this process's clock may differ by this much.
_CLOCKS: Final = 0.05
_REMEMBERED: Final = 4096


class QueryPool:
    """A query engine whose workers can be lost (see QueryEngine)."""

    frozen = True

    def __init__(self, folder: Path, limits: Limits, *, in_memory: bool = True) -> None:
        """Answer from the store directory ``folder``; raise StoreMissing when it cannot be read.

        ``in_memory`` is several times faster and takes about 1,300 bytes per quad; without it, workers read the disk.
        """
        self._limits = limits
        self._nursery = Nursery(folder, limits, in_memory=in_memory)
        self._idle: deque[socket.socket] = deque()
        self._closed = False
        self._quick = _Places("quick", limits.workers, limits)
        self._heavy = _Places("heavy", limits.heavy, limits)
        self._known_heavy: OrderedDict[int, None] = OrderedDict()
        for _ in range(limits.workers):
            self._idle.append(self._nursery.hire())

    def answer(self, question: Question) -> Iterator[bytes]:
        """Give the serialised answer (see QueryEngine); a small one is here before this returns."""
        turn = _Turn(self._heavy if hash(question) in self._known_heavy else self._quick, self._heavy)
        try:
            connection = self._worker()
        except BaseException:
            turn.over()
            raise
        frames = Frames(connection)
        started = time.monotonic()
        try:
            send_question(connection, question)
            whole = frames.whole()
        except BaseException as error:
            self._release(connection, kept=False)
            turn.over()
            if isinstance(error, OSError):
                raise EngineStopped("the worker is gone") from error
            raise
        if whole is not None:
            self._release(connection, kept=True)
            turn.over()
            return iter((whole,))
        rest = self._rest(connection, frames, question, turn, started)
        # Begun, so that it lets go of the worker also when nobody takes a piece.
        next(rest)
        return rest

    def _rest(
        self, connection: socket.socket, frames: Frames, question: Question, turn: _Turn, started: float
    ) -> Iterator[bytes]:
        """Yield nothing once, then an answer that takes its time."""
        kept = False
        try:
            yield b""
            for kind, content in self._waited(connection, frames, question, turn, started):
                if kind == DATA:
                    yield content
                    continue
                kept = kind == END or (kind in (WRONG, UNWRITABLE) and not turn.heavy)
                if kind == WRONG:
                    raise query_error(content)
                if kind == UNWRITABLE:
                    raise NotWritable(content.decode())
                if kind not in (END, LAST):
                    raise EngineStopped("the engine failed")
        finally:
            self._release(connection, kept=kept)
            turn.over()

    def close(self) -> None:
        """Let the nursery and the idle workers go; queries under way end on their own."""
        self._closed = True
        self._quick.close()
        self._heavy.close()
        self._nursery.close()
        while self._idle:
            self._idle.pop().close()

    def _waited(
        self, connection: socket.socket, frames: Frames, question: Question, turn: _Turn, started: float
    ) -> Iterator[tuple[bytes, bytes]]:
        """Yield the frames of the answer to its end; move the query among the heavy ones when it is."""
        while True:
            for kind, content in frames:
                yield kind, content
                if kind != DATA:
                    return
            if not turn.heavy and time.monotonic() - started > self._limits.heavy_after:
                self._remember(question)
                turn.move()
                be_patient(connection, self._limits.deadline + _GRACE)
            try:
                frames.receive()
            except BlockingIOError as error:
                if time.monotonic() - started > self._limits.deadline:
                    raise QueryTooSlow(str(self._limits.deadline)) from error
            except EOFError as error:
                if time.monotonic() - started > self._limits.deadline - _CLOCKS:
                    raise QueryTooSlow(str(self._limits.deadline)) from error
                raise EngineStopped("the worker is gone") from error

    def _remember(self, question: Question) -> None:
        self._known_heavy[hash(question)] = None
        while len(self._known_heavy) > _REMEMBERED:
            with contextlib.suppress(KeyError):
                self._known_heavy.popitem(last=False)

    def _worker(self) -> socket.socket:
        """Return the connection of a worker that waits for a question."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return self._nursery.hire()
            if _alive(connection):
                return connection
            connection.close()

    def _release(self, connection: socket.socket, *, kept: bool) -> None:
        """Keep a worker that is done with its answer; let go of one that is not, and it ends.

        Its successor is asked for at once, so that it stands ready for the next query.
        """
        if not kept and not self._closed:
            connection.close()
            with contextlib.suppress(EngineStopped):
                connection = self._nursery.hire()
                kept = True
        if kept and not self._closed:
            self._idle.append(connection)
        else:
            connection.close()


class Nursery:
    """The process that workers are forked from, seen from the web process; started again when it is lost."""

    def __init__(self, folder: Path, limits: Limits, *, in_memory: bool) -> None:
        """Start it and wait until it has the store; raise StoreMissing when it cannot read ``folder``."""
        self._folder = folder
        self._limits = limits
        self._in_memory = in_memory
        self._lock = threading.Lock()
        self._process, self._control = self._start()

    def hire(self) -> socket.socket:
        """Return the connection of a new worker; raise EngineStopped when the nursery is lost for good."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                be_patient(ours, self._limits.heavy_after)
                if self._process.poll() is not None:
                    self._control.close()
                    self._process, self._control = self._start()
                socket.send_fds(self._control, [HIRE], [theirs.fileno()])
            except (OSError, StoreMissing) as error:
                ours.close()
                raise EngineStopped("no workers") from error
        return ours

    def close(self) -> None:
        """End the process."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
            return
        self._process.kill()
        self._process.wait()

    def _start(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                arguments(theirs, self._folder, self._limits, in_memory=self._in_memory),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env=os.environ | {"RUST_BACKTRACE": "0"},
            )
        ours.settimeout(_LOADING_SECONDS)
        if ours.recv(1) != READY:
            process.wait()
            ours.close()
            raise StoreMissing(str(self._folder))
        ours.settimeout(None)
        return process, ours


class _Places:
    """A number of places, and a queue of bounded length and patience in front of them."""

    def __init__(self, kind: str, number: int, limits: Limits) -> None:
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
            if self._waiting >= self._limits.queue_length:
                raise EngineBusy(self._limits.retry_after)
            self._waiting += 1
        WAITING.inc()
        try:
            if not self._free.acquire(timeout=self._limits.queue_seconds):
                raise EngineBusy(self._limits.retry_after)
            self._busy.inc()
        finally:
            WAITING.dec()
            with self._lock:
                self._waiting -= 1

    def take_now(self) -> None:
        """Take a place without waiting; raise EngineBusy when there is none."""
        if not self._free.acquire(blocking=False):
            raise EngineBusy(self._limits.retry_after)
        self._busy.inc()

    def leave(self) -> None:
        """Give the place back."""
        self._busy.dec()
        self._free.release()

    def close(self) -> None:
        """Have no more places to measure."""
        self._measured.dec(self._number)


class _Turn:
    """The place one query has, first among the quick ones, then perhaps among the heavy."""

    def __init__(self, first: _Places, heavy: _Places) -> None:
        first.take()
        self._place = first
        self._heavy = heavy

    @property
    def heavy(self) -> bool:
        """Whether the query has a place among the heavy ones."""
        return self._place is self._heavy

    def move(self) -> None:
        """Take a place among the heavy ones and leave the quick one; raise EngineBusy when there is none."""
        self._heavy.take_now()
        self._place.leave()
        self._place = self._heavy

    def over(self) -> None:
        """Leave the place."""
        self._place.leave()


def _alive(connection: socket.socket) -> bool:
    """Return whether a worker that has been asked nothing is silent, as it should be, and not gone."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return not poll.poll(0)
