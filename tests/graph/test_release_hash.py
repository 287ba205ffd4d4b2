"""The fingerprint of a release depends on what is said, on every machine alike."""

from __future__ import annotations

import pyoxigraph as ox

from graph.history.snapshots import triples_hash

SAID = '<urn:a> <urn:p> [ <urn:q> "å" ] , [ <urn:q> "b" ] . <urn:b> <urn:p> _:c .'
# RDFC-1.0, sorted N-Triples, SHA-256: worked out once, so that another platform or library that differs is noticed.
KNOWN = "b7ebdd4ace4c62f4ef42487a679e2d6481ad159e6294eada90421012e36fe551"


def test_it_is_the_same_everywhere() -> None:
    """Neither the order of statements nor the names of nameless nodes count; a text does."""
    again = '_:x <urn:q> "b" . <urn:b> <urn:p> _:z . <urn:a> <urn:p> _:x , _:y . _:y <urn:q> "å" .'
    assert _hash(SAID) == _hash(again) == KNOWN
    assert _hash(SAID.replace('"b"', '"c"')) != KNOWN


def _hash(text: str) -> str:
    return triples_hash(list(ox.parse(text.encode(), ox.RdfFormat.TURTLE)))
