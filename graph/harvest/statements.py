"""Statements by subject, to pick from: what a profile has a place for is taken, everything else stays behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from graph.store import Term

Subject = ox.NamedNode | ox.BlankNode


@cache
def term(name: str) -> ox.NamedNode:
    """The node of a prefixed name such as ``skos:prefLabel``."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


class Statements:
    """What is said, by subject and property."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        """Gather ``quads``, whatever graph they are in, each statement once."""
        self._said: defaultdict[Term, defaultdict[str, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
        for quad in quads:
            self._said[quad.subject][quad.predicate.value][quad.object] = None

    def of(self, subject: Term, name: str) -> list[Term]:
        """The values of a property, given as a prefixed name."""
        return list(self._said[subject].get(term(name).value, ())) if subject in self._said else []

    def nodes(self, subject: Term, name: str) -> list[Subject]:
        """The values that are nodes."""
        return [value for value in self.of(subject, name) if isinstance(value, ox.NamedNode | ox.BlankNode)]

    def typed(self, kind: str) -> list[ox.NamedNode]:
        """The IRIs of a class, sorted."""
        found = (subject for subject in list(self._said) if term(kind) in self.of(subject, "rdf:type"))
        return sorted((node for node in found if isinstance(node, ox.NamedNode)), key=str)

    def picked(self, subject: Subject, names: Collection[str]) -> Iterator[ox.Triple]:
        """The statements about a subject with some properties, given as prefixed names."""
        for name in names:
            for value in self.of(subject, name):
                yield ox.Triple(subject, term(name), value)


def about(subject: Subject, said: Mapping[str, Term] | Mapping[str, Term | Iterable[Term]]) -> Iterator[ox.Triple]:
    """Statements about a subject, by prefixed name of the property: one value, or several."""
    for name, values in said.items():
        if isinstance(values, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple):
            yield ox.Triple(subject, term(name), values)
        else:
            for value in values:
                yield ox.Triple(subject, term(name), value)
