"""Difference: one point where two figures differ, or cannot be seen not to, and the verdict that follows."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as member
from enum import StrEnum
from typing import Final

from graph.comparing.characteristic import Characteristic, PairRule
from graph.comparing.formula import Formula
from graph.comparing.profile import Cause
from graph.comparing.verdict import Verdict
from graph.words import Words


class Side(StrEnum):
    """Which of the two figures."""

    FIRST = "first"
    SECOND = "second"


BOTH: Final = (Side.FIRST, Side.SECOND)


class Kind(StrEnum):
    """What sort of point it is; the value names its words in ``reasons.toml``."""

    SAME = "same"
    OTHER_CONCEPT = "other-concept"
    NO_CONCEPT = "no-concept"
    NO_CHARACTERISTICS = "no-characteristics"
    RELATED = "related"
    NOT_STATED = "no-relation"
    CONTRADICTED = "contradiction"
    UNDESCRIBED = "undescribed"
    NO_ANSWER = "no-answer"
    RULED_OUT = "ruled-out"
    RULED_CAVEAT = "ruled-caveat"
    RULED_CONVERTIBLE = "ruled-convertible"
    RULE_INCOMPLETE = "rule-incomplete"
    DATA_MISSING = "data-missing"
    DATA_NOT_STATED = "data-not-stated"
    BLOCKING = "blocking"
    CAVEAT = "caveat"
    NOT_ASSESSED = "not-assessed"
    INFORMATIVE = "informative"
    UNIT_MISSING = "unit-missing"
    UNIT_KIND = "unit-kind"
    UNIT_CONVERTIBLE = "unit-convertible"
    UNIT_UNDESCRIBED = "unit-undescribed"
    NOT_REVIEWED = "not-reviewed"
    OTHER_VERSION = "other-version"
    CONCEPT_STATUS = "concept-status"
    OTHER_PART = "other-part"
    ASSUMED = "assumed"
    UNDATED = "undated"
    OVERLAP = "overlap"


ASSUMES: Final = frozenset({Kind.ASSUMED, Kind.UNDATED})
GATES: Final = frozenset({Kind.NOT_REVIEWED, Kind.OTHER_VERSION}) | ASSUMES


@dataclass(frozen=True, slots=True)
class Lack:
    """Data a rule needs that one side does not have, or does not say it has."""

    side: Side
    data: str
    label: Words = member(compare=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One point; ``first`` and ``second`` are codes, units or concepts with their labels, or two versions, or the
    first and the last day of a description that is assumed to hold on other days too.

    ``sides`` tells whom the point is about where it is not about both alike. ``formula`` turns the first figure into
    the second; ``by_recipe`` when the way there is not a formula. ``lacks`` holds, for each rule that could be used,
    the data missing for it: any one of them would do.
    """

    kind: Kind
    verdict: Verdict
    characteristic: Characteristic | None = None
    first: str | None = None
    second: str | None = None
    first_label: Words | None = None
    second_label: Words | None = None
    sides: tuple[Side, ...] = BOTH
    causes: tuple[Cause, ...] = ()
    rule: PairRule | None = None
    formula: Formula | None = None
    by_recipe: bool = False
    lacks: tuple[tuple[Lack, ...], ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this difference from others of the same measure, independent of the two uses."""
        return (
            self.kind,
            self.verdict,
            self.characteristic.iri if self.characteristic else None,
            self.first,
            self.second,
            self.sides,
            self.rule.iri if self.rule else None,
            tuple(tuple((lack.side, lack.data) for lack in lacks) for lacks in self.lacks),
        )
