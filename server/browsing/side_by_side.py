"""``/begrep/side-om-side``: two concepts beside each other, so that one sees how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, g, render_template, request

from graph.asked import AskedCharacteristic, asked_characteristics
from graph.concept import Concept, load_concept
from graph.field_row import rows_of_concept
from graph.outline import OutlineConcept
from server.catalogue import Served
from server.collation import alphabetical
from server.language import language

side_by_side = Blueprint("side_by_side", __name__)

_CHOICES: Final = 12
# A characteristic, and what each of the concepts asks about it.
Asked = tuple[AskedCharacteristic, list[AskedCharacteristic | None]]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the page: its parameter, what was written, the concept that is meant, or some to choose among."""

    name: str
    written: str
    concept: Concept | None
    choices: tuple[OutlineConcept, ...]


@side_by_side.get("/begrep/side-om-side")
def two_concepts() -> str:
    """The concepts ``a`` and ``b``, each given by its address (``personell/ansatt``) or by a term."""
    served: Served = g.served
    sides = [_side(served, name) for name in ("a", "b")]
    concepts = [side.concept for side in sides if side.concept]
    whole = len(concepts) == len(sides)
    return render_template(
        "side_by_side.html",
        sides=sides,
        concepts=concepts if whole else [],
        characteristics=_characteristics(served, concepts) if whole else [],
        fields=[len({row.field for row in rows_of_concept(served.store, concept.iri)}) for concept in concepts],
    )


def _side(served: Served, name: str) -> Side:
    written = request.args.get(name, "").strip()
    if not written:
        return Side(name, "", None, ())
    known = served.outline.concepts
    by_address = known.get(f"{served.manifest.base}begrep/{written.removeprefix(served.manifest.base + 'begrep/')}")
    if by_address:
        return Side(name, written, load_concept(served.store, by_address.iri), ())
    exact = served.outline.called(written)
    if len(exact) == 1:
        return Side(name, written, load_concept(served.store, exact[0].iri), ())
    near = exact or [c for c in known.values() if _has(c, written)]
    return Side(name, written, None, tuple(alphabetical(near, language(), lambda c: c.label)[:_CHOICES]))


def _has(concept: OutlineConcept, written: str) -> bool:
    """Whether a term of the concept, in any language, has ``written`` in it."""
    sought = written.casefold()
    return any(sought in text.value.casefold() for text in (*concept.label, *concept.alternatives))


def _characteristics(served: Served, concepts: list[Concept]) -> list[Asked]:
    """Return the characteristics either concept asks about, each with what is asked of the one and of the other."""
    asked = [{each.iri: each for each in asked_characteristics(served.store, concept.iri)} for concept in concepts]
    every = {iri: each for found in asked for iri, each in found.items()}
    return [(each, [found.get(iri) for found in asked]) for iri, each in every.items()]
