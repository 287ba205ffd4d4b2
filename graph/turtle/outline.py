"""The outline of a Turtle text: every fact with the place of its words.

It is what findings take their positions from. Where it stops short is what a syntax error is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from graph.turtle.tokens import Lines, Token

Expected = Literal["subject", "predicate", "object", "after", "item", "prefix", "address", "dot"]

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its terms (an IRI, the text of a literal, "" for a nameless node) and two of its tokens."""

    subject: str
    predicate: str
    value: str
    language: str
    datatype: str
    predicate_token: Token
    value_token: Token


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the outline stopped: what was expected, at which of the tokens (one past the last at the end)."""

    expected: Expected
    index: int


@dataclass
class Outline:
    """The tokens of a text without comments, its prefixes, blocks (subject IRI, token) and facts."""

    text: str
    tokens: list[Token]
    prefixes: dict[str, str] = field(default_factory=dict)
    declared: list[tuple[str, str, Token]] = field(default_factory=list)
    blocks: list[tuple[str, Token]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    fault: Fault | None = None

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines.of(self.text)

    def place(self, token: Token) -> tuple[int, int]:
        """Line and column of a token."""
        return self.lines.position(token.start)

    def find(
        self, subject: str, predicate: str = "", value: str | None = None, language: str | None = None
    ) -> tuple[int, int]:
        """Line and column of a fact's value, or of its predicate when no value is asked for.

        ``[`` as value stands for a nameless node; no ``language`` for any.

        Falls back to the subject's block, then to the first line: an absent fact is pointed at where it
        should be.
        """
        for fact in self.facts:
            if fact.subject != subject or fact.predicate != predicate:
                continue
            if value is None:
                return self.place(fact.predicate_token)
            is_value = fact.value_token.text in {"[", "("} if value == "[" else fact.value == value
            if is_value and language in {None, fact.language}:
                return self.place(fact.value_token)
        for iri, token in self.blocks:
            if iri == subject:
                return self.place(token)
        return 1, 1


def string_value(token: str) -> str:
    """The text a quoted token means, its escapes resolved."""
    quotes = 3 if token[:3] in {'"""', "'''"} and len(token) >= 6 else 1
    return _ESCAPE.sub(_unescape, token[quotes:-quotes])


def _unescape(match: re.Match[str]) -> str:
    short, long, character = match.groups()
    if character is not None:
        return _UNESCAPED.get(character, character)
    code = int(short or long, 16)
    return chr(code) if code < 0x110000 else "\ufffd"
