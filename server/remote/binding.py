"""A named query with its variables bound, for an engine that takes nothing but a text.

In the pattern each bound variable gives way to its value; the solution has the variable through VALUES (SPARQL 1.1
Query section 10.2), so that projection, grouping and ordering find it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.store import Term
from server.sparql.tokens import SIGN, VARIABLE, WORD, Token, tokens

_ENDS_PROJECTION: Final = frozenset(("WHERE", "FROM"))


def bound(query: str, bindings: Mapping[str, Term]) -> str:
    """Return ``query`` with the variables named in ``bindings`` bound; the query is one of the catalogue's own."""
    if not bindings:
        return query
    values = {f"{mark}{name}": str(term) for name, term in bindings.items() for mark in "?$"}
    return _Writer(query, values, _values(bindings)).text()


def _values(bindings: Mapping[str, Term]) -> str:
    names = " ".join(f"?{name}" for name in bindings)
    terms = " ".join(str(term) for term in bindings.values())
    return f" VALUES ({names}) {{ ({terms}) }} "


class _Writer:
    """Writes a query anew, token by token."""

    def __init__(self, query: str, values: Mapping[str, str], line: str) -> None:
        self._query = query
        self._values = values
        self._line = line
        self._depth = 0
        self._projecting = False
        self._template = False
        self._done = False

    def text(self) -> str:
        pieces: list[str] = []
        place = 0
        for token in tokens(self._query):
            pieces.append(self._query[place : token[2]])
            pieces.append(self._written(token))
            place = token[2] + len(token[1])
        return "".join([*pieces, self._query[place:]])

    def _written(self, token: Token) -> str:
        kind, text, _ = token
        if kind == SIGN:
            return self._sign(text)
        if kind == WORD:
            word = text.upper()
            self._projecting = word == "SELECT" or (self._projecting and word not in _ENDS_PROJECTION)
            self._template = self._template or word == "CONSTRUCT"
            return text
        if kind == VARIABLE and self._depth and text in self._values:
            # A subquery gives the value under another name: projecting it must not change how many rows there are.
            return f"({self._values[text]} AS {text}_bound)" if self._projecting else self._values[text]
        return text

    def _sign(self, sign: str) -> str:
        if sign == "{":
            self._projecting = False
            self._depth += 1
            if self._depth == 1 and not self._template and not self._done:
                self._done = True
                return sign + self._line
        elif sign == "}":
            self._depth -= 1
            if self._depth == 0:
                self._template = False
        return sign
