"""Groups of uses that get the same answer against everything, and the answers between them, so that
an answer per pair of groups stands for every pair of uses (``cmp:ComparabilityGroup``)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations, product

from graph.comparing.comparability import Comparability, compare_profiles
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.parties import group_parties
from graph.comparing.profile import Profile, profile_of
from graph.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Group:
    """Interchangeable uses of one concept; ``within`` is the answer for two different members."""

    iri: str
    measure: Measure
    profile: Profile
    members: tuple[str, ...]
    within: Comparability


def groups_of(measure: Measure, uses: Iterable[Mapping], day: dt.date) -> list[Group]:
    """The figures of a concept valid on ``day``, and the concept's own definition, in groups sorted by IRI."""
    members: defaultdict[Profile, list[str]] = defaultdict(list)
    for use in (common_meaning(measure), *uses):
        if use.measured and use.concept == measure.concept and use.valid_on(day):
            members[profile_of(measure, use).anonymous()].append(use.iri)
    told = group_parties()
    return sorted(
        (
            Group(
                iri=f"{measure.concept}/sammenligning#gruppe-{fingerprint(profile)}",
                measure=measure,
                profile=profile,
                members=tuple(sorted(found)),
                within=compare_profiles((measure, measure), profile, profile, told),
            )
            for profile, found in members.items()
        ),
        key=lambda group: group.iri,
    )


def between(first: Group, second: Group) -> Comparability:
    """The answer for any member of one group against any member of another."""
    measures = (first.measure, second.measure)
    return compare_profiles(measures, first.profile, second.profile, group_parties())


def pairs_of_groups(groups: MappingOf[str, list[Group]]) -> Iterator[tuple[Group, Group]]:
    """Yield every pair of groups that can hold comparable uses, given the groups of each concept by IRI.

    Groups of two concepts are paired only where the concepts count as the same; all other uses of different
    concepts are not comparable, and no answer needs to be kept for them.
    """
    for concept in sorted(groups):
        yield from combinations(groups[concept], 2)
    for one, other in combinations(sorted(groups), 2):
        first, second = groups[one], groups[other]
        if first[0].measure.same_concept(second[0].measure):
            yield from product(first, second)


def fingerprint(thing: object) -> str:
    """A short name that is the same for equal things in every build."""
    return sha256(repr(thing).encode()).hexdigest()[:12]
