"""What is imported over HTTP comes whole, within limits, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import ImportRefused
from loaders.fetching import Limits
from loaders.importing.fetching import fetch
from tests.loaders.unruly_server import TURTLE, unruly

LIMITS = Limits(connect=2.0, read=0.3, whole=0.8, size=1 << 20, redirects=3, pauses=(0.0, 0.0))
TYPES = ("text/turtle",)


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, dict[str, int]]]:
    with unruly() as found:
        yield found


def test_what_is_there_comes(address: tuple[str, dict[str, int]], tmp_path: Path) -> None:
    """Over HTTP with its type, and from a file."""
    fetched = fetch(f"{address[0]}/whole", TYPES, LIMITS)
    assert (fetched.body, fetched.media_type) == (TURTLE, "text/turtle")
    (tmp_path / "fil.ttl").write_bytes(TURTLE)
    assert fetch(str(tmp_path / "fil.ttl"), TYPES, LIMITS).body == TURTLE


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("slow", "Fikk ikke kontakt"),
        ("trickle", "sekunder"),
        ("endless", "større enn 1 MB"),
        ("wrong", "svarte med text/html"),
        ("truncated", "brutt av"),
        ("chunked", "brutt av"),
        ("loop", "i ring"),
        ("down", "503"),
        ("gone", "404"),
    ],
)
def test_a_server_that_misbehaves_is_told_of(address: tuple[str, dict[str, int]], path: str, says: str) -> None:
    """Slow, never done, too much, of another type, broken off, in circles, out of order: each in words of its own."""
    with pytest.raises(ImportRefused) as refused:
        fetch(f"{address[0]}/{path}", TYPES, LIMITS)
    assert says in refused.value.words["nb"]
    assert path in refused.value.words["en"]
    assert set(refused.value.words) == {"nb", "nn", "en"}


def test_what_may_pass_is_tried_again(address: tuple[str, dict[str, int]]) -> None:
    """A server that fails twice and then answers has answered; what is not there is not asked for again and again."""
    assert fetch(f"{address[0]}/later", TYPES, LIMITS).body == TURTLE
    assert address[1]["/later"] == 3
    with pytest.raises(ImportRefused):
        fetch(f"{address[0]}/gone", TYPES, LIMITS)
    asked = address[1]["/gone"]
    with pytest.raises(ImportRefused):
        fetch(f"{address[0]}/gone", TYPES, LIMITS)
    assert address[1]["/gone"] == asked + 1


def test_nobody_at_the_address(tmp_path: Path) -> None:
    """An address where nobody answers, a file that is not there, and one that is too large."""
    with pytest.raises(ImportRefused, match="3 forsøk"):
        fetch("http://127.0.0.1:9/fil.ttl", TYPES, LIMITS)
    with pytest.raises(ImportRefused, match="finnes ikke"):
        fetch(str(tmp_path / "finnes-ikke.ttl"), TYPES, LIMITS)
    (tmp_path / "stor.ttl").write_bytes(b"#" * (LIMITS.size + 1))
    with pytest.raises(ImportRefused, match="større enn"):
        fetch(str(tmp_path / "stor.ttl"), TYPES, LIMITS)
