"""One IRI for page and data: HTML for people, RDF for tools, by ``Accept`` or by suffix.

The host answers 200 on the thing's own path, with ``Content-Location`` naming the document and ``Vary: Accept``
(RFC 9110 section 12). RDF carries the base IRI, whatever host serves it; ``/nn/`` and ``/en/`` are pages only, so
RDF asked for there is found at the plain path (303).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from flask import Response, g, make_response, redirect, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import NotFound
from graph.namespaces import prefixes_for
from graph.store import write_triples
from server.catalogue import Served
from server.language import DEFAULT, language
from server.negotiation import choose
from server.release_path import in_release

HTML: Final = "text/html"
FORMATS: Final = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
}
NAMES: Final = {".ttl": "Turtle", ".jsonld": "JSON-LD", ".rdf": "RDF/XML", ".nt": "N-Triples"}
_SUFFIXES: Final = {media_type: suffix for suffix, media_type in FORMATS.items()}

Page = Callable[[Served, str], str]


def described(page: Page) -> Callable[..., BaseResponse]:
    """Make a view of ``page``, which renders the HTML of the thing an IRI names.

    The view answers GET and HEAD on the thing's path, plain or with the suffix of a format.
    """

    @wraps(page)
    def view(**_parts: Any) -> BaseResponse:
        served: Served = g.served
        path, suffix = _split(request.path)
        thing = served.manifest.base + path.lstrip("/")
        wanted = FORMATS[suffix] if suffix else choose(request.headers.get("Accept"), [HTML, *_SUFFIXES])
        if wanted is None:
            if not served.store.description(thing):
                raise NotFound(thing)
            raise NotAcceptable
        if wanted == HTML:
            return _with_links(make_response(page(served, thing)), path)
        if language() != DEFAULT:
            return redirect(in_release(path) + (suffix or ""), HTTPStatus.SEE_OTHER)
        return _document(served, thing, path, wanted)

    return view


def _split(path: str) -> tuple[str, str]:
    """Return the path without a format's suffix, and the suffix ("" when it has none)."""
    for suffix in FORMATS:
        if path.endswith(suffix):
            return path.removesuffix(suffix), suffix
    return path, ""


def _document(served: Served, thing: str, path: str, media_type: str) -> BaseResponse:
    triples = served.store.description(thing)
    if not triples:
        raise NotFound(thing)
    body = write_triples(triples, media_type, prefixes_for(served.manifest.base))
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Location"] = in_release(path) + _SUFFIXES[media_type]
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(f"{served.manifest.revision}{_SUFFIXES[media_type]}")
    response.last_modified = served.manifest.built
    return _with_links(response, path).make_conditional(request)


def _with_links(response: Response, path: str) -> Response:
    response.vary.add("Accept")
    for suffix, media_type in FORMATS.items():
        response.headers.add("Link", f'<{in_release(path)}{suffix}>; rel="alternate"; type="{media_type}"')
    return response
