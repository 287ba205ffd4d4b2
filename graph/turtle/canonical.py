"""Canonical Turtle: one text for one set of facts, one fact per line, comments kept.

Blocks: the main subject first, then its ``#`` parts by IRI, other described things, and last the sources that
are only labelled. Facts: in a fixed order of predicates, objects by language and then by text. So two people
who say the same write the same, and a changed fact is a changed line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from graph.checks.rule import finding
from graph.errors import NotIsomorphic
from graph.namespaces import BASE, PREFIXES
from graph.turtle.blank_nodes import refuse_unless_trees
from graph.turtle.comments import Comments, comments
from graph.turtle.ordering import (
    Facts,
    Term,
    gather,
    main_subject,
    object_rank,
    ordered_subjects,
    predicate_rank,
)
from graph.turtle.parsing import parse
from graph.turtle.terms import TermWriter, composed

_INDENT: Final = "    "
_FIRST: Final = PREFIXES["rdf"] + "first"
_REST: Final = PREFIXES["rdf"] + "rest"
_NIL: Final = NamedNode(PREFIXES["rdf"] + "nil")


def canonical(text: str, base: str = BASE) -> str:
    """The canonical form of a Turtle text; ``base`` is the base IRI the content is written with.

    Idempotent, and the same for every order of blocks, facts and prefixes in ``text``. A byte order mark,
    CRLF and text not in normalisation form C are mended. Raises ``TurtleSyntaxError`` when the text is
    not Turtle, ``CommentLost`` when a comment would be dropped, ``BlankNodeError`` when blank nodes are not a
    tree, and ``NotIsomorphic`` instead of returning a text that says something else.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return rewritten(plain, parse(plain), base)


def rewritten(text: str, triples: Sequence[Triple], base: str = BASE) -> str:
    """The same for a text with LF line ends whose ``triples`` are parsed already."""
    triples = [
        Triple(t.subject, t.predicate, composed(t.object)) if isinstance(t.object, Literal) else t for t in triples
    ]
    kept = comments(text)
    facts = gather(triples)
    refuse_unless_trees(text, facts)
    written = _Writer(facts, base).text(kept)
    if written != text and not _same(triples, parse(written)):
        raise NotIsomorphic(finding("FIL-16", "changed"))
    return written


class _Writer:
    """Writes the facts of one file; a value is a list of lines, the first of which follows the predicate."""

    def __init__(self, facts: Facts, base: str) -> None:
        self._facts = facts
        self._main = main_subject(facts, base)
        self._terms = TermWriter(self._main, base)

    def text(self, kept: Comments) -> str:
        """The whole file; the header stands above the first block when no prefix is needed."""
        blocks = [self._block(subject, kept.above) for subject in ordered_subjects(self._facts, self._main)]
        prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(self._terms.used.items()))
        header = "".join(f"{line}\n" for line in kept.header)
        top = header + prefixes
        return top + ("\n" if prefixes and blocks else "") + "\n".join(blocks)

    def _block(self, subject: NamedNode, above: Mapping[str, tuple[str, ...]]) -> str:
        facts = "".join(f"{_INDENT}{line}\n" for line in self._facts_of(subject))
        notes = "".join(f"{line}\n" for line in above.get(subject.value, ()))
        return f"{notes}{self._terms.iri(subject.value)}\n{facts}{_INDENT}.\n"

    def _facts_of(self, subject: NamedNode | BlankNode) -> Iterator[str]:
        own = [(iri, self._terms.predicate(iri), values) for iri, values in self._facts[subject].items()]
        for _, name, values in sorted(own, key=lambda fact: predicate_rank(fact[0], fact[1])):
            for lines in self._ordered(values):
                yield f"{name} {lines[0]}" + (" ;" if len(lines) == 1 else "")
                yield from lines[1:-1]
                if len(lines) > 1:
                    yield f"{lines[-1]} ;"

    def _ordered(self, values: Sequence[Term]) -> list[list[str]]:
        written = [(value, self._value(value)) for value in values]
        written.sort(key=lambda pair: object_rank(self._facts, pair[0], "\n".join(pair[1])))
        return [lines for _, lines in written]

    def _value(self, term: Term) -> list[str]:
        if not isinstance(term, BlankNode):
            return [self._terms.term(term)]
        items = list_items(self._facts, term)
        if items is not None:
            inner = [line for item in items for line in self._value(item)]
            return ["(", *(_INDENT + line for line in inner), ")"]
        if term not in self._facts:
            return ["[]"]
        return ["[", *(_INDENT + line for line in self._facts_of(term)), "]"]


def list_items(facts: Facts, head: BlankNode) -> list[Term] | None:
    """The items of a well-formed RDF list that starts at ``head``; None when it is something else."""
    items: list[Term] = []
    cell: Term = head
    while cell != _NIL:
        own = facts.get(cell, {}) if isinstance(cell, BlankNode) else {}
        if set(own) != {_FIRST, _REST} or len(own[_FIRST]) != 1 or len(own[_REST]) != 1:
            return None
        items.append(own[_FIRST][0])
        cell = own[_REST][0]
    return items


def _same(left: Sequence[Triple], right: Sequence[Triple]) -> bool:
    """Whether two graphs are isomorphic (RDF 1.1 Concepts, 3.6)."""
    return _named(left) == _named(right)


def _named(triples: Sequence[Triple]) -> set[Quad]:
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    if any(isinstance(node, BlankNode) for t in triples for node in (t.subject, t.object)):
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)
