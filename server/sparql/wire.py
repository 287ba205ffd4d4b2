"""What the web process and a query worker say to each other over their socket.

A question is its length (four bytes, big-endian) and its marshalled fields, the last of which says whether it is
expected to be heavy. An answer is a row of frames: one byte that says what it is, the length of its content, the
content. Both ends are the same program on the same machine.
"""

from __future__ import annotations

import marshal
import select
import socket
import struct
from typing import Final

from graph.errors import QueryError
from server.sparql.engine import Question

DATA: Final = b"D"
END: Final = b"E"  # the end of a light answer
SLOW_END: Final = b"S"  # the end of an answer that was not light
LAST: Final = b"L"  # the end of an answer, and of the worker
HEAVY: Final = b"H"  # the query is heavy, and goes on
WRONG: Final = b"Q"  # the query cannot be run; the content says why
UNWRITABLE: Final = b"U"  # the answer has no such form; the content says why
FAILED: Final = b"F"  # the engine failed

_LENGTH: Final = struct.Struct(">I")
_FRAME: Final = struct.Struct(">cI")
# What is asked, and most answers, need no more room, and room costs time.
_RECEIVE: Final = 1 << 14
_ENDED: Final = _FRAME.pack(END, 0)
_SMALLEST: Final = _FRAME.size + len(_ENDED)
# The C structure timeval, as setsockopt takes it.
_TIMEVAL: Final = struct.Struct("@ll")


def be_patient(connection: socket.socket, seconds: float) -> None:
    """Let ``connection`` wait for the other end at most so long, in the kernel, which saves a call each time.

    Receiving then raises BlockingIOError, and sending does.
    """
    whole, part = divmod(seconds, 1)
    patience = _TIMEVAL.pack(int(whole), int(part * 1_000_000))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)


def heard(connection: socket.socket, seconds: float) -> bool:
    """Wait until the worker says something or is gone, at most so long; return whether it did."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(max(0.0, seconds * 1000)))


def send_question(connection: socket.socket, question: Question, *, heavy: bool) -> None:
    """Send ``question``, expected to be ``heavy`` or not, to a worker; raise OSError when it is gone."""
    fields = marshal.dumps((*question, heavy))
    connection.sendall(_LENGTH.pack(len(fields)) + fields)


def receive_question(connection: socket.socket) -> tuple[Question, bool] | None:
    """Return the next question and whether it is expected to be heavy, None when the other end is gone."""
    held = connection.recv(_RECEIVE)
    while len(held) < _LENGTH.size or len(held) < _LENGTH.size + _LENGTH.unpack_from(held)[0]:
        piece = connection.recv(_RECEIVE)
        if not piece:
            return None
        held += piece
    *fields, heavy = marshal.loads(memoryview(held)[_LENGTH.size :])
    return Question(*fields), heavy


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """Return one frame of an answer."""
    return _FRAME.pack(kind, len(content)) + content


def wrong(error: QueryError) -> bytes:
    """Return the frame that says what is wrong with a query."""
    return frame(WRONG, marshal.dumps((str(error), error.line, error.column)))


def query_error(content: bytes) -> QueryError:
    """Return the error that a frame of the kind WRONG tells of."""
    return QueryError(*marshal.loads(content))


class Frames:
    """The frames of one answer, as they arrive."""

    def __init__(self, connection: socket.socket) -> None:
        """Read from ``connection``, within the patience it has."""
        self._connection = connection
        self._held = b""

    def whole(self) -> bytes | None:
        """Return the content of an answer that arrives in one piece; None when there is more to it.

        What has arrived then is kept. The same errors as ``receive``, but silence is None too.
        """
        try:
            self.receive()
        except (BlockingIOError, EOFError):
            return None
        held = self._held
        if len(held) > _SMALLEST and held.endswith(_ENDED):
            kind, length = _FRAME.unpack_from(held)
            if kind == DATA and len(held) == _SMALLEST + length:
                self._held = b""
                return held[_FRAME.size : -len(_ENDED)]
        return None

    @property
    def here(self) -> bool:
        """Whether some of the next frame has arrived."""
        return bool(self._held)

    def next(self) -> tuple[bytes, bytes]:
        """Return kind and content of the next frame, waiting for it; raise the same errors as ``receive``."""
        kind, length = _FRAME.unpack(self._exactly(_FRAME.size))
        return kind, self._exactly(length) if length else b""

    def receive(self) -> None:
        """Wait for something; raise BlockingIOError when nothing arrives, EOFError when the worker is gone."""
        self._held += self._piece(_RECEIVE, 0)

    def _exactly(self, size: int) -> bytes:
        """Return the next ``size`` bytes, which come in one piece from the kernel when none are here."""
        held = self._held
        if len(held) >= size:
            self._held = held[size:]
            return held[:size]
        piece = self._piece(size - len(held), socket.MSG_WAITALL)
        if len(held) + len(piece) < size:
            raise EOFError
        self._held = b""
        return held + piece if held else piece

    def _piece(self, size: int, flags: int) -> bytes:
        try:
            piece = self._connection.recv(size, flags)
        except ConnectionError as error:
            raise EOFError from error
        if not piece:
            raise EOFError
        return piece
