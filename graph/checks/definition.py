"""Definition texts as the checks see them: one text in one language for one audience, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal

from graph.checks.material import Material
from graph.finding import Finding


@dataclass(frozen=True, slots=True)
class DefinitionText:
    """One text of a definition: of which concept, stated about which node, by which property, for whom."""

    material: Material
    concept: str
    node: str
    predicate: str
    literal: Literal
    audience: str

    @property
    def text(self) -> str:
        """The text itself."""
        return self.literal.value

    @property
    def language(self) -> str:
        """The language tag, or an empty string."""
        return self.literal.language or ""

    def found(self, rule_id: str, variant: str, **values: Any) -> Finding:
        """A finding at the text."""
        return self.material.found(rule_id, variant, self.node, self.predicate, self.literal, **values)


def definition_nodes(material: Material, concept: str) -> list[str]:
    """The definition objects of a concept: IRIs, or the labels of nameless nodes."""
    values = material.values(concept, "euvoc:xlDefinition")
    return [str(v) if isinstance(v, BlankNode) else str(v.value) for v in values]


def definitions(material: Material, concept: str) -> Iterator[DefinitionText]:
    """Every definition text of a concept, whichever way it is written."""
    for literal in material.texts_of(concept, "skos:definition"):
        yield DefinitionText(material, concept, concept, "skos:definition", literal, "")
    for node in definition_nodes(material, concept):
        audience = next(iter(material.iris(node, "dct:audience")), "")
        for literal in material.texts_of(node, "rdf:value"):
            yield DefinitionText(material, concept, node, "rdf:value", literal, audience)
