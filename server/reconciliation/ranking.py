"""Ranking: from what was found for a query to its candidates, with scores and, where there is no doubt, a match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graph.searching.answer import Answer, Hit
from server.reconciliation.entity import Candidate, Kind, Query
from server.reconciliation.scoring import (
    CERTAIN,
    OUT_OF_USE,
    alike_score,
    holds,
    likeness,
    overlap,
    weighed,
)

# So many more of the best than are asked for are looked at, since some may turn out to be of another type.
_SPARE: Final = 5


@dataclass(slots=True)
class Found:
    """An entity with the best score one of its names gave it, and whether that name leaves no doubt."""

    score: float
    sure: bool = False
    features: dict[str, float | bool] = field(default_factory=dict)


class Finds:
    """What was found for one query, the best of each entity."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}

    def add(self, entity: str, score: float, features: Mapping[str, float | bool], *, sure: bool = False) -> None:
        """Take note of an entity found in one way; ``features`` of every way are kept."""
        known = self.found.get(entity)
        if known is None:
            self.found[entity] = Found(score, sure, dict(features))
            return
        if score > known.score:
            known.score = score
        known.sure = known.sure or sure
        known.features = {**features, **known.features}

    def best(self, most: int | None) -> list[tuple[str, Found]]:
        """Return the entities with the highest scores, all of them for None."""
        return sorted(self.found.items(), key=lambda item: (not item[1].sure, -item[1].score, item[0]))[:most]

    def add_answer(self, name: str, answer: Answer) -> None:
        """Take note of what a search for ``name`` found, or what came closest."""
        for hit in answer.hits:
            alike = likeness(name, hit.matched.value)
            score = alike_score(hit.fit, alike, corrected=answer.corrected is not None)
            self.add(hit.thing.iri, round(score, 1), _features(name, hit, alike))
        for hit in answer.nearest:
            alike = likeness(name, hit.matched.value)
            self.add(hit.thing.iri, round(40 * alike, 1), _features(name, hit, alike))


def ranked(
    query: Query,
    finds: Finds,
    described: Callable[[str], Candidate | None],
    values: Callable[[str, str], Sequence[str]],
    usable: Callable[[str], bool],
) -> list[Candidate]:
    """Return the candidates, the best first.

    ``described`` makes an unscored candidate of an identifier, ``values`` gives the values of one of its properties as
    texts and identifiers, ``usable`` tells whether it still holds.
    """
    candidates = []
    sure: list[str] = []
    # With conditions any may be the one that fulfils them.
    every = bool(query.conditions) or len(query.types) > 1
    for entity, found in finds.best(None if every else 2 * query.limit + _SPARE):
        plain = described(entity)
        if plain is None or not _of_type(plain.kinds, query.types):
            continue
        held = {each: holds(each, values(entity, each.property)) for each in query.conditions}
        if any(each.required and not fulfilled for each, fulfilled in held.items()):
            continue
        named = bool(query.names or query.ids)
        score = weighed(found.score, list(held.values())) if named else CERTAIN * _share(held.values())
        ok = usable(entity)
        features = found.features | {"status_ok": ok} | ({"type_match": True} if query.types else {})
        if held:
            features |= {"conditions": round(100 * _share(held.values()))}
        candidates.append(replace(plain, score=max(score - (0 if ok else OUT_OF_USE), 0.0), features=features))
        if found.sure and ok and all(held.values()):
            sure.append(entity)
    candidates.sort(key=lambda each: (-each.score, each.name, each.id))
    certain = sure[0] if len(sure) == 1 else None
    return [replace(each, match=each.id == certain) for each in candidates[: query.limit]]


def _features(name: str, hit: Hit, alike: float) -> Mapping[str, float]:
    return {"label_similarity": round(100 * alike), "token_overlap": round(100 * overlap(name, hit.matched.value))}


def _of_type(kinds: Iterable[Kind], wanted: Sequence[str]) -> bool:
    return not wanted or any(kind.id in wanted for kind in kinds)


def _share(held: Iterable[bool]) -> float:
    all_held = list(held)
    return sum(all_held) / len(all_held) if all_held else 0.0
