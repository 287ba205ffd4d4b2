"""What shapes may demand of values: the constraint components of SHACL the catalogue's own shapes use.

Each function is one section of the Recommendation and makes a demand from the value of its property in a shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.checks.shacl import Data, Demand, Properties, Shape, conforms, key
from graph.namespaces import PREFIXES
from graph.turtle.ordering import Term

_SH: Final = PREFIXES["sh"]
_RDF: Final = PREFIXES["rdf"]
_XSD: Final = PREFIXES["xsd"]


class Reader(Protocol):
    """What a component may ask of the reader of the shapes."""

    def shape(self, node: str) -> Shape:
        """The shape of a node."""
        ...

    def text(self, own: Properties, name: str) -> str:
        """The one value of a SHACL property as text, or an empty string."""
        ...

    def items(self, head: Term) -> Iterator[Term]:
        """The items of an RDF list."""
        ...


def _each(test: Callable[[Data, Term], bool]) -> Demand:
    """A demand on every value by itself."""

    def demand(data: Data, focus: str, values: Sequence[Term]) -> Iterator[Term | None]:
        return (value for value in values if not test(data, value))

    return demand


def _all(test: Callable[[Data, str, Sequence[Term]], bool]) -> Demand:
    """A demand on the values together."""

    def demand(data: Data, focus: str, values: Sequence[Term]) -> Iterator[Term | None]:
        if not test(data, focus, values):
            yield None

    return demand


def _min_count(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.2.1."""
    least = int(value.value)
    return _all(lambda data, focus, values: len(values) >= least)


def _max_count(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.2.2."""
    most = int(value.value)
    return _all(lambda data, focus, values: len(values) <= most)


def _class(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.1.1, without subclasses: the shapes name every class they accept."""
    return _each(lambda data, found: value in data.of(key(found)).get(_RDF + "type", ()))


def _datatype(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.1.2: the datatype, and a lexical form that is one of its."""
    datatype = key(value)
    return _each(
        lambda data, found: isinstance(found, Literal) and found.datatype.value == datatype and _well_formed(found)
    )


def _well_formed(literal: Literal) -> bool:
    if literal.datatype.value != _XSD + "date":
        return True
    try:
        return bool(date.fromisoformat(literal.value)) and len(literal.value) == 10
    except ValueError:
        return False


_NODE_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "IRI": (NamedNode,),
    "Literal": (Literal,),
    "BlankNode": (BlankNode,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}


def _node_kind(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.1.3."""
    kinds = _NODE_KINDS[key(value).removeprefix(_SH)]
    return _each(lambda data, found: isinstance(found, kinds))


def _pattern(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.4.3."""
    pattern = re.compile(str(value.value))
    return _each(lambda data, found: not isinstance(found, BlankNode) and bool(pattern.search(found.value)))


def _language_in(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.4.4, for whole tags: the files have no region subtags."""
    tags = {str(item.value) for item in reader.items(value)}
    return _each(lambda data, found: isinstance(found, Literal) and found.language in tags)


def _unique_lang(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.4.5: one breach for each language that occurs more than once."""

    def demand(data: Data, focus: str, values: Sequence[Term]) -> Iterator[Term | None]:
        tags = [value.language for value in values if isinstance(value, Literal) and value.language]
        return (None for tag in sorted(set(tags)) if tags.count(tag) > 1)

    return demand


def _less_than_or_equals(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.5.4, for dates as xsd:date, which sort as text."""
    other = key(value)

    def demand(data: Data, focus: str, values: Sequence[Term]) -> Iterator[Term | None]:
        for found in values:
            for limit in data.of(focus).get(other, ()):
                if not (_is_date(found) and _is_date(limit) and found.value <= limit.value):
                    yield found

    return demand


def _is_date(term: Term) -> bool:
    return isinstance(term, Literal) and term.datatype.value == _XSD + "date" and _well_formed(term)


def _qualified(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.7.3."""
    shape = reader.shape(key(value))
    least = int(reader.text(own, "qualifiedMinCount") or 0)
    most = reader.text(own, "qualifiedMaxCount")

    def test(data: Data, focus: str, values: Sequence[Term]) -> bool:
        count = sum(conforms(data, found, shape) for found in values)
        return count >= least and (not most or count <= int(most))

    return _all(test)


def _or(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.6.3."""
    options = [reader.shape(key(item)) for item in reader.items(value)]
    return _each(lambda data, found: any(conforms(data, found, option) for option in options))


def _xone(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.6.4."""
    options = [reader.shape(key(item)) for item in reader.items(value)]
    return _each(lambda data, found: sum(conforms(data, found, option) for option in options) == 1)


def _not(reader: Reader, own: Properties, value: Term) -> Demand:
    """SHACL 4.6.1."""
    shape = reader.shape(key(value))
    return _each(lambda data, found: not conforms(data, found, shape))


COMPONENTS: Final[Mapping[str, Callable[[Reader, Properties, Term], Demand]]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "pattern": _pattern,
    "languageIn": _language_in,
    "uniqueLang": _unique_lang,
    "lessThanOrEquals": _less_than_or_equals,
    "qualifiedValueShape": _qualified,
    "or": _or,
    "xone": _xone,
    "not": _not,
}
