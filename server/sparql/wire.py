"""What the web process and a query worker say to each other over their socket.

A question is its length (four bytes, big-endian) and its marshalled fields. An answer is a row of frames: one byte
that says what it is, the length of its content, the content. Both ends are the same program on the same machine.
"""

from __future__ import annotations

import marshal
import socket
import struct
from collections.abc import Iterator
from typing import Final

from graph.errors import QueryError
from server.sparql.engine import Question

DATA: Final = b"D"
END: Final = b"E"
LAST: Final = b"L"  # the end of an answer, and of the worker
WRONG: Final = b"Q"  # the query cannot be run; the content says why
UNWRITABLE: Final = b"U"  # the answer has no such form; the content says why
FAILED: Final = b"F"  # the engine failed

_LENGTH: Final = struct.Struct(">I")
_FRAME: Final = struct.Struct(">cI")
_RECEIVE: Final = 1 << 18


def send_question(connection: socket.socket, question: Question) -> None:
    """Send ``question`` to a worker; raise OSError when it is gone."""
    fields = marshal.dumps(tuple(question))
    connection.sendall(_LENGTH.pack(len(fields)) + fields)


def receive_question(connection: socket.socket) -> Question | None:
    """Return the next question, None when the other end is gone."""
    head = _exactly(connection, _LENGTH.size)
    if head is None:
        return None
    fields = _exactly(connection, _LENGTH.unpack(head)[0])
    return None if fields is None else Question(*marshal.loads(fields))


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
        """Read from ``connection``, within the time-out it has."""
        self._connection = connection
        self._held = bytearray()

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield kind and content of each frame that is whole; stop when no more is here.

        Call again for more. Raises TimeoutError when nothing arrives, EOFError when the worker is gone.
        """
        self._receive()
        start = 0
        while len(self._held) - start >= _FRAME.size:
            kind, length = _FRAME.unpack_from(self._held, start)
            if len(self._held) - start - _FRAME.size < length:
                break
            start += _FRAME.size
            yield kind, bytes(self._held[start : start + length])
            start += length
        del self._held[:start]

    def _receive(self) -> None:
        try:
            piece = self._connection.recv(_RECEIVE)
        except ConnectionError as error:
            raise EOFError from error
        if not piece:
            raise EOFError
        self._held += piece


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    held = bytearray()
    while len(held) < size:
        piece = connection.recv(size - len(held))
        if not piece:
            return None
        held += piece
    return bytes(held)
