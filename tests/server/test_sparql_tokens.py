from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sparql.tokens import (
    IRI,
    LITERAL,
    NAME,
    NODE,
    OPEN_STRING,
    SIGN,
    VARIABLE,
    WORD,
    EscapeError,
    resolve_escapes,
    tokens,
)


def kinds(query: str) -> list[tuple[int, str]]:
    """Return kind and text of each token."""
    return [(kind, text) for kind, text, _ in tokens(query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("<http://a/b#c>", [(IRI, "<http://a/b#c>")]),
        ("<>", [(IRI, "<>")]),
        (r"<http://a/\u00e5>", [(IRI, r"<http://a/\u00e5>")]),
        ("?a < ?b", [(VARIABLE, "?a"), (SIGN, "<"), (VARIABLE, "?b")]),
        ("?a<?b", [(VARIABLE, "?a"), (SIGN, "<"), (VARIABLE, "?b")]),
        ("?a<=5", [(VARIABLE, "?a"), (SIGN, "<="), (LITERAL, "5")]),
        ("?a<<http://x#y>", [(VARIABLE, "?a"), (SIGN, "<"), (IRI, "<http://x#y>")]),
        ("<< ?s", [(SIGN, "<<"), (VARIABLE, "?s")]),
        ("<<<a>", [(SIGN, "<<"), (IRI, "<a>")]),
        ("?begrep $term", [(VARIABLE, "?begrep"), (VARIABLE, "$term")]),
        ("?årsverk.", [(VARIABLE, "?årsverk"), (SIGN, ".")]),
        ("skos:prefLabel", [(NAME, "skos:prefLabel")]),
        (":x : skos:", [(NAME, ":x"), (NAME, ":"), (NAME, "skos:")]),
        ("ex:a.b", [(NAME, "ex:a.b")]),
        ("ex:.b", [(NAME, "ex:"), (SIGN, "."), (WORD, "b")]),
        (r"ex:a\-b%C3%A5", [(NAME, r"ex:a\-b%C3%A5")]),
        ("_:b1", [(NODE, "_:b1")]),
        ('"fravær"@nb-NO', [(LITERAL, '"fravær"'), (LITERAL, "@nb-NO")]),
        (r'"a\"b" \'', [(LITERAL, r'"a\"b"'), (SIGN, "\\"), (OPEN_STRING, "'")]),
        ("'''a'b''c'''", [(LITERAL, "'''a'b''c'''")]),
        ('"""a\n"b"""', [(LITERAL, '"""a\n"b"""')]),
        ("'''a'", [(LITERAL, "''"), (LITERAL, "'a'")]),
        ('"a\nb"', [(OPEN_STRING, '"a\nb"')]),
        ("1 1.5 .5 1e6 1.5E-3", [(LITERAL, n) for n in ("1", "1.5", ".5", "1e6", "1.5E-3")]),
        ("1SERVICE", [(LITERAL, "1"), (WORD, "SERVICE")]),
        ("trueSERVICE", [(WORD, "trueSERVICE")]),
        ("SELECT#kommentar ' < \n?a", [(WORD, "SELECT"), (VARIABLE, "?a")]),
        ("a&&b||!c", [(WORD, "a"), (SIGN, "&&"), (WORD, "b"), (SIGN, "||"), (SIGN, "!"), (WORD, "c")]),
        ("{| |}", [(SIGN, "{|"), (SIGN, "|}")]),
        ("\x00\u2028", [(SIGN, "\x00"), (SIGN, "\u2028")]),
    ],
)
def test_tokens(query: str, expected: list[tuple[int, str]]) -> None:
    """Text is cut into the terminals of SPARQL 1.1 section 19.8, longest match first."""
    assert kinds(query) == expected


def test_comment_ends_at_carriage_return_or_line_feed_only() -> None:
    """Only U+000A and U+000D end a comment (section 19.4), not what Unicode also calls a line end."""
    assert [text for _, text, _ in tokens("#a\rb\n#c\u2028d\x0be\x85f")] == ["b"]


def test_positions_are_those_of_the_text() -> None:
    """Each token says where it starts."""
    text = "SELECT ?a # b\n{ <x> }"
    assert all(text[start : start + len(found)] == found for _, found, start in tokens(text))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (r"SELECT ?\u0061 {}", "SELECT ?a {}"),
        (r"\u0053ERVICE", "SERVICE"),
        (r"\U00000053ERVICE", "SERVICE"),
        (r"a\u003Ab", "a:b"),
        (r'"\u0022"', r'"\u0022"'),
        (r"<http://a/\u00e5>", r"<http://a/\u00e5>"),
        (r"'it\u0027s'", r"'it\u0027s'"),
        (r"# \u000ASERVICE", "# \nSERVICE"),
        (r"# don't \u0041", "# don't A"),
        (r"\u005Cu0041", r"\u0041"),
        ("uendret åæø", "uendret åæø"),
        (r'"uten slutt \u0041', r'"uten slutt \u0041'),
    ],
)
def test_escapes(query: str, expected: str) -> None:
    """Codepoint escapes are resolved before tokens are read (section 19.2), once, outside strings and IRIs."""
    assert resolve_escapes(query) == expected


@pytest.mark.parametrize("query", [r"?\uD800", r"?\UFFFFFFFF", r"# \uDC00"])
def test_escapes_that_are_no_character(query: str) -> None:
    """A surrogate or a number beyond Unicode is refused, with its place."""
    with pytest.raises(EscapeError) as raised:
        resolve_escapes(query)
    assert raised.value.start == query.index("\\") or query.startswith("#")


@given(st.text(alphabet="<>\"'\\#?:._-abSERVICEu0041 \n{}()[]|&=@1"))
def test_nothing_is_lost(query: str) -> None:
    """The tokens with what lies between them are the text, and between them lie only blanks and comments."""
    end = 0
    for _, text, start in tokens(query):
        between = query[end:start]
        assert all(line.lstrip(" \t").startswith("#") or not line.strip() for line in between.splitlines())
        assert query.startswith(text, start)
        end = start + len(text)


REPEATED = (
    *("a.", "a-", "p:%41", "p:\\-", "?", "@a-", "1.", "1e", ":", "_:a.", "(", "#", "é", "SERVICE", "\\"),
    *("'", "''", "'a\n", "'''a", "'''\\", "''\\", '"""', '"\\', "\\u0041'", "\\u0041'\\"),
    *("<", "<a", "<a>", "<\\u0041", "\\u"),
)


@pytest.mark.parametrize("piece", REPEATED)
def test_time_grows_with_the_length(piece: str) -> None:
    """No repetition makes reading quadratic: a quarter of a million characters take well under a second."""
    text = piece * (250_000 // len(piece))
    started = time.process_time()
    for _ in tokens(text):
        pass
    resolve_escapes(text)
    resolve_escapes(text + "\\u0041")
    assert time.process_time() - started < 2
