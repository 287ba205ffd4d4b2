"""From an HTTP request to a query and its dataset (SPARQL 1.1 Protocol sections 2.1 and 2.1.4).

The query comes by GET, by POST as a form, or by POST (or the method QUERY) as it is. Exactly one query, in UTF-8,
with a content type that says what it is; everything else is refused with the status that HTTP has for it.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from server.sparql.http_messages import HttpRequest
from server.sparql.problems import refusal

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
METHODS: Final = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
WITH_BODY: Final = frozenset(("POST", "QUERY"))
_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([^\s;"]*)"?', re.IGNORECASE)
_BROKEN_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_BYTE_ORDER_MARK: Final = "\ufeff"
# RFC 3987: a scheme, then anything that an IRI cannot be broken by.
_ABSOLUTE_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*\Z')

# Longer addresses are not worth their place in memory.
_REMEMBERED: Final = 4096

Parameters = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for: ``query`` is None when it asks for the description of the service.

    ``default_graphs`` and ``named_graphs`` are absolute IRIs; ``format`` is what the parameter of that name says.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


def read_operation(request: HttpRequest, limit: int) -> Operation:
    """Return what ``request`` asks for; its body may have ``limit`` bytes.

    Raises ProblemRaised: 400 when it is not one query in UTF-8, 405 for another method, 413 when it is too large,
    415 when its content type is none of the protocol's.
    """
    if request.method not in METHODS:
        raise refusal("metode", headers={"Allow": ", ".join(METHODS)}, allowed=", ".join(METHODS))
    if request.method not in WITH_BODY:
        if request.content_length not in (None, "0"):
            raise refusal("kropp-i-get")
        text = request.query_string
        return _remembered(text) if len(text) <= _REMEMBERED else _in_address(text)
    parameters = _address_parameters(request.query_string)
    content_type = _content_type(request)
    body = _body(request, limit)
    if content_type == FORM:
        return _operation(parameters + _parameters(body, "body"), [], required=True)
    return _operation(parameters, [_text(body, "body").removeprefix(_BYTE_ORDER_MARK)], required=True)


@lru_cache(maxsize=512)
def _remembered(query_string: str) -> Operation:
    return _in_address(query_string)


def _in_address(query_string: str) -> Operation:
    """Return the operation that the address alone asks for."""
    return _operation(_address_parameters(query_string), [], required=False)


def _operation(parameters: Parameters, queries: list[str], *, required: bool) -> Operation:
    """Return the operation that the parameters and the queries sent as they are amount to."""
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        given.setdefault(name, []).append(value)
    queries = given.get("query", []) + queries
    default, named = given.get("default-graph-uri", []), given.get("named-graph-uri", [])
    if "update" in given:
        raise refusal("bare-lesing")
    if len(queries) > 1:
        raise refusal("flere-sporringer", count=len(queries))
    if not queries and (required or default or named):
        raise refusal("sporring-mangler")
    if queries and not queries[0].strip():
        raise refusal("sporring-mangler")
    return Operation(
        queries[0] if queries else None,
        _graphs("default-graph-uri", default),
        _graphs("named-graph-uri", named),
        _first(given, "format", "output"),
    )


def _first(given: dict[str, list[str]], *names: str) -> str | None:
    """Return the first value that is not empty among those of ``names``."""
    return next((value for name in names for value in given.get(name, ()) if value), None)


def _graphs(parameter: str, values: Iterable[str]) -> tuple[str, ...]:
    graphs = tuple(values)
    for value in graphs:
        if not _ABSOLUTE_IRI.match(value):
            raise refusal("grafnavn", value=value, parameter=parameter)
    return graphs


def _address_parameters(query_string: str) -> Parameters:
    return _parameters(query_string.encode("latin-1", "replace"), "query string")


def _parameters(encoded: bytes, part: str) -> Parameters:
    """Return the names and values of a query string or form (WHATWG URL Standard section 5.1), UTF-8 only."""
    pairs = (field.partition(b"=") for field in encoded.split(b"&") if field)
    return [(_decoded(name, part), _decoded(value, part)) for name, _, value in pairs]


def _decoded(encoded: bytes, part: str) -> str:
    return _text(percent_decoded(encoded.replace(b"+", b" ")), part)


def percent_decoded(encoded: bytes) -> bytes:
    """Return ``encoded`` with its percent-encoding undone (WHATWG URL Standard section 1.3); a stray sign stays."""
    if _BROKEN_ESCAPE.search(encoded):
        return unquote_to_bytes(encoded)
    # What is whole is quoted-printable with another sign, which the standard library decodes fifteen times faster.
    return a2b_qp(encoded.replace(b"=", b"=3D").replace(b"%", b"="))


def _text(encoded: bytes, part: str) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refusal("tegnkoding", part=part) from error


def _content_type(request: HttpRequest) -> str:
    """Return the media type of the body: a form or a query; anything but UTF-8 is refused (section 2.1.3)."""
    value = request.content_type or ""
    media_type = value.partition(";")[0].strip().lower()
    charset = _CHARSET.search(value)
    utf8 = charset is None or charset[1].lower() in ("utf-8", "utf8")
    coding = (request.header("Content-Encoding") or "identity").strip().lower()
    if media_type not in (FORM, DIRECT) or not utf8 or coding != "identity":
        supported = f"{DIRECT}, {FORM}"
        headers = {"Accept-Post": supported, "Accept-Query": supported, "Accept-Encoding": "identity"}
        raise refusal("medietype", headers=headers, supported=supported)
    return media_type


def _body(request: HttpRequest, limit: int) -> bytes:
    """Return the whole body, having read no more than ``limit`` bytes of it."""
    length, coding = request.content_length, request.header("Transfer-Encoding")
    if length is not None and (coding or not (length.isascii() and length.isdigit())):
        raise refusal("rammefeil")
    expected = None if length is None else int(length)
    if expected is not None and expected > limit:
        raise refusal("for-lang", limit=limit)
    # Without either there is no body: reading on would wait for a client that has nothing more to say.
    if expected is None and not coding and not request.environ.get("wsgi.input_terminated"):
        return b""
    body = _read(request, limit + 1 if expected is None else expected)
    if len(body) > limit:
        raise refusal("for-lang", limit=limit)
    if expected is not None and len(body) < expected:
        raise refusal("avkortet", expected=expected, received=len(body))
    return body


def _read(request: HttpRequest, size: int) -> bytes:
    pieces: list[bytes] = []
    missing = size
    while missing > 0:
        try:
            piece = request.body.read(missing)
        except OSError:
            break
        if not piece:
            break
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
