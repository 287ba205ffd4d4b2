"""What other catalogues fetch: ``/katalog.ttl`` (Felles datakatalog), ``/dcat.ttl``, ``/modellkatalog.ttl``, VoID.

The national harvester reads an answer as what it asked for, whatever the answer says it is; so each document comes in
the format of ``Accept``, also at an address that ends with another one's suffix. Where any will do it is that of the
suffix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import NotFound
from graph.harvest.catalogue import describe_catalogue
from graph.harvest.concepts import harvest
from graph.harvest.models import describe_models
from graph.harvest.registered import notice
from graph.namespaces import prefixes_for
from graph.store import write_triples
from server.catalogue import Served
from server.cors import open_to_all
from server.linked_data import FORMATS, NotOffered, address, data_response, described
from server.negotiation import choose
from server.pages import resource_page

harvest_pages = Blueprint("harvest", __name__)

DCAT: Final = "/dcat"
_TURTLE: Final = "text/turtle"
_OTHERS: Final = ("application/trig", "application/n-quads", "text/n3")
_SUFFIX: Final = f"<any({', '.join(repr(suffix) for suffix in FORMATS)}):suffix>"

Say = Callable[[Served], Sequence[ox.Triple]]


def dcat(served: Served, _thing: str = "") -> Sequence[ox.Triple]:
    """The catalogue, its datasets and its query endpoint."""
    return _kept(served, "dcat", lambda: describe_catalogue(served.store, served.manifest))


harvest_pages.add_url_rule("/katalog", "described", described(resource_page, dcat, DCAT))


@harvest_pages.get(f"/katalog{_SUFFIX}")
def concepts(suffix: str) -> BaseResponse:
    """The concepts and collections, as Felles datakatalog harvests them."""
    return _document(
        "katalog", suffix, lambda served: _kept(served, "katalog", lambda: harvest(served.store, served.manifest.base))
    )


@harvest_pages.get(f"{DCAT}{_SUFFIX}")
def catalogue(suffix: str) -> BaseResponse:
    """The description of the catalogue."""
    return _document("dcat", suffix, dcat)


@harvest_pages.get(f"/modellkatalog{_SUFFIX}")
def models(suffix: str) -> BaseResponse:
    """The local fields as information models."""
    return _document(
        "modellkatalog",
        suffix,
        lambda served: _kept(served, "modellkatalog", lambda: describe_models(served.store, served.manifest.base)),
    )


@harvest_pages.get("/.well-known/void")
def void() -> BaseResponse:
    """Where the description of the dataset is (VoID section 7.2)."""
    return redirect(address("/katalog"), 303)


def _document(name: str, suffix: str, say: Say) -> BaseResponse:
    served: Served = g.served
    own = FORMATS[suffix]
    offered = list(dict.fromkeys((own, *FORMATS.values(), *_OTHERS)))
    media_type = choose(request.headers.get("Accept"), offered)
    if media_type is None:
        raise NotOffered({kind: address(f"/{name}{suffix}") for kind in offered})
    triples = say(served)
    if not triples:
        raise NotFound(name)
    head = notice(triples) if media_type == _TURTLE else b""
    body = head + write_triples(triples, media_type, prefixes_for(served.manifest.base))
    response = data_response(body, media_type, served, f"{name}-{media_type.replace('/', '-')}")
    response.vary.add("Accept")
    return open_to_all(response).make_conditional(request)


def _kept(served: Served, name: str, make: Callable[[], Sequence[ox.Triple]]) -> Sequence[ox.Triple]:
    """The statements of a document, gathered once."""
    if name not in served.documents:
        served.documents[name] = make()
    return served.documents[name]
