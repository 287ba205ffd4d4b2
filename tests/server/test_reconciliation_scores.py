"""Scores: from 0 to 100, equal names first, and never a match where there is doubt."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.searching.ranking import Fit
from server.reconciliation.entity import Candidate, Condition, Query
from server.reconciliation.ranking import Finds, ranked
from server.reconciliation.scoring import alike_score, holds, likeness, overlap, weighed

names = st.text("abæø _", max_size=8)
finds = st.dictionaries(st.sampled_from("abcd"), st.tuples(st.floats(0, 100), st.booleans(), st.booleans()))


@given(names, names)
def test_likeness_and_overlap(one: str, other: str) -> None:
    """Between nothing and all, and all for the same."""
    assert 0 <= likeness(one, other) <= 1
    assert 0 <= overlap(one, other) <= 1
    assert likeness(one, one) == 1


@given(st.sampled_from(Fit), names, names, st.booleans(), st.lists(st.booleans()))
def test_scores_stay_within_bounds(fit: Fit, one: str, other: str, corrected: bool, held: list[bool]) -> None:
    """Conditions that do not hold take something off, and never add."""
    score = alike_score(fit, likeness(one, other), corrected=corrected)
    assert 0 <= score <= 100
    assert 0 <= weighed(score, held) <= 100
    assert weighed(score, [False]) <= score


@given(st.lists(names, min_size=1), st.lists(names))
def test_quantifiers(values: list[str], found: list[str]) -> None:
    """All is more than any; none is the opposite of any."""

    def told(quantifier: str) -> bool:
        return holds(Condition("p", tuple(values), False, quantifier), found)  # type: ignore[arg-type]

    assert told("none") is not told("any")
    assert told("any") or not told("all")


@given(finds, st.integers(1, 3))
def test_one_match_at_most(found: dict[str, tuple[float, bool, bool]], limit: int) -> None:
    """Only the single sure candidate that is in use is a match; the best come first."""
    given_ = Finds()
    for entity, (score, sure, _) in found.items():
        given_.add(entity, score, {}, sure=sure)
    ranking = ranked(
        Query(("navn",), limit=limit),
        given_,
        lambda entity: Candidate(entity, entity, 0.0, False, (), "", {}),
        lambda entity, name: [],
        lambda entity: found[entity][2],
    )
    assert len(ranking) == min(limit, len(found))
    assert [each.score for each in ranking] == sorted((each.score for each in ranking), reverse=True)
    certain = [entity for entity, (_, sure, usable) in found.items() if sure and usable]
    assert [each.id for each in ranking if each.match] in ([], certain if len(certain) == 1 else [])
