"""RDF in any of the usual syntaxes, read into statements."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from loaders.importing.fetching import Fetched
from loaders.importing.wording import refusal

_SUFFIXES: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".n3": ox.RdfFormat.N3,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}
MEDIA_TYPES: Final = (
    "text/turtle",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-triples",
    "application/trig",
    "application/n-quads",
)


def statements(fetched: Fetched) -> list[ox.Triple]:
    """Return the statements, each once; raises ImportRefused when they cannot be read."""
    found = _format(fetched)
    try:
        quads = list(ox.parse(fetched.body, found, base_iri=_base(fetched.source), rename_blank_nodes=True))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise refusal("not-rdf", source=fetched.source, format=found.name, line=line, why=error) from error
    return list(dict.fromkeys(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads))


def _format(fetched: Fetched) -> ox.RdfFormat:
    by_type = ox.RdfFormat.from_media_type(fetched.media_type) if fetched.media_type else None
    if by_type is not None:
        return by_type
    path = fetched.source.partition("?")[0].lower()
    for suffix, found in _SUFFIXES.items():
        if path.endswith(suffix):
            return found
    raise refusal("unknown-format", source=fetched.source, wanted=", ".join(_SUFFIXES))


def _base(source: str) -> str | None:
    return source if source.startswith(("http://", "https://")) else None
