"""The tokens of a SPARQL query, as far as deciding about it needs them.

Follows the terminals of SPARQL 1.1 Query Language section 19.8 (rules 139-173) with the longest match of note 5
there, and resolves codepoint escapes as section 19.2 demands. Whatever is not a terminal becomes a token of one
character, so that no text is skipped; a string without an end takes the rest of the text. Whether the query is
SPARQL is for the engine to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_BASE_CHARS: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_CHARS: Final = rf"{_BASE_CHARS}_\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_VARIABLE_CHARS: Final = rf"{_BASE_CHARS}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

_IRI: Final = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_ESCAPE})*+>'
_STRING: Final = (
    r"'''(?:[^'\\]|\\.|'(?!''))*+'''"
    r'|"""(?:[^"\\]|\\.|"(?!""))*+"""'
    r"|'(?:[^'\\\r\n]|\\.)*+'"
    r'|"(?:[^"\\\r\n]|\\.)*+"'
)
_COMMENT: Final = r"\#[^\r\n]*+"
_NUMBER: Final = r"(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?"

_TOKENS: Final = re.compile(
    rf"""
      (?P<blank>[\x20\t\r\n]++|{_COMMENT})
    | (?P<iri>{_IRI})
    | (?P<literal>{_STRING}|@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|{_NUMBER})
    | (?P<variable>[?$][{_VARIABLE_CHARS}]++)
    | (?P<node>_:[{_VARIABLE_CHARS}][{_NAME_CHARS}.]*+)
    | (?P<name>(?:[{_BASE_CHARS}][{_NAME_CHARS}.]*+)?
               :(?:(?:[{_VARIABLE_CHARS}:]|{_LOCAL_ESCAPE})(?:[{_NAME_CHARS}.:]|{_LOCAL_ESCAPE})*+)?)
    | (?P<word>[{_BASE_CHARS}][{_NAME_CHARS}.]*+)
    | (?P<open_string>["'].*+)
    | (?P<sign><(?={_IRI})|&&|\|\||!=|<=|>=|\^\^|<<\(|\)>>|<<|>>|\{{\||\|\}}|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KEPT_OR_ESCAPE: Final = re.compile(
    rf"{_IRI}|{_STRING}|(?P<comment>{_COMMENT})|(?P<escape>{_ESCAPE})|[\"'].*+", re.DOTALL
)
_ESCAPE_ALONE: Final = re.compile(_ESCAPE)
# What two queries may differ in and still ask for the same kind of work: blanks, comments, IRIs and strings.
SHAPELESS: Final = re.compile(rf"(?:[\x20\t\r\n]++|{_COMMENT}|{_IRI}|{_STRING}|[\"'].*+)++", re.DOTALL)


# What a token is: the number of its group in the pattern.
BLANK: Final = 1
IRI: Final = 2
LITERAL: Final = 3
VARIABLE: Final = 4
NODE: Final = 5
NAME: Final = 6
WORD: Final = 7
OPEN_STRING: Final = 8
SIGN: Final = 9

Token = tuple[int, str, int]
"""What it is, its text as written, and where it starts (characters from 0)."""


class EscapeError(ValueError):
    """A codepoint escape that names no Unicode character; ``start`` is where it stands."""

    def __init__(self, start: int) -> None:
        super().__init__("no such character")
        self.start = start


def tokens(query: str) -> Iterator[Token]:
    """Yield the terminals of ``query``; white space and comments are left out."""
    for match in _TOKENS.finditer(query):
        kind = match.lastindex
        if kind is not None and kind != BLANK:
            yield kind, match.group(), match.start()


def resolve_escapes(query: str) -> str:
    """Return ``query`` with the codepoint escapes of section 19.2 replaced by their characters.

    Those inside IRIs and strings stay: the engine resolves them there, and so cannot mistake them for the end
    of either. Raises EscapeError for one that is a surrogate or beyond Unicode.
    """
    if "\\u" not in query and "\\U" not in query:
        return query
    return _KEPT_OR_ESCAPE.sub(_resolved, query)


def _resolved(match: re.Match[str]) -> str:
    if match.lastgroup == "comment":
        # An escaped line end closes a comment, for escapes are resolved before anything else is read.
        return _ESCAPE_ALONE.sub(lambda inner: _character(inner.group(), match.start()), match.group())
    if match.lastgroup == "escape":
        return _character(match.group(), match.start())
    return match.group()


def _character(escape: str, start: int) -> str:
    number = int(escape[2:], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise EscapeError(start)
    return chr(number)
