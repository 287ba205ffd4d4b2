"""Anything described in the catalogue that has no page of its own kind: a name, and facts in a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from graph.errors import NotFound
from graph.store import CatalogueStore, Row, iri, value_of
from graph.texts import Reference, Text, Texts, in_order, local_name, references, text_of


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said with one property: its IRI and name, and every value."""

    property: Reference
    values: tuple[Text | Reference, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """A described thing: its names, its types, what is said about it and, for a list of codes, the codes.

    ``used_by`` are the concepts that ask for it, when it is a characteristic, or are measured in it, when it is a unit.
    """

    iri: str
    label: Texts
    types: tuple[Reference, ...]
    facts: tuple[Fact, ...]
    codes: tuple[Resource, ...]
    used_by: tuple[Reference, ...] = ()


_NAMES = frozenset({"label", "prefLabel", "title", "name"})
# What a contact point is called (vCard), where it has none of those.
_CARD_NAMES = frozenset({"fn", "hasOrganizationName"})


def load_resource(store: CatalogueStore, thing: str) -> Resource:
    """Return what is said about the IRI ``thing``; raise NotFound when nothing is."""
    rows = store.select("facts", thing=iri(thing))
    if not rows:
        raise NotFound(thing)
    codes = {value_of(row["code"]): None for row in store.select("code_names", thing=iri(thing))}
    users = references(store.select("concepts_using", thing=iri(thing)), "concept")
    return replace(_resource(thing, rows, tuple(_code(store, code) for code in codes)), used_by=users)


def _code(store: CatalogueStore, code: str) -> Resource:
    return _resource(code, store.select("facts", thing=iri(code)), ())


def members_of(store: CatalogueStore, collection: str) -> list[str]:
    """Return the IRIs of the members of a collection, in no particular order."""
    return [value_of(row["member"]) for row in store.select("collection_members", collection=iri(collection))]


def _resource(thing: str, rows: list[Row], codes: tuple[Resource, ...]) -> Resource:
    values: dict[str, dict[Text, list[Text]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        names = values[value_of(row["property"])][text_of(row["value"])]
        if "label" in row:
            names.append(text_of(row["label"]))
    by_name = [(local_name(name), value) for name, found in values.items() for value in found]
    labels = [value for name, value in by_name if name in _NAMES]
    labels = labels or [value for name, value in by_name if name in _CARD_NAMES]
    types = [value.value for name, found in values.items() if local_name(name) == "type" for value in found]
    return Resource(
        iri=thing,
        label=in_order(labels),
        types=tuple(_named(kind) for kind in sorted(types)),
        facts=tuple(
            Fact(_named(name), tuple(_value(value, names) for value, names in found.items()))
            for name, found in values.items()
            if local_name(name) not in _NAMES | {"type"}
        ),
        codes=codes,
    )


def _named(name: str) -> Reference:
    return Reference(name, (Text(local_name(name)),))


def _value(value: Text, names: list[Text]) -> Text | Reference:
    address = value.value.startswith(("http://", "https://", "mailto:")) and not value.lang
    return Reference(value.value, in_order(names)) if address else value
