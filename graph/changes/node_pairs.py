"""What differs between two descriptions of one thing, fact by fact: parts are paired by what they say, then compared.

A part is a ``#`` node or a nameless node below the thing. Definitions are paired by language and audience,
components by the characteristic they ask for, other named parts by name, nameless ones by best match of text.
Comparing the other way round gives the same differences with ``before`` and ``after`` exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.changes.content import Properties, term
from graph.changes.word_diff import likeness
from graph.turtle.ordering import Facts, Node, Term

Item = TypeVar("Item")
Pair = tuple[Item | None, Item | None]

PART: Final = "#"
SOURCE: Final = "^source"
_NOTHING: Final[Properties] = {}
_CHANGED_TEXT: Final = 0.5
_VALUE: Final = term("rdf:value")
_AUDIENCE: Final = term("dct:audience")
# Other properties may point at a named part without its being theirs, as a pair rule does at two codes.
_HOLDS_PARTS: Final = frozenset(
    term(name)
    for name in (
        "euvoc:xlDefinition", "cmp:structure", "qb:component", "cmp:pairRule", "dcat:contactPoint",
        "skosno:hasGenericConceptRelation", "skosno:hasPartitiveConceptRelation", "skosno:isFromConceptIn",
    )
)  # fmt: skip
_ATTRIBUTE: Final = term("qb:attribute")


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is not the same: the way to it from the thing (property IRIs), and its value on each side.

    ``part_before`` and ``part_after`` are all facts about the node it is a fact of. A whole part that is only on one
    side has the facts of that part there, and its node as value.
    """

    path: tuple[str, ...]
    before: Term | None
    after: Term | None
    part_before: Properties
    part_after: Properties


def compare_facts(before: Facts, after: Facts, main: str) -> list[Difference]:
    """Everything that differs about ``main`` and what else the two describe; empty when they say the same."""
    walk = _Walk(before, after, main)
    root = NamedNode(main)
    found = list(walk.compare(root, root, ()))
    return found + list(walk.compare_rest())


def renamed(facts: Facts, old: str, new: str) -> Facts:
    """The same facts with the thing ``old`` and its parts called ``new``."""

    def name(node: Term) -> Term:
        if isinstance(node, NamedNode) and (node.value == old or node.value.startswith(old + "#")):
            return NamedNode(new + node.value.removeprefix(old))
        return node

    found: dict[Node, dict[str, list[Term]]] = {}
    for subject, properties in facts.items():
        called = name(subject)
        if not isinstance(called, Literal):
            found[called] = {predicate: [name(value) for value in values] for predicate, values in properties.items()}
    return found


class _Walk:
    """Goes through both descriptions at once, each node once."""

    def __init__(self, before: Facts, after: Facts, main: str) -> None:
        self._before, self._after, self._main = before, after, main
        self._seen: tuple[set[Node], set[Node]] = (set(), set())

    def compare(self, one: Node, other: Node, path: tuple[str, ...]) -> Iterator[Difference]:
        """Yield the differences between two nodes that are the same part."""
        self._seen[0].add(one)
        self._seen[1].add(other)
        old, new = self._before.get(one, _NOTHING), self._after.get(other, _NOTHING)
        for predicate in sorted({*old, *new}):
            values = old.get(predicate, ()), new.get(predicate, ())
            here = (*path, predicate)
            plain = [[v for v in values[side] if not self._is_part(predicate, v, side)] for side in (0, 1)]
            for first, second in _value_pairs(*plain):
                yield Difference(here, first, second, old, new)
            parts = [[v for v in values[side] if self._is_part(predicate, v, side)] for side in (0, 1)]
            yield from self._compare_parts(parts[0], parts[1], here)

    def compare_rest(self) -> Iterator[Difference]:
        """Yield the differences in what the thing does not lead to: codes of its list, labels of its sources."""
        rest = [
            {node for node in facts if isinstance(node, NamedNode) and node not in self._seen[side]}
            for side, facts in enumerate((self._before, self._after))
        ]
        for node in sorted(rest[0] | rest[1], key=lambda node: node.value):
            path = (PART if node.value.startswith(self._main + "#") else SOURCE,)
            if node in rest[0] and node in rest[1]:
                yield from self.compare(node, node, path)
            else:
                yield self._alone(node if node in rest[0] else None, node if node in rest[1] else None, path)

    def _is_part(self, predicate: str, value: Term, side: int) -> bool:
        if isinstance(value, BlankNode):
            return True
        if predicate not in _HOLDS_PARTS:
            return False
        facts = (self._before, self._after)[side]
        return isinstance(value, NamedNode) and value.value.startswith(self._main + "#") and value in facts

    def _compare_parts(self, old: Sequence[Term], new: Sequence[Term], path: tuple[str, ...]) -> Iterator[Difference]:
        sides = [[node for node in nodes if not isinstance(node, Literal)] for nodes in (old, new)]
        fresh = [[node for node in nodes if node not in self._seen[side]] for side, nodes in enumerate(sides)]
        for one, other in self._part_pairs(*fresh):
            if one is not None and other is not None:
                yield from self.compare(one, other, path)
            else:
                yield self._alone(one, other, path)

    def _part_pairs(self, old: Sequence[Node], new: Sequence[Node]) -> Iterator[Pair[Node]]:
        keys = [self._key(node, side) for side, nodes in enumerate((old, new)) for node in nodes]
        for key in sorted(set(keys)):
            group = [[node for node in nodes if self._key(node, side) == key] for side, nodes in enumerate((old, new))]
            same = {n for n in group[0] if isinstance(n, NamedNode)} & {n for n in group[1] if isinstance(n, NamedNode)}
            yield from ((node, node) for node in sorted(same, key=lambda node: node.value))
            rest = [[node for node in nodes if node not in same] for nodes in group]
            yield from _best_pairs(rest[0], rest[1], self._text_before, self._text_after)

    def _key(self, node: Node, side: int) -> tuple[str, ...]:
        said = (self._before, self._after)[side].get(node, _NOTHING)
        if _VALUE in said:
            languages = sorted((v.language or "") for v in said[_VALUE] if isinstance(v, Literal))
            return ("text", *languages[:1], *sorted(str(v) for v in said.get(_AUDIENCE, ())))
        if _ATTRIBUTE in said:
            return ("component", *sorted(str(v) for v in said[_ATTRIBUTE]))
        return ("named", node.value) if isinstance(node, NamedNode) else ("nameless",)

    def _text_before(self, node: Node) -> str:
        return content_text(self._before, node)

    def _text_after(self, node: Node) -> str:
        return content_text(self._after, node)

    def _alone(self, one: Node | None, other: Node | None, path: tuple[str, ...]) -> Difference:
        for side, node in enumerate((one, other)):
            if node is not None:
                self._mark(node, side)
        before = self._before.get(one, _NOTHING) if one is not None else _NOTHING
        after = self._after.get(other, _NOTHING) if other is not None else _NOTHING
        return Difference(path, one, other, before, after)

    def _mark(self, node: Node, side: int) -> None:
        """Count a part and its own parts as seen: they come and go with it."""
        if node in self._seen[side]:
            return
        self._seen[side].add(node)
        for predicate, values in (self._before, self._after)[side].get(node, _NOTHING).items():
            for value in values:
                if not isinstance(value, Literal) and self._is_part(predicate, value, side):
                    self._mark(value, side)


def content_text(facts: Facts, node: Node, seen: frozenset[Node] = frozenset()) -> str:
    """Everything said about a node as one text that does not depend on names of nameless nodes."""
    if node in seen:
        return ""
    said = [
        f"{predicate} {_as_text(facts, value, seen | {node})}"
        for predicate, values in facts.get(node, _NOTHING).items()
        for value in values
    ]
    return "\n".join(sorted(said))


def _as_text(facts: Facts, value: Term, seen: frozenset[Node]) -> str:
    return f"[{content_text(facts, value, seen)}]" if isinstance(value, BlankNode) else str(value)


def _value_pairs(old: Iterable[Term], new: Iterable[Term]) -> Iterator[Pair[Term]]:
    """Pair the values that are only on one side: one with one, texts of a language by likeness, others alone."""
    before, after = set(old), set(new)
    gone, come = before - after, after - before
    if len(before) == len(after) == 1 and gone:
        only, instead = next(iter(gone)), next(iter(come))
        if _language(only) == _language(instead):
            yield only, instead
            return
    for language in sorted({_language(value) for value in gone | come}):
        first = [value for value in gone if _language(value) == language]
        second = [value for value in come if _language(value) == language]
        single = all(sum(_language(v) == language for v in side) == 1 for side in (before, after))
        least = 0.0 if single and language else _CHANGED_TEXT if language else 2.0
        yield from _best_pairs(first, second, str, str, least)


def _best_pairs(
    old: Sequence[Item],
    new: Sequence[Item],
    text_before: Callable[[Item], str],
    text_after: Callable[[Item], str],
    least: float = 0.0,
) -> Iterator[Pair[Item]]:
    """Pair what is most alike first; what is less alike than ``least`` stays alone. Blind to which side is which."""
    first, second = {text_before(item): item for item in old}, {text_after(item): item for item in new}
    ranked = sorted((-likeness(one, other), sorted((one, other)), one, other) for one in first for other in second)
    for negative, _, one, other in ranked:
        if one in first and other in second and -negative >= least:
            yield first.pop(one), second.pop(other)
    yield from ((first[text], None) for text in sorted(first))
    yield from ((None, second[text]) for text in sorted(second))


def _language(value: Term) -> str:
    return (value.language or "") if isinstance(value, Literal) else ""
