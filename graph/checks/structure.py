"""What a concept asks of figures, as the files state it: characteristics, their codes, their pair rules, units.

Read from the files and not from the store, because the checks must say in which line a thing is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.checks.material import Material

AS_COMMON = "som felles"
UNKNOWN = "ukjent"


@dataclass(frozen=True, slots=True)
class AskedCharacteristic:
    """One component of a measure: the node that states it, the characteristic, its effect and reference code (IRIs)."""

    node: str
    characteristic: str
    effect: str
    reference: str


@dataclass(frozen=True, slots=True)
class StatedRule:
    """One pair rule: its node, the two codes, the outcome and the data each side needs (IRIs)."""

    node: str
    from_code: str
    to_code: str
    outcome: str
    needs_from: frozenset[str]
    needs_to: frozenset[str]


def measures(material: Material) -> list[str]:
    """The concepts that ask for characteristics."""
    return [concept for concept in material.concepts if material.values(concept, "cmp:structure")]


def characteristics(material: Material) -> list[str]:
    """Every characteristic, sorted."""
    prefix = f"{material.base}kjennetegn/"
    return sorted(s for s in material.facts if s.startswith(prefix) and material.is_a(s, "qb:AttributeProperty"))


def asked(material: Material, concept: str) -> list[AskedCharacteristic]:
    """What a concept asks for, in the order it is listed."""
    nodes = [
        node
        for structure in material.iris(concept, "cmp:structure")
        for node in material.iris(structure, "qb:component")
    ]
    return [
        AskedCharacteristic(
            node,
            next(iter(material.iris(node, "qb:attribute")), ""),
            next(iter(material.iris(node, "cmp:effect")), ""),
            next(iter(material.iris(node, "cmp:referenceValue")), ""),
        )
        for node in nodes
    ]


def codes(material: Material, characteristic: str) -> dict[str, str]:
    """The codes a characteristic may be answered with: IRI by notation."""
    lists = material.iris(characteristic, "qb:codeList")
    return {material.value(code, "skos:notation"): code for scheme in lists for code in material.in_scheme(scheme)}


def rules(material: Material, characteristic: str) -> list[StatedRule]:
    """The pair rules of a characteristic."""
    return [
        StatedRule(
            node,
            material.value(node, "cmp:fromCode"),
            material.value(node, "cmp:toCode"),
            material.value(node, "cmp:outcome"),
            frozenset(material.iris(node, "cmp:needsFrom")),
            frozenset(material.iris(node, "cmp:needsTo")),
        )
        for node in material.iris(characteristic, "cmp:pairRule")
    ]


def data_needed(material: Material, concept: str) -> frozenset[str]:
    """The data characteristics that some rule of a concept's characteristics asks for."""
    found = [rule for component in asked(material, concept) for rule in rules(material, component.characteristic)]
    return frozenset().union(*(rule.needs_from | rule.needs_to for rule in found))


def major(material: Material, concept: str) -> str:
    """The first number of a concept's version."""
    return material.value(concept, "owl:versionInfo").partition(".")[0]
