"""Profile: all that a use says that can change a verdict. Uses with equal profiles are interchangeable.

Answers are resolved here: «as the common definition» becomes the reference value while the use is mapped to
the current major version, and whatever cannot be compared by becomes None, with the cause beside it.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from dataclasses import field as member
from enum import StrEnum

from graph.comparing.characteristic import NO, YES
from graph.comparing.measure import Component, Measure
from graph.comparing.unit import Unit
from graph.mapping import AS_COMMON, SEVERAL, UNKNOWN, Mapping, Relation


class Cause(StrEnum):
    """Why there is no answer to compare by."""

    MISSING = "missing"
    UNKNOWN = "unknown-answer"
    SEVERAL = "several-answers"
    NOT_LISTED = "not-listed"
    NO_REFERENCE = "no-reference"
    RESIDUAL = "residual"


class Standing(StrEnum):
    """Whether the stated relation to the concept agrees with the answers."""

    AGREES = "agrees"
    RELATED = "related"
    NOT_STATED = "no-relation"
    CONTRADICTED = "contradiction"
    UNDESCRIBED = "undescribed"


@dataclass(frozen=True, slots=True)
class Profile:
    """The resolved use; the fields from ``measured_in`` on follow or explain, and do not tell profiles apart.

    ``answers`` maps each characteristic of the measure to a code in its list or None; ``data`` maps each data
    characteristic to whether the organisation has the data, None when not stated. ``relation`` is kept where
    it does not agree with the answers.
    """

    concept: str
    standing: Standing
    relation: Relation | None
    unit: str | None
    answers: tuple[tuple[str, str | None], ...]
    data: tuple[tuple[str, bool | None], ...]
    trusted: bool
    current: bool
    example: bool
    measured_in: Unit | None = member(compare=False, repr=False)
    by_characteristic: MappingOf[str, str | None] = member(compare=False, repr=False)
    by_data: MappingOf[str, bool | None] = member(compare=False, repr=False)
    codes: frozenset[str | None] = member(compare=False, repr=False)
    causes: MappingOf[str, Cause] = member(compare=False, repr=False)
    version: str | None = member(compare=False, repr=False)

    def anonymous(self) -> Profile:
        """The same profile without what only one use explains."""
        return replace(self, causes={}, version=None)


def profile_of(measure: Measure, use: Mapping) -> Profile:
    """Resolve a use against the measure of its own concept."""
    current = use.common or measure.has_version(use.version)
    answers: dict[str, str | None] = {}
    causes: dict[str, Cause] = {}
    for component in measure.components:
        asked = component.characteristic.iri
        answer = _resolve(component, use.answers.get(asked), current)
        if isinstance(answer, Cause):
            causes[asked] = answer
        answers[asked] = None if isinstance(answer, Cause) else answer
    data = {key: _has(measure, key, use.answers.get(key)) for key in measure.data}
    codes = frozenset(answers.values())
    standing = _standing(measure, use, answers, codes)
    return Profile(
        concept=measure.concept,
        standing=standing,
        relation=None if standing is Standing.AGREES else use.relation,
        unit=use.unit.iri if use.unit else None,
        answers=tuple(answers.items()),
        data=tuple(data.items()),
        trusted=use.may_be_trusted,
        current=current,
        example=use.example,
        measured_in=use.unit,
        by_characteristic=answers,
        by_data=data,
        codes=codes,
        causes=causes,
        version=use.version,
    )


def deviations(
    measure: Measure, answers: MappingOf[str, str | None], codes: frozenset[str | None]
) -> list[tuple[Component, str]]:
    """The deciding characteristics answered otherwise than the common definition does, with the answer."""
    return [
        (component, answer)
        for component in measure.components
        if component.decides
        and component.reference
        and component.asked_of(codes)
        and (answer := answers[component.characteristic.iri])
        and answer != component.reference
    ]


def _resolve(component: Component, stated: str | None, current: bool) -> str | Cause:
    if stated is None:
        return Cause.MISSING
    if stated == UNKNOWN:
        return Cause.UNKNOWN
    if stated == SEVERAL:
        return Cause.SEVERAL
    if stated == AS_COMMON:
        # The attestation was made about one major version and says nothing about the next.
        stated = component.reference if current else UNKNOWN
        if not stated or stated == UNKNOWN:
            return Cause.NO_REFERENCE if current else Cause.MISSING
    return stated if stated in component.characteristic.codes else Cause.NOT_LISTED


def _has(measure: Measure, data: str, stated: str | None) -> bool | None:
    code = measure.data[data].codes.get(stated or "")
    notation = code.notation if code else None
    return True if notation == YES else False if notation == NO else None


def _standing(
    measure: Measure,
    use: Mapping,
    answers: MappingOf[str, str | None],
    codes: frozenset[str | None],
) -> Standing:
    if use.relation is None:
        return Standing.NOT_STATED
    if use.relation is Relation.RELATED:
        return Standing.RELATED
    deviates = bool(deviations(measure, answers, codes))
    if use.relation is Relation.EXACT:
        return Standing.CONTRADICTED if deviates else Standing.AGREES
    return Standing.AGREES if deviates else Standing.UNDESCRIBED
