"""How terms are written in canonical Turtle: prefixed names from the fixed table, and literals (Turtle 6.4).

A local name is shortened only when it needs no escape, so that it reads and searches the same everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.namespaces import BASE, PREFIXES

OWN_PARTS: Final = "her"
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_PREFIX_NAME: Final = re.compile(r"[a-z](?:[a-z0-9-]*[a-z0-9])?")
_XSD: Final = PREFIXES["xsd"]
_BARE: Final[Mapping[str, re.Pattern[str]]] = {
    _XSD + "boolean": re.compile(r"true|false"),
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
}
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\b": "\\b", "\f": "\\f", "\r": "\\r"}
_NEEDS_ESCAPE: Final = re.compile(r'[\\"\x00-\x09\x0b-\x1f\x7f-\x9f]')
_NEEDS_ESCAPE_IN_LONG: Final = re.compile(r'[\\\x00-\x09\x0b-\x1f\x7f-\x9f]|"(?="")|"\Z')


class TermWriter:
    """Writes terms for one file and remembers which prefixes it used.

    ``main`` is the IRI of the file's main subject: its ``#`` parts are written ``her:part``. ``base`` is the
    base IRI of the content.
    """

    def __init__(self, main: str, base: str = BASE) -> None:
        """Start with no prefix used."""
        self._parts = main + "#"
        self._base = base
        self.used: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        """An IRI as a prefixed name where the table has one, else in angle brackets."""
        if iri.startswith(self._parts):
            prefix, namespace = OWN_PARTS, self._parts
        else:
            prefix, namespace = shortening(iri, self._base)
        local = iri[len(namespace) :]
        if not prefix or not _LOCAL_NAME.fullmatch(local):
            return f"<{iri}>"
        self.used[prefix] = namespace
        return f"{prefix}:{local}"

    def predicate(self, iri: str) -> str:
        """A predicate: ``a`` for rdf:type, else as any IRI."""
        return "a" if iri == PREFIXES["rdf"] + "type" else self.iri(iri)

    def literal(self, literal: Literal) -> str:
        """A literal: bare when Turtle reads the bare form as the same term, else quoted."""
        value = literal.value
        if literal.language:
            return f"{quoted(value)}@{literal.language}"
        datatype = literal.datatype.value
        if datatype == _XSD + "string":
            return quoted(value)
        if datatype in _BARE and _BARE[datatype].fullmatch(value):
            return value
        return f"{quoted(value)}^^{self.iri(datatype)}"

    def term(self, term: NamedNode | Literal) -> str:
        """An IRI or a literal."""
        return self.literal(term) if isinstance(term, Literal) else self.iri(term.value)


@lru_cache(maxsize=65536)
def shortening(iri: str, base: str = BASE) -> tuple[str, str]:
    """Prefix and namespace an IRI is shortened with, or two empty strings.

    The concepts of a vocabulary have a prefix of their own, its name; a name the table already gives to
    another namespace gets none. Otherwise the longest namespace of the table that the IRI starts with.
    """
    table = table_for(base)
    own = vocabulary_prefix(iri, base)
    if own is not None:
        return own, f"{base}begrep/{own}/"
    fitting = [(len(namespace), prefix) for prefix, namespace in table.items() if iri.startswith(namespace)]
    if not fitting:
        return "", ""
    prefix = max(fitting)[1]
    return prefix, table[prefix]


def vocabulary_prefix(iri: str, base: str = BASE) -> str | None:
    """The vocabulary an IRI (or a namespace) is of concepts in, where its name can be a prefix."""
    concepts = f"{base}begrep/"
    vocabulary, slash, _ = iri.removeprefix(concepts).partition("/")
    if not iri.startswith(concepts) or not slash or not _PREFIX_NAME.fullmatch(vocabulary):
        return None
    return None if vocabulary in table_for(base) or vocabulary == OWN_PARTS else vocabulary


def quoted(text: str) -> str:
    """A string in quotes, on one line unless it has line breaks, which stand as they are in triple quotes."""
    if "\n" in text:
        return f'"""{_NEEDS_ESCAPE_IN_LONG.sub(_escape, text)}"""'
    return f'"{_NEEDS_ESCAPE.sub(_escape, text)}"'


def composed(literal: Literal) -> Literal:
    """The same literal with its text in Unicode normalisation form C."""
    value = unicodedata.normalize("NFC", literal.value)
    if value == literal.value:
        return literal
    if literal.language:
        return Literal(value, language=literal.language)
    return Literal(value, datatype=literal.datatype)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


@lru_cache(maxsize=16)
def table_for(base: str = BASE) -> Mapping[str, str]:
    """The fixed prefixes for content under ``base``; the catalogue's own terms stay where they are."""
    own = {name for name, namespace in PREFIXES.items() if namespace.startswith(BASE) and name != "cmp"}
    return {
        name: base + namespace.removeprefix(BASE) if name in own else namespace for name, namespace in PREFIXES.items()
    }
