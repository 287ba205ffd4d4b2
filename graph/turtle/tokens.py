"""The tokens of a Turtle text, with positions (RDF 1.1 Turtle, section 6.5).

The parser throws away what editing needs: comments, and where each word stood. This lexer keeps both. It
never fails: what no rule matches becomes a token of kind ``stray``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"
             | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
             | "(?:[^"\\\n\r]|\\.)*"
             | '(?:[^'\\\n\r]|\\.)*')
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<punctuation>\^\^|[.;,\[\]()])
  | (?P<name>(?:\\.|[^\s<>"'\#;,\[\]()@^\\.]|\.(?=[^\s<>"'\#;,\[\]()@^]))+)
  | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IRI_REFERENCE: Final = re.compile(r'<[^<>"\s]*>')


class Token(NamedTuple):
    """One token: its kind, its text, and where it starts (characters from 0)."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends: the first character after it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text: from an offset to a position a person can find."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """Index a text whose lines end with LF."""
        starts = [0]
        starts.extend(match.end() for match in re.finditer("\n", text))
        return cls(tuple(starts))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; columns count characters."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def tokens(text: str) -> Iterator[Token]:
    """Every token of ``text`` in order, white space left out."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is not None and kind != "space":
            yield Token(kind, match.group(), match.start())


def may_have_comments(text: str) -> bool:
    """Whether a ``#`` stands outside every IRI; a cheap test that is never wrongly false."""
    return "#" in text and "#" in _IRI_REFERENCE.sub("", text)
