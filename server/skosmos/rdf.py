"""``data``: everything about one concept as RDF, or where the whole vocabulary can be had."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import pyoxigraph as ox
from flask import redirect, request
from werkzeug.wrappers import Response as BaseResponse

from graph.downloads.download import Download
from graph.namespaces import PREFIXES, prefixes_for
from graph.searching.term_book import Entry
from graph.store import CatalogueStore, iri, write_triples
from server.catalogue import Served
from server.negotiation import choose
from server.skosmos.json_ld import compacted
from server.skosmos.request import Refused, argument, missing
from server.skosmos.vocabulary import Vocabulary
from server.tool_answers import JSON, tool_answer, written_json

FORMATS: Final = ("application/rdf+xml", "text/turtle", "application/ld+json", JSON)
_SUFFIXES: Final = dict(zip(FORMATS, (".rdf", ".ttl", ".jsonld", ".jsonld"), strict=True))
_LABEL: Final = ox.NamedNode(PREFIXES["rdfs"] + "label")
# What clients look for by other names, so that nothing they ask for looks nameless.
_NAMED: Final = {PREFIXES[prefix] + name: _LABEL for prefix, name in (("dct", "title"), ("foaf", "name"))}


def wanted_format() -> str:
    """The media type of the RDF, by ``format`` or Accept; raises Refused when there is none such."""
    named = argument("format")
    found = named if named in FORMATS else None if named else choose(request.headers.get("Accept"), FORMATS)
    if found is None:
        offered = " ".join(FORMATS)
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"Unsupported format. Supported MIME types are: {offered}")
    return found


def described(served: Served, thing: Entry) -> BaseResponse:
    """The description of a thing."""
    media_type = wanted_format()
    triples = around(served.store, thing.iri)
    if not triples:
        raise missing("no concept found with given uri")
    if media_type in (JSON, "application/ld+json"):
        body: str | bytes = written_json(compacted(triples))
    else:
        body = write_triples(triples, media_type, prefixes_for(served.manifest.base))
    return tool_answer(body, media_type, varies=True)


def download(vocabulary: Vocabulary) -> BaseResponse:
    """Lead to the whole vocabulary: a file that was made, and packed, when the catalogue was built."""
    file = Download(vocabulary.id, _SUFFIXES[wanted_format()])
    response = redirect(f"/nedlasting/{file.name}", HTTPStatus.FOUND)
    response.headers.add("Vary", "Accept")
    return response


def around(store: CatalogueStore, thing: str) -> list[ox.Triple]:
    """The triples of a thing and what is around it, each once, in a stable order."""
    own = iri(thing)
    found = set()
    for row in store.select("around", thing=own):
        subject, predicate, value = row.get("subject", own), row["property"], row.get("value", own)
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
            continue
        found.add(ox.Triple(subject, predicate, value))
        if predicate.value in _NAMED:
            found.add(ox.Triple(subject, _NAMED[predicate.value], value))
    return sorted(found, key=str)
