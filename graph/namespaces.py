"""Every prefix and every term of the catalogue's own, once.

``BASE`` is the base IRI the catalogue's own vocabulary (``cmp:``) lives under. Content may be published under
another base (see loaders.source); the terms of ``cmp:`` stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

BASE: Final = "https://w3id.org/begrepskatalog/"
CMP: Final = BASE + "ns#"

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "adms": "http://www.w3.org/ns/adms#",
        "audience": "https://data.norge.no/vocabulary/audience-type#",
        "begrep": BASE + "begrep/",
        "begrepssamling": BASE + "begrepssamling/",
        "cmp": CMP,
        "csvw": "http://www.w3.org/ns/csvw#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "enhet": BASE + "enhet/",
        "euvoc": "http://publications.europa.eu/ontology/euvoc#",
        "felt": BASE + "felt/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "kj": BASE + "kjennetegn/",
        "kodeliste": BASE + "kodeliste/",
        "kontakt": BASE + "kontakt/",
        "modelldcatno": "https://data.norge.no/vocabulary/modelldcatno#",
        "org": "http://www.w3.org/ns/org#",
        "organisasjon": BASE + "organisasjon/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "quantitykind": "http://qudt.org/vocab/quantitykind/",
        "qudt": "http://qudt.org/schema/qudt/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "relsource": "https://data.norge.no/vocabulary/relationship-with-source-type#",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
        "sektor": BASE + "sektor/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "skosno": "https://data.norge.no/vocabulary/skosno#",
        "status": "http://publications.europa.eu/resource/authority/concept-status/",
        "storrelse": BASE + "storrelse/",
        "uneskos": "http://purl.org/umu/uneskos#",
        "unit": "http://qudt.org/vocab/unit/",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "void": "http://rdfs.org/ns/void#",
        "vokabular": BASE + "vokabular/",
        "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)


def graph_name(base: str, part: str) -> str:
    """Return the IRI of a named graph under ``base``, such as ``vokabular/personell`` or ``avledet``."""
    return f"{base}graf/{part}"


def prefixes_for(base: str) -> dict[str, str]:
    """Return the prefix table with the catalogue's own IRIs under ``base``; ``cmp:`` stays where it is."""
    return {
        prefix: base + iri.removeprefix(BASE) if iri.startswith(BASE) and iri != CMP else iri
        for prefix, iri in PREFIXES.items()
    }
