"""A catalogue as large as the country: a measure of the real one with fields of 357 made-up municipalities."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Final

import pyoxigraph as ox

from graph.comparing.measure import Measure
from graph.comparing.unit import Unit
from graph.namespaces import BASE, PREFIXES

MUNICIPALITIES: Final = 357
_DAY: Final = ox.NamedNode(PREFIXES["xsd"] + "date")
_MISSING: Final = 0.15


def quads(measure: Measure, unit: Unit, *, uses_each: int = 1, kinds: int = 60, seed: int = 2026) -> Iterator[ox.Quad]:
    """Yield one field per municipality, with ``uses_each`` periods; all municipalities answer in ``kinds`` ways."""
    chance = random.Random(seed)
    ways = [_answers(measure, chance) for _ in range(kinds)]
    for number in range(1, MUNICIPALITIES + 1):
        yield from _owner(number)
        for place in range(uses_each):
            start = date(2026 - 3 * (uses_each - 1 - place), 1, 1)
            end = None if place == uses_each - 1 else date(start.year + 2, 12, 31)
            yield from _use(measure, unit, number, start, end, chance.choice(ways))


def many_columns(count: int = 250) -> Iterator[ox.Quad]:
    """Yield an owner with ``count`` columns in one table, none of which is a figure."""
    owner, table, system = _node("organisasjon/mange-felt"), _node("felt/mange-felt/s/t"), _node("felt/mange-felt/s")
    modell, dct, graph = PREFIXES["modelldcatno"], PREFIXES["dct"], _node("graf/katalog")
    said: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (owner, PREFIXES["rdf"] + "type", ox.NamedNode(PREFIXES["org"] + "Organization")),
        (owner, PREFIXES["foaf"] + "name", ox.Literal("Mange felt", language="nb")),
        (owner, PREFIXES["cmp"] + "organisationType", ox.Literal("statlig")),
        (system, dct + "title", ox.Literal("S", language="nb")),
        (system, modell + "containsModelElement", table),
        (table, dct + "title", ox.Literal("T", language="nb")),
    ]
    for number in range(count):
        field = _node(f"felt/mange-felt/s/t/kolonne-{number:03}")
        meaning = _node(f"felt/mange-felt/s/t/kolonne-{number:03}/2026-01-01")
        said += [
            (table, modell + "hasProperty", field),
            (field, PREFIXES["rdf"] + "type", ox.NamedNode(PREFIXES["csvw"] + "Column")),
            (field, PREFIXES["csvw"] + "name", ox.Literal(f"KOLONNE_{number:03}")),
            (field, dct + "title", ox.Literal(f"KOLONNE_{number:03}", language="nb")),
            (field, dct + "publisher", owner),
            (field, _own("meaning").value, meaning),
            (meaning, PREFIXES["rdf"] + "type", _own("LocalMeaning")),
            (meaning, _own("role").value, ox.Literal("nøkkel")),
        ]
    yield from (ox.Quad(subject, ox.NamedNode(predicate), value, graph) for subject, predicate, value in said)


def _answers(measure: Measure, chance: random.Random) -> dict[str, str]:
    """A way to answer: mostly as the definition does, where it says, sometimes otherwise, sometimes not at all."""
    given = {}
    for component in measure.components:
        codes = sorted(component.characteristic.codes)
        if chance.random() > _MISSING:
            usual = component.reference or codes[0]
            given[component.characteristic.iri] = usual if chance.random() < 0.7 else chance.choice(codes)
    return given


def _node(path: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + path)


def _own(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["cmp"] + name)


def _field(number: int) -> str:
    return f"felt/kommune-{number:03}/hr/fravaer/prosent"


def _owner(number: int) -> Iterator[ox.Quad]:
    owner, field = _node(f"organisasjon/kommune-{number:03}"), _node(_field(number))
    table, system = _node(_field(number).rpartition("/")[0]), _node(f"felt/kommune-{number:03}/hr")
    graph = _node("graf/katalog")
    modell, dct = PREFIXES["modelldcatno"], PREFIXES["dct"]
    for subject, predicate, value in (
        (owner, PREFIXES["rdf"] + "type", ox.NamedNode(PREFIXES["org"] + "Organization")),
        (owner, PREFIXES["foaf"] + "name", ox.Literal(f"Kommune {number:03}", language="nb")),
        (owner, PREFIXES["cmp"] + "organisationType", ox.Literal("kommune")),
        (system, dct + "title", ox.Literal("HR", language="nb")),
        (system, modell + "containsModelElement", table),
        (table, dct + "title", ox.Literal("fravaer", language="nb")),
        (table, modell + "hasProperty", field),
        (field, PREFIXES["rdf"] + "type", ox.NamedNode(PREFIXES["csvw"] + "Column")),
        (field, PREFIXES["csvw"] + "name", ox.Literal("PROSENT")),
        (field, dct + "title", ox.Literal("PROSENT", language="nb")),
        (field, dct + "publisher", owner),
    ):
        yield ox.Quad(subject, ox.NamedNode(predicate), value, graph)


def _use(
    measure: Measure, unit: Unit, number: int, start: date, end: date | None, answers: dict[str, str]
) -> Iterator[ox.Quad]:
    field, use = _node(_field(number)), _node(f"{_field(number)}/{start}")
    graph = _node(f"graf/kobling/kommune-{number:03}")
    deviates = any(
        component.reference and answers.get(component.characteristic.iri, component.reference) != component.reference
        for component in measure.components
    )
    said: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (ox.NamedNode(PREFIXES["rdf"] + "type"), _own("LocalMeaning")),
        (_own("role"), ox.Literal("mål")),
        (ox.NamedNode(PREFIXES["skos"] + ("closeMatch" if deviates else "exactMatch")), ox.NamedNode(measure.concept)),
        (ox.NamedNode(PREFIXES["sdmx-attribute"] + "unitMeasure"), ox.NamedNode(unit.iri)),
        (ox.NamedNode(PREFIXES["euvoc"] + "startDate"), ox.Literal(start.isoformat(), datatype=_DAY)),
        (_own("conceptVersion"), ox.Literal(measure.version.partition(".")[0])),
        (_own("mappingStatus"), ox.Literal("godkjent")),
        (_own("reviewed"), ox.Literal("2026-03-02", datatype=_DAY)),
        (_own("example"), ox.Literal(True)),
        *((ox.NamedNode(asked), ox.NamedNode(code)) for asked, code in answers.items()),
    ]
    if end:
        said.append((ox.NamedNode(PREFIXES["euvoc"] + "endDate"), ox.Literal(end.isoformat(), datatype=_DAY)))
    yield ox.Quad(field, _own("meaning"), use, graph)
    for predicate, value in said:
        yield ox.Quad(use, predicate, value, graph)
