"""Material for measuring: uses for more municipalities than the catalogue has, and files as large as wanted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from graph.comparing.measure import Component, Measure, common_meaning
from graph.mapping import APPROVED, AS_COMMON, Column, Mapping, Relation

PRACTICES = 12
HEADER = "AVDELING;KVARTAL;SYKEFR_PST;LEGEM_PST;AVTALTE_DV;TAPTE_DV\n"
_BASE = "https://w3id.org/begrepskatalog/"
_BLOCK_ROWS = 20_000


def more_of(measures: list[Measure], count: int) -> list[Measure]:
    """The first ``count`` of ``measures`` by IRI, taken again under other names when there are too few."""
    ordered = sorted(measures, key=lambda measure: measure.concept)
    copies = (
        replace(measure, concept=f"{measure.concept}-{n}" if n else measure.concept)
        for n in range(count)
        for measure in ordered
    )
    return list(islice(copies, count))


def uses(measures: list[Measure], municipalities: int, each: int) -> Iterator[Mapping]:
    """Yield ``each`` uses of every measure for every municipality; half of them leave one question unanswered.

    Municipalities follow one of a dozen practices per measure, as they would when systems and guidance are shared.
    """
    chance = random.Random(1)
    for measure in measures:
        practices = [_practice(measure, chance) for _ in range(PRACTICES)]
        for number in range(municipalities):
            for copy in range(each):
                yield _use(measure, chance.choice(practices), number, copy, chance)


def write_file(path: Path, megabytes: int) -> None:
    """Write a table of absence of that size; figures repeat only after twenty thousand rows."""
    chance = random.Random(1)
    rows = "".join(_row(chance) for _ in range(_BLOCK_ROWS))
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADER)
        for _ in range(max(1, megabytes * 1_000_000 // len(rows))):
            stream.write(rows)


def _practice(measure: Measure, chance: random.Random) -> dict[str, str]:
    return {
        component.characteristic.iri: _answer(component, chance)
        for component in measure.components
        if component.characteristic.codes
    } | dict.fromkeys(measure.data, f"{_BASE}kjennetegn/ja-nei#ja")


def _answer(component: Component, chance: random.Random) -> str:
    if component.reference and chance.random() < 0.7:
        return AS_COMMON
    return chance.choice(sorted(component.characteristic.codes))


def _use(measure: Measure, practice: dict[str, str], number: int, copy: int, chance: random.Random) -> Mapping:
    iri = f"{_BASE}felt/kommune-{number}/hr/tabell-{copy}/{measure.concept.rpartition('/')[2]}"
    answers = dict(practice)
    if answers and chance.random() < 0.5:
        del answers[chance.choice(sorted(answers))]
    owner = f"{_BASE}organisasjon/kommune-{number}"
    return replace(
        common_meaning(measure),
        iri=f"{iri}/2020-01-01",
        field=Column(iri, "PST", f"tabell-{copy}", "HR", owner, f"Kommune {number}", "kommune", ""),
        relation=Relation.CLOSE,
        start=date(2020, 1, 1),
        status=APPROVED,
        reviewed=date(2026, 1, 1),
        answers=answers,
        common=False,
    )


def _row(chance: random.Random) -> str:
    figures = (
        f"{chance.random() * 25:.4f};{chance.random() * 20:.4f};{chance.random() * 9000:.1f};{chance.random() * 90:.1f}"
    )
    return f"Avdeling {chance.randrange(500)};2025K{chance.randrange(1, 5)};{figures.replace('.', ',')}\n"
