"""Change: one thing that is not as it was, in words; and all changes of one concept or other thing together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from graph.changes.weight import Weight
from graph.comparing.verdict import Verdict
from graph.words import Words

State = Literal["new", "changed", "moved", "gone"]

CONCEPT: Final = "concept"


@dataclass(frozen=True, slots=True)
class Change:
    """What it is about, and what it was and is: None where there was, or is, nothing.

    ``kind`` is the word for it in JSON. ``language`` is that of the texts, "" when they are names, which each reader
    gets in their own. ``prose`` says that the texts are worth comparing word by word.
    """

    kind: str
    weight: Weight
    about: Words
    before: Words | None
    after: Words | None
    language: str = ""
    prose: bool = False

    @property
    def identity(self) -> tuple[object, ...]:
        """What the change is, without its weight: exchanged ``before`` and ``after``, that of the reverse change."""
        texts = (tuple(sorted(words.items())) if words else None for words in (self.before, self.after))
        return (self.kind, tuple(sorted(self.about.items())), self.language, *texts)


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """Pairs of fields whose answer changes in one way: how many, and some by name. None: not compared at all."""

    before: Verdict | None
    after: Verdict | None
    count: int
    pairs: tuple[tuple[Words, Words], ...]

    @property
    def weight(self) -> Weight:
        """Breaking where figures that could be used no longer can."""
        lost = _usable(self.before) and not _usable(self.after)
        return Weight.BREAKING if lost else Weight.SUBSTANTIAL


@dataclass(frozen=True, slots=True)
class Review:
    """Mapped fields somebody must look at again: their names, and how many organisations own them."""

    fields: tuple[str, ...]
    owners: int


@dataclass(frozen=True, slots=True)
class ThingChange:
    """Everything that changes about one thing.

    ``kind`` is what it is: concept, characteristic, unit, code-list, vocabulary, catalogue, organisation or sector.
    ``status`` and the two versions are "" where there is none; ``path`` is the file it stands in.
    """

    iri: str
    label: Words
    kind: str
    state: State
    path: str = ""
    status: str = ""
    version_before: str = ""
    version_after: str = ""
    changes: tuple[Change, ...] = ()
    notes: tuple[Words, ...] = ()
    review: Review | None = None
    verdicts: tuple[VerdictChange, ...] = ()

    @property
    def weight(self) -> Weight:
        """That of the gravest change."""
        found = [change.weight for change in self.changes] + [change.weight for change in self.verdicts]
        if self.state == "gone" or self.state == "moved":
            found.append(Weight.BREAKING)
        return max(found, default=Weight.SUBSTANTIAL if self.state == "new" else Weight.EDITORIAL)

    def with_more(self, *changes: Change) -> ThingChange:
        """The same with further changes at the end."""
        return replace(self, changes=(*self.changes, *changes))


def _usable(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict <= Verdict.CAVEAT
