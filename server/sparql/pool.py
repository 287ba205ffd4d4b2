"""Queries in processes of their own: what a query does to its worker, it does to nobody else.

Workers are forks of a nursery (server.sparql.nursery) that holds the store in memory. Each is asked one question at
a time over its own socket; one that is lost is replaced from the nursery within milliseconds.

Light and heavy queries have places of their own, and so have those of which nothing is known. One of these moves when
it proves heavy; one whose like proved light or heavy before (server.sparql.experience) starts among its like. So no
number of heavy queries keeps a light one waiting, and they run on what the others leave of the processor.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import EngineStopped, NotWritable, QueryTooSlow, StoreMissing
from server.sparql.engine import Question
from server.sparql.experience import Experience, Weight, shape_of
from server.sparql.limits import Limits
from server.sparql.nursery import HIRE, READY, arguments
from server.sparql.places import Places, Turn
from server.sparql.wire import (
    DATA,
    END,
    HEAVY,
    LAST,
    SLOW_END,
    UNWRITABLE,
    WRONG,
    Frames,
    be_patient,
    heard,
    query_error,
    send_question,
)

_LOADING_SECONDS: Final = 600.0
# The worker's timer and this process's clock may differ by this much.
_CLOCKS: Final = 0.05
# After these a worker takes another question, unless it has been told that this one was heavy.
_REUSABLE: Final = frozenset((END, SLOW_END, WRONG, UNWRITABLE))


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
        others = min(limits.heavy_queue, limits.queue_length)
        self._heavy = Places("heavy", limits.heavy, others, limits)
        self._places = {
            Weight.LIGHT: Places("light", limits.workers, limits.queue_length, limits),
            Weight.MIXED: Places("unproven", limits.unproven, others, limits),
            Weight.HEAVY: self._heavy,
        }
        self._experience = Experience()
        for _ in range(limits.workers):
            self._idle.append(self._nursery.hire())

    def answer(self, question: Question) -> Iterator[bytes]:
        """Give the serialised answer (see QueryEngine); a small one is here before this returns."""
        shape = shape_of(question.query)
        turn = Turn(self._places[self._experience.weight(shape)], self._heavy)
        try:
            connection = self._worker()
        except BaseException:
            turn.over()
            raise
        frames = Frames(connection)
        started = time.monotonic()
        try:
            send_question(connection, question, heavy=turn.heavy)
            whole = frames.whole()
        except BaseException as error:
            self._release(connection, kept=False)
            turn.over()
            if isinstance(error, OSError):
                raise EngineStopped("the worker is gone") from error
            raise
        if whole is not None:
            self._release(connection, kept=not turn.heavy)
            turn.over()
            self._experience.learn(shape, Weight.LIGHT)
            return iter((whole,))
        rest = self._rest(connection, frames, shape, turn, started)
        # Begun, so that it lets go of the worker also when nobody takes a piece.
        next(rest)
        return rest

    def _rest(
        self, connection: socket.socket, frames: Frames, shape: int, turn: Turn, started: float
    ) -> Iterator[bytes]:
        """Yield nothing once, then an answer that takes its time."""
        kept = False
        try:
            yield b""
            for kind, content in self._waited(connection, frames, turn, started):
                if kind == HEAVY:
                    self._experience.learn(shape, Weight.HEAVY)
                    turn.move_until(time.monotonic() + self._limits.patience)
                    continue
                if kind == DATA:
                    yield content
                    continue
                kept = kind in _REUSABLE and not turn.heavy
                if kind == END:
                    self._experience.learn(shape, Weight.LIGHT)
                if kind == WRONG:
                    raise query_error(content)
                if kind == UNWRITABLE:
                    raise NotWritable(content.decode())
                if kind not in (END, SLOW_END, LAST):
                    raise EngineStopped("the engine failed")
        finally:
            self._release(connection, kept=kept)
            turn.over()

    def close(self) -> None:
        """Let the nursery and the idle workers go; queries under way end on their own."""
        self._closed = True
        for places in self._places.values():
            places.close()
        self._nursery.close()
        while self._idle:
            self._idle.pop().close()

    def _waited(
        self, connection: socket.socket, frames: Frames, turn: Turn, started: float
    ) -> Iterator[tuple[bytes, bytes]]:
        """Yield the frames of the answer to its end."""
        kind = DATA
        while kind in (DATA, HEAVY):
            if not frames.here:
                turn.settle(connection)
                # A worker that yields to others may also end late.
                if not heard(connection, started + self._limits.deadline + _CLOCKS - time.monotonic()):
                    raise QueryTooSlow(str(self._limits.deadline))
            try:
                kind, content = frames.next()
            except BlockingIOError as error:
                raise QueryTooSlow(str(self._limits.deadline)) from error
            except EOFError as error:
                if time.monotonic() - started > self._limits.deadline - _CLOCKS:
                    raise QueryTooSlow(str(self._limits.deadline)) from error
                raise EngineStopped("the worker is gone") from error
            yield kind, content

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
                be_patient(ours, self._limits.deadline + _CLOCKS)
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


def _alive(connection: socket.socket) -> bool:
    """Return whether a worker that has been asked nothing is silent, as it should be, and not gone."""
    return not heard(connection, 0)
