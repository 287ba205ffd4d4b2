"""The form that asks whether two figures may be compared: what can be chosen in it, and what is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from graph.comparing.figure import concept_address
from graph.organisation import Organisation, organisations
from server.catalogue import Served
from server.collation import sort_key

_MUNICIPAL = ("kommune", "fylkeskommune")
_PARAMETERS = ("begrep", "a", "b", "fra", "til")

# What stands in the address, and what a reader sees.
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """The options of the form, and the values chosen in this request by the name of the parameter."""

    concepts: tuple[Option, ...]
    municipal: tuple[Option, ...]
    national: tuple[Option, ...]
    chosen: dict[str, str]


def question_form(served: Served, language: str) -> QuestionForm:
    """The form with every concept someone has figures for and every organisation, in alphabetical order."""
    measured = served.known.uses.measured_concepts
    concepts = [
        (concept_address(iri), measure.label[language]) for iri, measure in served.measures.items() if iri in measured
    ]
    owners = sorted(organisations(served.store), key=lambda owner: sort_key(owner.name))
    return QuestionForm(
        concepts=tuple(sorted(concepts, key=lambda option: sort_key(option[1]))),
        municipal=tuple(_option(owner) for owner in owners if owner.type in _MUNICIPAL),
        national=tuple(_option(owner) for owner in owners if owner.type not in _MUNICIPAL),
        chosen={name: request.args.get(name, "").strip() for name in _PARAMETERS} | {"begrep": _concept(concepts)},
    )


def _concept(options: list[Option]) -> str:
    """The address of the concept in this request, however it is written; empty when it is none of the options."""
    written = request.args.get("begrep", "").strip()
    return next((address for address, _ in options if f"/{written}".endswith(f"/{address.rpartition('/')[2]}")), "")


def _option(owner: Organisation) -> Option:
    return owner.slug, owner.name
