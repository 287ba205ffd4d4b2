from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from graph.errors import EngineStopped, QueryTooLarge
from server.sparql.answer_body import IN_MEMORY, collect, compressed
from server.sparql.http_messages import FileBody


def test_small_answers_stay_in_memory() -> None:
    """An answer of ordinary size never touches the disk."""
    body = collect([b"fra", b"v", "ær".encode()], 100)
    assert (body.size, body.data, body.file) == (7, "fravær".encode(), None)


def test_large_answers_go_to_a_file() -> None:
    """An answer beyond the memory allowed for one is whole again when read from its file."""
    pieces = [bytes([n]) * 100_000 for n in range(30)]
    body = collect(pieces, IN_MEMORY * 10)
    assert body.data is None
    assert body.size == 3_000_000
    assert b"".join(body.pieces()) == b"".join(pieces)
    body.close()


def test_answers_beyond_the_limit_are_given_up() -> None:
    """The engine is not listened to any longer than the limit allows."""
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 1000

    with pytest.raises(QueryTooLarge):
        collect(endless(), 10_000)
    assert taken == 11


def test_an_engine_that_stops_halfway_gives_no_answer() -> None:
    """What arrived before an error is never taken for the answer."""

    def stops() -> Iterator[bytes]:
        yield b"x" * (IN_MEMORY + 1)
        raise EngineStopped("the worker is gone")

    with pytest.raises(EngineStopped):
        collect(stops(), IN_MEMORY * 2)


@pytest.mark.parametrize("size", [10, IN_MEMORY + 10])
def test_compressed(size: int) -> None:
    """Gzip gives the same bytes back, from memory and from a file."""
    text = ("sykefravær og årsverk " * size).encode()[:size]
    body = compressed(collect([text], size))
    assert gzip.decompress(b"".join(body.pieces())) == text
    assert body.size == len(b"".join(body.pieces()))
    body.close()


def test_file_is_closed_once() -> None:
    """A server that closes twice gives its place back once."""
    done: list[int] = []
    body = collect([b"x" * (IN_MEMORY + 1)], IN_MEMORY * 2)
    assert body.file is not None
    answer = FileBody(body.file, lambda: done.append(1))
    assert sum(len(piece) for piece in answer) == body.size
    answer.close()
    answer.close()
    assert done == [1]
