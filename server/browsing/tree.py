"""A part of the concept hierarchy that fits on a page: what is not shown is a link away."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from graph.outline import Link, Outline, OutlineConcept

NODES: Final = 300
PER_BRANCH: Final = 100


@dataclass(slots=True)
class Branch:
    """A concept in the tree, how it stands below the one above, and how many stand below it: all are shown, or none."""

    concept: OutlineConcept
    link: Link | None
    count: int
    below: list[Branch] = field(default_factory=list)


def grow(outline: Outline, tops: Iterable[tuple[OutlineConcept, Link | None]], language: str) -> list[Branch]:
    """Return a tree from ``tops`` down, level by level, until NODES concepts are in it.

    A branch with more than PER_BRANCH concepts right below it is left closed.
    """
    roots = [Branch(concept, link, outline.narrower_count(concept.iri)) for concept, link in tops]
    size = len(roots)
    waiting = deque((root, frozenset({root.concept.iri})) for root in roots)
    while waiting:
        branch, above = waiting.popleft()
        if not branch.count or branch.count > PER_BRANCH or size + branch.count > NODES:
            continue
        size += branch.count
        for concept, link in outline.narrower(branch.concept.iri, language):
            # A concept that stands below itself is shown once, and closed.
            count = 0 if concept.iri in above else outline.narrower_count(concept.iri)
            branch.below.append(Branch(concept, link, count))
        waiting.extend((each, above | {each.concept.iri}) for each in branch.below)
    return roots
