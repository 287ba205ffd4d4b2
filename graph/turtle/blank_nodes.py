"""Blank nodes in a file that people edit: allowed as trees, refused as anything else.

A tree can be written inline at one place (``[ … ]``), and its text alone says where it belongs. A node that
is shared, part of a circle or owned by nobody needs a label that changes with every rewriting.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from graph.checks.rule import finding
from graph.errors import BlankNodeError
from graph.turtle.ordering import Facts, Term
from graph.turtle.statements import statements
from graph.turtle.tokens import Lines, tokens

_DEEPEST: Final = 100


def refuse_unless_trees(text: str, facts: Facts) -> None:
    """Raise ``BlankNodeError`` when a blank node of ``facts``, read from ``text``, is not part of a tree."""
    references = Counter(value for value in _objects(facts) if isinstance(value, BlankNode))
    for node, count in references.items():
        if count > 1:
            raise _error(text, "shared", node)
    owned = _reached(text, facts)
    for subject in facts:
        if isinstance(subject, BlankNode) and subject not in owned:
            raise _error(text, "circle" if references[subject] else "unowned", subject)


def _objects(facts: Facts) -> list[Term]:
    return [value for own in facts.values() for values in own.values() for value in values]


def _reached(text: str, facts: Facts) -> set[BlankNode]:
    """The blank nodes reached from IRIs, nesting bounded so that writing them needs no deep recursion."""
    reached: set[BlankNode] = set()
    level = _objects({node: own for node, own in facts.items() if isinstance(node, NamedNode)})
    for _ in range(_DEEPEST):
        nodes = [node for node in level if isinstance(node, BlankNode)]
        if not nodes:
            return reached
        reached.update(nodes)
        level = _objects({node: facts.get(node, {}) for node in nodes})
    raise _error(text, "deep", next(iter(reached)))


def _error(text: str, variant: str, node: BlankNode) -> BlankNodeError:
    line, column = Lines.of(text).position(_offset(text, node))
    return BlankNodeError(finding("FIL-12", variant, line=line, column=column))


def _offset(text: str, node: BlankNode) -> int:
    """Where the node stands: at its label, else at the first block that opens with a nameless node."""
    label = f"_:{node.value}"
    places = [token.start for token in tokens(text) if token.text == label]
    opening = [s.tokens[0].start for s in statements(text) if s.tokens and s.tokens[0].text in {"[", "("}]
    inner = [token.start for token in tokens(text) if token.text in {"[", "("}]
    return (places or opening or inner or [0])[0]
