"""What must be known about a query before the engine sees it, and which queries it never sees.

The engine fetches whatever SERVICE names, and ends its process on nesting and chains that exhaust the stack
(measured: 1,000 levels of function calls, chains of 10,000 operators, on a stack of 8 MiB). Both are refused here,
on the token stream. SPARQL Update is refused by name, so that the answer says why.

The engine reads without a token stream of its own, so ``trueSERVICE<x>{}`` is a SERVICE clause to it and so is
``SERVICE:x{}``. Hence a keyword counts wherever it stands in a word, and ``<`` after an operand, where text up to
the next ``>`` could be an IRI or an expression, is refused when the two readings would hide different text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from server.problems import ProblemRaised
from server.sparql.problems import refusal
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
    Token,
    resolve_escapes,
    tokens,
)

MAX_DEPTH: Final = 200
MAX_OPERATORS: Final = 5000

# Longer queries are not worth their place in memory.
REMEMBERED: Final = 4096

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_VALUES: Final = "VALUES"
_UPDATES: Final = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))
_UNREPEATABLE: Final = frozenset(("RAND", "NOW", "UUID", "STRUUID", "BNODE"))
_OPERATOR_WORDS: Final = frozenset(
    ("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "GRAPH", "SELECT", "LATERAL", "IN", _VALUES)
)
_OPERATOR_SIGNS: Final = frozenset(
    ("&&", "||", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "!", "|", "^", "?", ".", ";")
)
_OPENING: Final = frozenset(("(", "{", "[", "<<", "<<(", "{|"))
_CLOSING: Final = frozenset((")", "}", "]", ">>", ")>>", "|}"))
_OPERANDS: Final = frozenset((IRI, LITERAL, VARIABLE, NODE, NAME))
# A text that would open a string, a comment or a bracket, were it not inside an IRI.
_HIDING: Final = frozenset("'#()")
# After this no expression can go on: a name with an empty local part, then two signs of division.
_WHOLE_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
# What a glance cannot decide about, wherever it stands.
_DOUBTFUL: Final = ("SERVICE", "SILENT", "FROM", *_UNREPEATABLE)
# A prologue (rule 4), and the word that says the form.
_BEGINNING: Final = re.compile(
    r"(?:[\x20\t\r\n]|\#[^\r\n]*+|(?:BASE|PREFIX[\x20\t\r\n]++[^\s:<>\#'\"{}()]*+:)[\x20\t\r\n]*+<[^\s<>\"{}|^`\\]*+>)*+"
    rf"({'|'.join(FORMS)})(?![\w:.\-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """What the token stream tells about a query.

    ``text`` is what to give the engine, codepoint escapes resolved. ``form`` is one of FORMS, None when the query
    has none. ``own_dataset`` says that it has FROM. ``repeatable`` says that it always gives the same answer.
    """

    text: str
    form: str | None
    own_dataset: bool
    repeatable: bool


def inspect(query: str) -> QueryFacts:
    """Return what is to be known about ``query``; raise ProblemRaised (400) when the engine must not see it."""
    return _remembered(query) if len(query) <= REMEMBERED else _inspected(query)


@lru_cache(maxsize=512)
def _remembered(query: str) -> QueryFacts:
    return _inspected(query)


def _inspected(query: str) -> QueryFacts:
    return plainly_harmless(query) or read_closely(query)


def plainly_harmless(query: str) -> QueryFacts | None:
    """Return what is to be known about ``query`` when a glance shows that no reading of it can do harm.

    It has no word a SERVICE clause or a changing answer is made of, no escape, and fewer characters than the limits
    on nesting and operators allow of either. Whether it is SPARQL is for the engine to say. None when in doubt, which
    a quotation mark without another leaves too.
    """
    if len(query) > MAX_OPERATORS or "\\u" in query or "\\U" in query:
        return None
    # Letters that only fold to these are none to the engine; being in doubt about them costs nothing.
    letters = query.upper()
    if any(word in letters for word in _DOUBTFUL):
        return None
    if query.count("(") + query.count("{") + query.count("[") + query.count("<<") > MAX_DEPTH:
        return None
    if query.count("'") % 2 or query.count('"') % 2:
        return None
    beginning = _BEGINNING.match(query)
    return QueryFacts(query, beginning[1].upper(), own_dataset=False, repeatable=True) if beginning else None


def read_closely(query: str) -> QueryFacts:
    """Return what the tokens of ``query`` tell; raise ProblemRaised when the engine must not see it."""
    try:
        text = resolve_escapes(query)
    except EscapeError as error:
        raise _at("tegnflukt", query, error.start) from error
    reading = _Reading(text)
    for token in tokens(text):
        reading.read(token)
    return QueryFacts(text, reading.form, reading.own_dataset, reading.repeatable)


@dataclass(slots=True)
class _Reading:
    """The state of reading one query from its first token to its last."""

    text: str
    form: str | None = None
    own_dataset: bool = False
    repeatable: bool = True
    operators: int = 0
    brackets: list[str] = field(default_factory=list)
    operand: bool = False
    values: bool = False
    previous: str = ""
    suspect: int | None = None

    def read(self, token: Token) -> None:
        """Take in one token; raise ProblemRaised when it settles that the query is refused."""
        kind, text, start = token
        if kind == SIGN:
            self._sign(text, start)
        else:
            self.suspect = None
            if kind == WORD:
                self._word(text.upper(), start)
            elif kind == NAME:
                self._name(text, start)
            elif kind == IRI:
                self._iri(text, start)
            elif kind == OPEN_STRING:
                raise _at("streng-uten-slutt", self.text, start)
            self.operand = kind in _OPERANDS or text in ("true", "false")
        self.previous = text

    def _word(self, word: str, start: int) -> None:
        if "SERVICE" in word or "SILENT" in word:
            raise _at("fjernsporring", self.text, start)
        if self.form is None and not self.brackets:
            if word in _UPDATES:
                raise _at("bare-lesing", self.text, start)
            self.form = next((form for form in FORMS if word.startswith(form)), None)
        if "FROM" in word and not self.brackets:
            self.own_dataset = True
        if word in _UNREPEATABLE:
            self.repeatable = False
        if word.endswith(_VALUES):
            self.values = True
        if word in _OPERATOR_WORDS:
            self._operator(start)

    def _name(self, text: str, start: int) -> None:
        prefix = text.partition(":")[0].upper()
        if ("SERVICE" in prefix or "SILENT" in prefix) and self.brackets and self.previous.upper() != "GRAPH":
            self.suspect = start

    def _iri(self, text: str, start: int) -> None:
        ambiguous = self.operand and self._in_parentheses() and not _WHOLE_IRI.match(text)
        if ambiguous and _HIDING & set(text):
            raise _at("tvetydig", self.text, start)

    def _in_parentheses(self) -> bool:
        """Return whether an expression may stand here, which it may not among the data of VALUES."""
        return bool(self.brackets) and self.brackets[-1] == "(" and self.brackets[-2:-1] != [_VALUES]

    def _sign(self, sign: str, start: int) -> None:
        if sign in _OPENING:
            if sign == "{" and self.suspect is not None:
                raise _at("fjernsporring", self.text, self.suspect)
            self.brackets.append(_VALUES if sign == "{" and self.values else sign)
            self.values = self.values and sign != "{"
            if len(self.brackets) > MAX_DEPTH:
                raise _at("for-dyp", self.text, start, MAX_DEPTH)
        elif sign in _CLOSING and self.brackets:
            self.brackets.pop()
        elif sign in _OPERATOR_SIGNS and _VALUES not in self.brackets[-2:]:
            self._operator(start)
        self.operand = sign == ")"
        self.suspect = None

    def _operator(self, start: int) -> None:
        self.operators += 1
        if self.operators > MAX_OPERATORS:
            raise _at("for-mange-operatorer", self.text, start, MAX_OPERATORS)


def position(text: str, start: int) -> tuple[int, int]:
    """Return line and column, both from 1, of the character at ``start``."""
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def _at(kind: str, text: str, start: int, limit: int = 0) -> ProblemRaised:
    line, column = position(text, start)
    return refusal(kind, members={"line": line, "column": column}, limit=limit)
