"""The JSON-LD contexts of the answers: which RDF property each key stands for."""

from __future__ import annotations

from typing import Any, Final

from graph.namespaces import PREFIXES

SKOS: Final = PREFIXES["skos"]
ONKI: Final = "http://schema.onki.fi/onki#"
ISOTHES: Final = "http://purl.org/iso25964/skos-thes#"
DC11: Final = "http://purl.org/dc/elements/1.1/"
BASE: Final[dict[str, Any]] = {"skos": SKOS, "uri": "@id", "type": "@type"}
_SHORT: Final = {"skos": SKOS, "isothes": ISOTHES}
_ID: Final = {"@type": "@id"}


def context(*names: str, lang: str = "", **terms: Any) -> dict[str, Any]:
    """The base context with prefixes by ``names``, further ``terms``, and the language of the labels."""
    known = {"onki": ONKI, "rdfs": PREFIXES["rdfs"], "dct": PREFIXES["dct"], "void": PREFIXES["void"],
             "void-ext": "http://ldf.fi/void-ext#", "isothes": ISOTHES, "xsd": PREFIXES["xsd"]}  # fmt: skip
    found = BASE | {name: known[name] for name in names} | terms
    return found | ({"@language": lang} if lang else {})


def labels(*names: str) -> dict[str, str]:
    """The terms for labels and other SKOS properties that are called as in SKOS."""
    return {name: f"skos:{name}" for name in names}


def of_ids(term: str, **more: str) -> dict[str, str]:
    """The definition of a term whose values are IRIs."""
    return {"@id": term} | _ID | more


def short(iri: str) -> str:
    """A class as ``skos:Concept`` where SKOS or ISO 25964 has it, else its whole IRI."""
    for prefix, name in _SHORT.items():
        if iri.startswith(name) and iri != name:
            return f"{prefix}:{iri.removeprefix(name)}"
    return iri


def whole(name: str) -> str:
    """The IRI of a class that is written short or whole."""
    prefix, _, local = name.partition(":")
    return _SHORT[prefix] + local if prefix in _SHORT else name
