from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.negotiation import accepts_gzip, choose, parse_accept

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
HTML = "text/html"
OFFERED = (JSON, XML, CSV, TSV, HTML)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("  ", JSON),
        ("*/*", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("Text/Csv;Q=0.5", CSV),
        ("text/*", CSV),
        ("application/*", JSON),
        (f"{JSON};q=0.2, {XML};q=0.9", XML),
        (f"{JSON} ; q=0.2 ,\t{XML} ; q=0.9", XML),
        (f"{JSON};q=0.1,{XML};q=0.101", XML),
        (f"{JSON};q=0.999,{XML}", XML),
        (f"{JSON};q=0,*/*", XML),
        (f"{JSON};q=0.000, */*;q=0.001", XML),
        ("*/*;q=0", None),
        (f"*/*;q=0,{CSV}", CSV),
        ("text/*;q=0,*/*;q=0.1", JSON),
        (f"text/*;q=0.3,{TSV};q=0.7,{HTML};q=0.4", TSV),
        (f"*/*;q=0.9, text/*;q=0.95, {CSV};q=0.1", TSV),
        (f"{JSON};q=0, {XML};q=0, text/*;q=0", None),
        ("image/png", None),
        ("image/*", None),
        ("image/png, */*;q=0.1", JSON),
        (FIREFOX, HTML),
        (f"{CSV};charset=utf-8", CSV),
        (f'{CSV};profile="a,b;q=0";q=0.5, {XML};q=0.4', CSV),
        (f"{CSV};q=0.4;charset=utf-8, {XML};q=0.5", XML),
        (f"{CSV},,{XML}", XML),
        (f"{CSV},", CSV),
        ("nonsense", JSON),
        (f"nonsense, {CSV}", CSV),
        (f"{CSV};q=high, {XML};q=0.1", XML),
        (f"{CSV};q=1.5, {XML};q=0.1", XML),
        (f"{CSV};q=0.1234, {XML};q=0.1", XML),
        (f"{CSV};q=, {XML};q=0.1", XML),
        (f"{CSV};q=1., {XML};q=0.1", CSV),
        (f"{CSV};q=0., {XML};q=0.1", XML),
        (f"{CSV};q=-1, {XML};q=0.1", XML),
        (f"{CSV};q=0.2, {CSV};q=0.8, {XML};q=0.5", CSV),
    ],
)
def test_choose(accept: str | None, expected: str | None) -> None:
    """The type with the highest weight is chosen, and the server's order decides between equals."""
    assert choose(accept, OFFERED) == expected


def test_nothing_offered_is_nothing_chosen() -> None:
    """Without anything on offer there is no answer, whatever the client accepts."""
    assert choose("*/*", ()) is None
    assert choose(None, ()) is None


def test_more_specific_range_wins_wherever_it_stands() -> None:
    """The order of the elements in the header carries no meaning."""
    assert choose("*/*, text/*;q=0, text/csv;q=0.5", (CSV, TSV)) == CSV
    assert choose("text/csv;q=0.5, text/*;q=0, */*", (CSV, TSV)) == CSV


def test_parameters_are_not_part_of_the_name() -> None:
    """A media range keeps its name and its weight, nothing else."""
    assert parse_accept('text/turtle; version="1.2, beta"; q=0.25') == (("text/turtle", 0.25),)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*", True),
        ("*;q=0", False),
        ("identity", False),
        ("br, zstd", False),
        ("x-gzip", True),
        ("identity;q=0, gzip;q=0.5", True),
    ],
)
def test_accepts_gzip(header: str | None, expected: bool) -> None:
    """Gzip is used only for a client that named it or a wildcard, and did not refuse it."""
    assert accepts_gzip(header) is expected


@given(st.text())
def test_any_header_gives_an_offered_type_or_none(header: str) -> None:
    """No header, however broken, raises or invents a type."""
    assert choose(header, OFFERED) in (*OFFERED, None)
    accepts_gzip(header)


@given(st.permutations(OFFERED), st.integers(min_value=1, max_value=1000))
def test_server_order_decides_between_equals(offered: list[str], thousandths: int) -> None:
    """Under one weight for everything the first type on offer is chosen, at any precision of the weight."""
    quality = "1" if thousandths == 1000 else f"0.{thousandths:03d}"
    assert choose(f"*/*;q={quality}", offered) == offered[0]
