"""The protocol table (tests/data/sparql/protocol.toml), asked over HTTP of a real web server."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

DATA = Path(__file__).parents[1] / "data" / "sparql" / "protocol.toml"
BASE = "https://w3id.org/begrepskatalog/"
NAMES = {
    "base": BASE,
    "personell": f"{BASE}graf/vokabular/personell",
    "okonomi": f"{BASE}graf/vokabular/okonomi",
    "katalog": f"{BASE}graf/katalog",
    "oslo": f"{BASE}graf/kobling/oslo",
}
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
KEYS = {"id", "level", "section", "w3c", "method", "path", "address", "query", "graphs", "named", "form", "direct"}
KEYS |= {"hex", "headers", "status", "type", "has", "lacks", "text", "no_text"}
W3C = {
    *("query_get", "query_post_form", "query_post_direct", "query_dataset_default_graphs_get"),
    *("query_dataset_default_graphs_post", "query_dataset_named_graphs_post", "query_dataset_named_graphs_get"),
    *("query_dataset_full", "query_multiple_dataset", "query_content_type_select", "query_content_type_ask"),
    *("query_content_type_describe", "query_content_type_construct", "bad_query_method", "bad_multiple_queries"),
    *("bad_query_wrong_media_type", "bad_query_missing_form_type", "bad_query_missing_direct_type"),
    *("bad_query_non_utf8", "bad_query_syntax", "bad_update_get", "bad_multiple_updates"),
    *("bad_update_wrong_media_type", "bad_update_missing_form_type", "has-endpoint-triple", "returns-rdf"),
}

Case = dict[str, Any]


def filled(text: str, **more: str) -> str:
    """Return ``text`` with the names in braces filled in; other braces are SPARQL."""
    for name, value in {**NAMES, **more}.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def read() -> list[Case]:
    """Return every case of the table, each with its section."""
    groups = tomllib.loads(DATA.read_text(encoding="utf-8")).values()
    return [{"section": group["section"], **case} for group in groups for case in group["cases"]]


CASES = read()


def address(case: Case) -> str:
    """Return the path and query string of a case."""
    parts = [f"query={quote(filled(case['query']), safe='')}"] if "query" in case else []
    parts += [f"default-graph-uri={quote(filled(graph), safe='')}" for graph in case.get("graphs", ())]
    parts += [f"named-graph-uri={quote(filled(graph), safe='')}" for graph in case.get("named", ())]
    parts += [filled(case["address"]).encode().decode("latin-1")] if "address" in case else []
    path: str = case.get("path", "/sparql")
    return path + ("?" + "&".join(parts) if parts else "")


def body(case: Case) -> tuple[bytes | None, dict[str, Any]]:
    """Return the body of a case and the content type that goes with it."""
    if "form" in case:
        return filled(case["form"]).encode(), {"Content-Type": FORM}
    if "direct" in case:
        return filled(case["direct"]).encode(), {"Content-Type": DIRECT}
    if "hex" in case:
        return bytes.fromhex(case["hex"]), {}
    return None, {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: Case, endpoint: Any) -> None:
    """The request of the case gets the answer the table says."""
    content, headers = body(case)
    method = case.get("method", "GET" if content is None or "Content-Length" in case.get("headers", {}) else "POST")
    reply = endpoint.send(method, address(case), {**headers, **case.get("headers", {})}, content)
    allowed = case["status"] if isinstance(case["status"], list) else [case["status"]]
    assert reply.status in allowed, reply.body[:300]
    assert reply.headers.get("content-type", "").startswith(case.get("type", ""))
    for name, value in case.get("has", {}).items():
        assert value in reply.headers.get(name.lower(), "")
    for name in case.get("lacks", ()):
        assert name.lower() not in reply.headers
    text = reply.body.decode() if "text" in case or "no_text" in case else ""
    assert filled(case.get("text", ""), host=endpoint.host) in text
    assert "no_text" not in case or case["no_text"] not in text


def test_table_is_whole() -> None:
    """The table holds what it is said to hold: 219 cases, each named once, with known keys."""
    assert len(CASES) == len({case["id"] for case in CASES}) == 219
    assert [case["id"] for case in CASES if set(case) - KEYS] == []
    levels = [case["level"] for case in CASES]
    assert (levels.count("must"), levels.count("should"), levels.count("own")) == (145, 14, 60)


def test_w3c_cases_are_covered() -> None:
    """Every approved protocol test that does not need an update to succeed has its case, and service description."""
    assert {case["w3c"] for case in CASES if "w3c" in case} == W3C


def test_heads_have_no_body(endpoint: Any) -> None:
    """HEAD gives the headers of GET and nothing after them (RFC 9110 section 9.3.2)."""
    for case in CASES:
        if case.get("method") == "HEAD":
            reply = endpoint.send("HEAD", address(case))
            get = endpoint.send("GET", address(case))
            assert reply.body == b""
            same = ("content-type", "content-length", "etag", "vary", "cache-control")
            assert {name: reply.headers.get(name) for name in same} == {name: get.headers.get(name) for name in same}
