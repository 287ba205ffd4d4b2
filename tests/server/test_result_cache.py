from __future__ import annotations

from server.sparql.result_cache import ResultCache


def test_keeps_and_returns() -> None:
    """An answer is found again under its key, and only there."""
    cache = ResultCache(100)
    cache.put("sykefravær", b"42")
    assert cache.get("sykefravær") == b"42"
    assert cache.get("årsverk") is None


def test_least_recently_used_goes_first() -> None:
    """When space runs out, the answer nobody asked for longest makes room."""
    cache = ResultCache(100)
    for name in ("a", "b", "c", "d"):
        cache.put(name, name.encode() * 25)
    assert cache.get("a") is not None
    cache.put("e", b"e" * 25)
    assert cache.get("b") is None
    assert cache.get("a") is not None
    assert len(cache) == 4


def test_large_answers_are_not_kept() -> None:
    """One answer never drives all others out."""
    cache = ResultCache(100)
    cache.put("liten", b"x")
    cache.put("stor", b"x" * 26)
    assert cache.get("stor") is None
    assert cache.get("liten") == b"x"


def test_replacing_an_answer_frees_its_space() -> None:
    """An answer put twice takes space once."""
    cache = ResultCache(100)
    for _ in range(50):
        cache.put("a", b"x" * 20)
    cache.put("b", b"y" * 20)
    assert cache.get("a") is not None
    assert cache.get("b") is not None
