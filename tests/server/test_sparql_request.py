from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.problems import ProblemRaised
from server.sparql.http_messages import HttpRequest
from server.sparql.request import METHODS, Operation, percent_decoded, read_operation

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
LIMIT = 200


def request(
    method: str = "GET", query_string: str = "", body: bytes = b"", content_type: str | None = None, **environ: Any
) -> HttpRequest:
    """A request as a WSGI server hands it on."""
    given = {"REQUEST_METHOD": method, "QUERY_STRING": query_string, "wsgi.input": io.BytesIO(body)}
    if body and "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
        given["CONTENT_LENGTH"] = str(len(body))
    if content_type is not None:
        given["CONTENT_TYPE"] = content_type
    return HttpRequest({**given, **environ})


def read(*arguments: Any, **environ: Any) -> Operation:
    """Read a request within the limit of these tests."""
    return read_operation(request(*arguments, **environ), LIMIT)


def refused(*arguments: Any, **environ: Any) -> tuple[str, int]:
    """Return kind and status of the refusal of a request."""
    with pytest.raises(ProblemRaised) as raised:
        read(*arguments, **environ)
    return raised.value.problem.kind, raised.value.problem.status


def test_query_by_get() -> None:
    """The query comes percent-encoded in the address, a plus sign is a space (section 2.1.1)."""
    assert read("GET", "query=ASK+%7B%20%22fr%C3%A5%22+%7D").query == 'ASK { "frå" }'


def test_query_as_a_form() -> None:
    """The query comes percent-encoded in the body (section 2.1.2)."""
    assert read("POST", "", b"query=ASK+%7B%7D", FORM).query == "ASK {}"
    assert read("POST", "", b"query=ASK+%7B%7D", f"{FORM}; charset=UTF-8").query == "ASK {}"


def test_query_as_it_is() -> None:
    """The query is the body (section 2.1.3), by POST or by QUERY; an encoding signature is not part of it."""
    assert read("POST", "", b"ASK {}", DIRECT).query == "ASK {}"
    assert read("QUERY", "", b"ASK {}", DIRECT.upper() + '; charset="utf-8"').query == "ASK {}"
    assert read("POST", "", b"\xef\xbb\xbfASK {}", DIRECT).query == "ASK {}"


def test_dataset() -> None:
    """Graphs come with the query, in the order given, from the address and the form alike (section 2.1.4)."""
    address = "default-graph-uri=http%3A%2F%2Fa%2F&default-graph-uri=http://b/&named-graph-uri=http://c/%C3%A5"
    expected = (("http://a/", "http://b/"), ("http://c/å",))
    for operation in (
        read("GET", "query=x&" + address),
        read("POST", address, b"query=x", FORM),
        read("POST", "", b"query=x&" + address.encode(), FORM),
        read("POST", address, b"x", DIRECT),
    ):
        assert (operation.default_graphs, operation.named_graphs) == expected


def test_no_query_asks_for_the_description() -> None:
    """The bare address, and the address with a format, ask what the service is."""
    assert read("GET").query is None
    assert read("HEAD", "format=ttl") == Operation(None, format="ttl")
    assert read("GET", "utm_source=epost").query is None


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [("format=csv", "csv"), ("output=xml", "xml"), ("format=&output=xml", "xml"), ("output=xml&format=csv", "csv")],
)
def test_format(query_string: str, expected: str) -> None:
    """The parameters format and output name the format; format goes first, an empty one says nothing."""
    assert read("GET", "query=x&" + query_string).format == expected


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "get", "FOO"])
def test_other_methods(method: str) -> None:
    """Any other method is refused and told which there are."""
    with pytest.raises(ProblemRaised) as raised:
        read(method, "query=ASK{}")
    assert raised.value.problem.status == 405
    assert raised.value.problem.headers["Allow"] == ", ".join(METHODS)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("GET", "query="), ("sporring-mangler", 400)),
        (("GET", "query=+%0A"), ("sporring-mangler", 400)),
        (("GET", "default-graph-uri=http://a/"), ("sporring-mangler", 400)),
        (("POST", "", b"", FORM), ("sporring-mangler", 400)),
        (("POST", "", b"", DIRECT), ("sporring-mangler", 400)),
        (("POST", "", b"format=csv", FORM), ("sporring-mangler", 400)),
        (("GET", "query=a&query=a"), ("flere-sporringer", 400)),
        (("GET", "query=a&query="), ("flere-sporringer", 400)),
        (("POST", "query=a", b"query=b", FORM), ("flere-sporringer", 400)),
        (("POST", "query=a", b"b", DIRECT), ("flere-sporringer", 400)),
        (("GET", "update=CLEAR+ALL"), ("bare-lesing", 400)),
        (("POST", "", b"update=CLEAR+ALL", FORM), ("bare-lesing", 400)),
        (("POST", "", b"query=a&update=CLEAR+ALL", FORM), ("bare-lesing", 400)),
        (("GET", "query=a&default-graph-uri=a"), ("grafnavn", 400)),
        (("GET", "query=a&named-graph-uri="), ("grafnavn", 400)),
        (("GET", "query=a&named-graph-uri=http://a/%3E"), ("grafnavn", 400)),
        (("GET", "query=%FF"), ("tegnkoding", 400)),
        (("GET", "query=%C3"), ("tegnkoding", 400)),
        (("GET", "query=%ED%A0%80"), ("tegnkoding", 400)),
        (("GET", "%FF=a"), ("tegnkoding", 400)),
        (("POST", "", b"query=%E5", FORM), ("tegnkoding", 400)),
        (("POST", "", "ASK { 'å' }".encode("latin-1"), DIRECT), ("tegnkoding", 400)),
        (("POST", "", "ASK {}".encode("utf-16"), DIRECT), ("tegnkoding", 400)),
        (("GET", "query=a", b"b"), ("kropp-i-get", 400)),
        (("POST", "", b"ASK {}", DIRECT + ";charset=utf-16"), ("medietype", 415)),
        (("POST", "", b"ASK {}", DIRECT + "; charset=iso-8859-1"), ("medietype", 415)),
        (("POST", "", b"query=a", FORM + "; charset=latin1"), ("medietype", 415)),
        (("POST", "", b"ASK {}", "text/plain"), ("medietype", 415)),
        (("POST", "", b"ASK {}", "application/sparql-update"), ("medietype", 415)),
        (("POST", "", b"ASK {}", "application/sparql-queryx"), ("medietype", 415)),
        (("POST", "", b"ASK {}", None), ("medietype", 415)),
        (("POST", "", b"ASK {}", ""), ("medietype", 415)),
        (("POST", "", b"a" * (LIMIT + 1), DIRECT), ("for-lang", 413)),
    ],
)
def test_refusals(arguments: tuple[Any, ...], expected: tuple[str, int]) -> None:
    """What is not one query in UTF-8 under its own content type is refused with the status HTTP has for it."""
    assert refused(*arguments) == expected


def test_content_coding_is_refused() -> None:
    """A compressed body is not read as if it were text, and the client is told which coding is."""
    assert refused("POST", "", b"ASK {}", DIRECT, HTTP_CONTENT_ENCODING="gzip") == ("medietype", 415)
    assert read("POST", "", b"ASK {}", DIRECT, HTTP_CONTENT_ENCODING="identity").query == "ASK {}"


def test_body_that_is_cut_short() -> None:
    """A body shorter than announced is not answered as if it were whole."""
    assert refused("POST", "", b"ASK {}", DIRECT, CONTENT_LENGTH="60") == ("avkortet", 400)


@pytest.mark.parametrize("length", ["-1", "six", "6.0", "²", "6,6"])
def test_length_that_is_no_number(length: str) -> None:
    """A length that is no whole number is refused, not guessed."""
    assert refused("POST", "", b"ASK {}", DIRECT, CONTENT_LENGTH=length) == ("rammefeil", 400)


def test_length_and_transfer_coding_together() -> None:
    """Two ways of saying where the body ends may differ (RFC 9112 section 6.1)."""
    environ = {"CONTENT_LENGTH": "6", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert refused("POST", "", b"ASK {}", DIRECT, **environ) == ("rammefeil", 400)


def test_body_without_a_length() -> None:
    """A chunked body is read to its end, and no further than the limit."""
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert read("POST", "", b"ASK {}", DIRECT, **environ).query == "ASK {}"
    assert refused("POST", "", b"a" * 10_000, DIRECT, **environ) == ("for-lang", 413)


def test_body_that_arrives_in_pieces() -> None:
    """A stream that gives less than asked for is asked again."""

    pieces = [b"ASK", b" ", b"{}"]

    class Slow(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return pieces.pop(0) if pieces else b""

    environ = {"wsgi.input": Slow(), "CONTENT_LENGTH": "6"}
    assert read("POST", "", b"", DIRECT, **environ).query == "ASK {}"


def test_percent_signs_that_encode_nothing_stay() -> None:
    """A percent sign without two digits is itself (WHATWG URL Standard, percent-decode)."""
    assert read("GET", "query=100%25+100%+%zz").query == "100% 100% %zz"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80), st.binary(max_size=80))
def test_no_request_is_too_broken_for_an_answer(query_string: str, body: bytes) -> None:
    """Whatever arrives is read or refused; nothing else is raised."""
    for method, content_type in (("GET", None), ("POST", FORM), ("POST", DIRECT)):
        try:
            operation = read(method, query_string, b"" if method == "GET" else body, content_type)
        except ProblemRaised:
            continue
        assert operation.query is None or operation.query.strip()


@given(
    st.lists(
        st.sampled_from(
            [b"%C3%B8", b"%3D", b"%0A", b"%0d%0a", b"%", b"%4", b"%zz", b"=", b"_", b" \n", b"a\r\n", b"\xf8"]
        )
    )
)
def test_percent_decoding(pieces: list[bytes]) -> None:
    """What is whole and what is broken is decoded as the standard library does, other signs of escape left alone."""
    assert percent_decoded(b"".join(pieces)) == unquote_to_bytes(b"".join(pieces))


@given(st.binary())
def test_percent_decoding_gives_back_what_was_encoded(content: bytes) -> None:
    """Any bytes survive the way there and back."""
    assert percent_decoded(quote_from_bytes(content, safe="").encode()) == content
