"""The form that asks whether two figures may be compared: what can be chosen in it, and what is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from graph.comparing.figure import concept_address
from graph.organisation import Organisation, organisations
from graph.store import value_of
from server.catalogue import Served
from server.collation import sort_key

_MUNICIPAL = ("kommune", "fylkeskommune")
_PARAMETERS = ("begrep", "a", "b", "fra", "til")
_SIDES = ("a", "b")

# What stands in the address, and what a reader sees.
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """The options of the form, the values chosen in this request by the name of the parameter, and all sides that are
    ``offered``."""

    concepts: tuple[Option, ...]
    municipal: tuple[Option, ...]
    national: tuple[Option, ...]
    chosen: dict[str, str]
    offered: frozenset[str]


def question_form(served: Served, language: str) -> QuestionForm:
    """The form with every concept someone has figures for and every organisation, in alphabetical order."""
    measured = served.known.uses.measured_concepts
    concepts = [
        (concept_address(iri), measure.label[language]) for iri, measure in served.measures.items() if iri in measured
    ]
    owners = sorted(organisations(served.store), key=lambda owner: sort_key(owner.name))
    systems = _systems(served, owners)
    municipal = [option for owner in owners if owner.type in _MUNICIPAL for option in systems[owner.iri]]
    national = [option for owner in owners if owner.type not in _MUNICIPAL for option in systems[owner.iri]]
    known = {word.casefold(): value for value, name in (*municipal, *national) for word in (value, name)}
    written = {name: request.args.get(name, "").strip() for name in _PARAMETERS}
    sides = {name: known.get(written[name].casefold(), written[name]) for name in _SIDES}
    return QuestionForm(
        concepts=tuple(sorted(concepts, key=lambda option: sort_key(option[1]))),
        municipal=tuple(municipal),
        national=tuple(national),
        chosen=written | sides | {"begrep": _concept(concepts)},
        offered=frozenset(known.values()),
    )


def _systems(served: Served, owners: list[Organisation]) -> dict[str, list[Option]]:
    """Each organisation by its IRI as an option, then its systems and surveys where several of them hold figures."""
    inside: dict[str, list[Option]] = {owner.iri: [] for owner in owners}
    names = {owner.iri: owner.name for owner in owners}
    for row in served.store.select("measured_systems"):
        owner, title = value_of(row["owner"]), value_of(row["title"])
        name = names[owner]
        address = value_of(row["system"]).partition("/felt/")[2]
        inside[owner].append((address, f"{name} – {title.removeprefix(name).strip() or title}"))
    return {
        owner.iri: [(owner.slug, owner.name), *(inside[owner.iri] if len(inside[owner.iri]) > 1 else [])]
        for owner in owners
    }


def _concept(options: list[Option]) -> str:
    """The address of the concept in this request, however it is written; empty when it is none of the options."""
    written = request.args.get("begrep", "").strip()
    return next((address for address, _ in options if f"/{written}".endswith(f"/{address.rpartition('/')[2]}")), "")
