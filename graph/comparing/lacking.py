"""Data that a pair rule needs and a side does not have, or does not say it has, as reasons tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.comparing.characteristic import PairRule
from graph.comparing.difference import Difference, Lack, Side
from graph.comparing.measure import Measure
from graph.comparing.parties import Party
from graph.comparing.reason_words import phrase, quoted
from graph.words import AND, OR, listed

Parties = tuple[Party, Party]


def asked_for(difference: Difference, parties: Parties) -> Sequence[tuple[Lack, ...]]:
    """The data that somebody could have: a definition has none, so it is asked for where there is another side."""
    stated = difference.lacks
    of_others = (tuple(lack for lack in lacks if not _party(parties, lack.side).common) for lacks in stated)
    return [lacks for lacks in of_others if lacks] or stated


def told(difference: Difference, parties: Parties, lang: str) -> str:
    """The data and where it is needed, in one language; empty when none is lacking."""
    rules = [_by_data(lacks, parties, lang) for lacks in asked_for(difference, parties)]
    words = phrase("data-at")[lang]
    same = {data for rule in rules for data in rule}
    if len(same) == 1 and all(len(places) == 1 for rule in rules for places in rule.values()):
        places = [place for rule in rules for found in rule.values() for place in found]
        return words.format(data=same.pop(), s=listed(places, OR, lang))
    # What one rule needs is needed together; rules are alternatives to each other.
    needs = [
        listed([words.format(data=data, s=listed(at, AND, lang)) for data, at in rule.items()], AND, lang)
        for rule in rules
    ]
    return listed(needs, OR, lang)


def needed(rule: PairRule | None, measures: tuple[Measure, Measure], lang: str) -> str:
    """The other figures a conversion takes."""
    if not rule or not (rule.needs_from or rule.needs_to):
        return phrase("no-data")[lang]
    data = {**measures[1].data, **measures[0].data}
    labels = [data[key].label[lang] for key in sorted(rule.needs_from | rule.needs_to)]
    return listed([quoted(label, lang) for label in labels], AND, lang)


def _by_data(lacks: Iterable[Lack], parties: Parties, lang: str) -> dict[str, list[str]]:
    """Where each set of data is lacking, with its preposition."""
    by_side: dict[Side, list[str]] = {}
    for lack in lacks:
        by_side.setdefault(lack.side, []).append(quoted(lack.label[lang], lang))
    places: dict[str, list[str]] = {}
    for side, data in by_side.items():
        places.setdefault(listed(data, AND, lang), []).append(_place(_party(parties, side), lang))
    return places


def _place(party: Party, lang: str) -> str:
    """Where data would be found; a definition has none, so somebody would have to work it out as it says."""
    return phrase("worked-out")[lang].format(name=party.name[lang]) if party.common else party.at[lang]


def _party(parties: Parties, side: Side) -> Party:
    return parties[0 if side is Side.FIRST else 1]
