"""Measure: the part of a concept that decides whether two figures of it may be compared.

A concept is a measure when it has ``cmp:structure``: the characteristics it asks for (``qb:component``), in order,
what a difference in each means, and how the common definition itself answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.comparing.characteristic import Characteristic, load_characteristics
from graph.comparing.unit import Unit, load_units
from graph.facts import Facts, facts
from graph.mapping import MEASURE_ROLE, Column, Mapping, Relation
from graph.namespaces import CMP, PREFIXES
from graph.store import CatalogueStore, Row, iri, value_of
from graph.texts import local_name, string
from graph.words import Words, alike

CURRENT: Final = "CURRENT"


class Effect(StrEnum):
    """What a difference means where no pair rule speaks; the value is the local name in ``cmp:``."""

    BLOCKING = "Blocking"
    CAVEAT = "Caveat"
    PAIRWISE = "Pairwise"
    INFORMATIVE = "Informative"


@dataclass(frozen=True, slots=True)
class Component:
    """One characteristic a concept asks for (``qb:ComponentSpecification``).

    ``reference`` is the common definition's own answer, None where the definition does not settle it. A component
    with ``only_when`` is asked only when one of those codes is among the answers.
    """

    characteristic: Characteristic
    effect: Effect
    reference: str | None
    order: int
    only_when: frozenset[str]

    @property
    def decides(self) -> bool:
        """Can this characteristic change the verdict?"""
        return self.effect is not Effect.INFORMATIVE

    def asked_of(self, codes: frozenset[str | None]) -> bool:
        """Is the characteristic asked of a figure with these answers?"""
        return not self.only_when or not self.only_when.isdisjoint(codes)


@dataclass(frozen=True, slots=True)
class Measure:
    """A concept as something figures are compared by.

    ``generic`` holds the concepts it is a kind of, ``same_as`` the current concepts it has a direct exact match with
    (both must be current). ``data`` are the characteristics the rules need data by, by IRI and sorted.
    """

    concept: str
    label: Words
    unit: Unit | None
    version: str
    status: str
    components: tuple[Component, ...]
    data: MappingOf[str, Characteristic]
    generic: frozenset[str] = frozenset()
    same_as: frozenset[str] = frozenset()
    contact: str = ""

    @property
    def unsettled(self) -> tuple[Words, ...]:
        """What the common definition does not say of the characteristics that are always asked for."""
        asked = (component for component in self.components if component.decides and not component.only_when)
        return tuple(c.characteristic.label for c in asked if not c.characteristic.usable(c.reference))

    def has_version(self, version: str) -> bool:
        """Is ``version`` of the same major version as the concept? Never when either is not stated."""
        return bool(version) and version.partition(".")[0] == self.version.partition(".")[0]

    def same_concept(self, other: Measure) -> bool:
        """Is the other the same concept, or one current concept directly matched exactly with this, also current?"""
        if self.concept == other.concept:
            return True
        matched = other.concept in self.same_as or self.concept in other.same_as
        return matched and self.status == other.status == CURRENT


def common_meaning(measure: Measure) -> Mapping:
    """The concept's own definition as a use: every reference value and the concept's unit, always in force."""
    here = f"{measure.concept}#felles"
    return Mapping(
        iri=here,
        field=Column(here, "", "", "", "", "", "", measure.contact),
        role=MEASURE_ROLE,
        concept=measure.concept,
        relation=Relation.EXACT,
        unit=measure.unit,
        version=measure.version,
        answers={c.characteristic.iri: c.reference for c in measure.components if c.reference},
        common=True,
    )


def load_measures(store: CatalogueStore, concept: str | None = None) -> dict[str, Measure]:
    """The measures in the store by concept IRI, or only that of ``concept``.

    A concept that figures are mapped to without a structure is one too, with nothing to compare by.
    """
    only = {"concept": iri(concept)} if concept else {}
    described = facts(store.select("measures", **only), "concept")
    characteristics = load_characteristics(store)
    components = _components(store.select("measure_components", **only), characteristics)
    ancestors = _ancestors(store.select("measure_ancestors", **only))
    contacts = {value_of(row["concept"]): _contact(row) for row in store.select("measure_contacts", **only)}
    units = load_units(store)
    return {
        key: Measure(
            concept=key,
            label=said.words("skos:prefLabel", local_name(key)),
            unit=units.get(said.iri("sdmx-attribute:unitMeasure") or ""),
            version=said.text("owl:versionInfo"),
            status=(said.iri("euvoc:status") or "").removeprefix(PREFIXES["status"]),
            components=components.get(key, ()),
            data=_data(components.get(key, ()), characteristics),
            generic=ancestors.get(key, frozenset()),
            same_as=said.iris("skos:exactMatch"),
            contact=contacts.get(key, ""),
        )
        for key, said in described.items()
    }


def _components(rows: list[Row], characteristics: MappingOf[str, Characteristic]) -> dict[str, tuple[Component, ...]]:
    owners = {value_of(row["component"]): value_of(row["concept"]) for row in rows}
    gathered: defaultdict[str, list[Component]] = defaultdict(list)
    for component, said in facts(rows, "component").items():
        asked = characteristics.get(said.iri("qb:attribute") or "")
        if asked:
            gathered[owners[component]].append(_component(asked, said))
    return {
        concept: tuple(sorted(found, key=lambda c: (c.order, c.characteristic.iri)))
        for concept, found in gathered.items()
    }


def _component(characteristic: Characteristic, said: Facts) -> Component:
    # An effect nobody stated must not make figures comparable: the pair is then left to be assessed.
    effect = (said.iri("cmp:effect") or "").removeprefix(CMP)
    return Component(
        characteristic=characteristic,
        effect=Effect(effect) if effect in set(Effect) else Effect.PAIRWISE,
        reference=said.iri("cmp:referenceValue"),
        order=int(said.number("qb:order") or 0),
        only_when=said.iris("cmp:onlyWhen"),
    )


def _data(
    components: tuple[Component, ...], characteristics: MappingOf[str, Characteristic]
) -> dict[str, Characteristic]:
    needed = frozenset().union(*(c.characteristic.data_needed for c in components))
    return {
        key: characteristics.get(key) or Characteristic(key, alike(local_name(key)), "Data", {}, {})
        for key in sorted(needed)
    }


def _ancestors(rows: list[Row]) -> dict[str, frozenset[str]]:
    gathered: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        gathered[value_of(row["concept"])].add(value_of(row["generic"]))
    return {concept: frozenset(found) for concept, found in gathered.items()}


def _contact(row: Row) -> str:
    name = string(row, "name") or ""
    email = (string(row, "email") or "").removeprefix("mailto:")
    return f"{name} ({email})" if name and email else name or email
