"""One IRI for page and data: HTML for people, RDF for tools, by ``Accept`` or by suffix.

The host answers 200 on the thing's own path, with ``Content-Location`` naming the document and ``Vary: Accept``
(RFC 9110 section 12). RDF carries the base IRI, whatever host serves it; ``/nn/`` and ``/en/`` are pages only, so
RDF asked for there is found at the plain path (303).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox
from flask import Response, g, make_response, redirect, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import NotFound
from graph.namespaces import prefixes_for
from graph.store import write_triples
from server.catalogue import Served
from server.cors import EVERYBODY, open_to_all
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
# N-Triples was text/plain before it had a name of its own (RDF Test Cases), and rdflib still asks for it so.
_PLAIN: Final = "text/plain"
_SUFFIXES: Final = {media_type: suffix for suffix, media_type in FORMATS.items()} | {_PLAIN: ".nt"}
_REVALIDATE: Final = "public, max-age=0, must-revalidate"
# What may stand in the path of an address as it is (RFC 3986 section 3.3).
_IN_PATH: Final = "/:@!$&'()*+,;=-._~"
# What may not stand in an IRI (RFC 3987 section 2.2); a path comes to us with everything decoded.
# Beyond ASCII that is controls, what is for private use and what is no character: all but ucschar.
_UCSCHAR: Final = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16 | (0x1000 if plane == 14 else 0))}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 15)
)
_NOT_IN_IRI: Final = re.compile(rf"[^\x21-\x7e{_UCSCHAR}]|[<>\"{{}}|\\^`%#?[\]]")

Page = Callable[[Served, str], str]
Say = Callable[[Served, str], Sequence[ox.Triple]]


class NotOffered(NotAcceptable):
    """Nothing here is in a format the client takes; ``offers`` holds media types and where each is."""

    def __init__(self, offers: Mapping[str, str]) -> None:
        """Say what there is."""
        super().__init__()
        self.offers = offers


def stored(served: Served, thing: str) -> Sequence[ox.Triple]:
    """What the catalogue says about the thing, its parts and its sources' names."""
    return served.store.description(thing)


def described(page: Page, say: Say = stored, documents: str = "") -> Callable[..., BaseResponse]:
    """Make a view of ``page``, which renders the HTML of the thing an IRI names.

    The view answers GET and HEAD on the thing's path, plain or with the suffix of a format; ``say`` is what the formats
    hold. Where the documents lie elsewhere than at the thing's path, ``documents`` is that path.
    """

    @wraps(page)
    def view(**_parts: Any) -> BaseResponse:
        served: Served = g.served
        path, suffix = _split(request.path)
        g.documents = documents or path
        thing = _thing(served, path, say)
        wanted = FORMATS[suffix] if suffix else choose(request.headers.get("Accept"), [HTML, *_SUFFIXES])
        if wanted is None:
            if not say(served, thing):
                raise NotFound(thing)
            raise NotOffered({HTML: address(path)} | {kind: address(place) for kind, place in _places().items()})
        if wanted == HTML:
            return _with_links(make_response(page(served, thing)), path)
        if language() != DEFAULT:
            found = redirect(address(path) + (suffix or ""), HTTPStatus.SEE_OTHER)
            found.headers.update(EVERYBODY)
            return found
        return _document(served, thing, path, wanted, say)

    return view


def address(path: str) -> str:
    """The path of content as it stands in a header: at the release asked about, in ASCII."""
    return quote(in_release(path), safe=_IN_PATH)


def data_response(body: bytes, media_type: str, served: Served, name: str) -> Response:
    """A document that changes with the content: readable by any site, and not sent again to whoever has it.

    ``name`` tells it from others of the same content, so that the entity tag (RFC 9110 section 8.8.3) is of this alone.
    """
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.set_etag(f"{served.manifest.revision}-{zlib.crc32(body):08x}{name}")
    response.last_modified = served.manifest.built
    response.headers["Cache-Control"] = _REVALIDATE
    return response


def _split(path: str) -> tuple[str, str]:
    """Return the path without a format's suffix, and the suffix ("" when it has none)."""
    for suffix in FORMATS:
        if path.endswith(suffix):
            return path.removesuffix(suffix), suffix
    return path, ""


def _thing(served: Served, path: str, say: Say) -> str:
    """The IRI that the path stands for: an IRI may hold in full what an address has to escape, or the escape itself."""
    names = list(dict.fromkeys(_written(path)))
    base = served.manifest.base
    if len(names) > 1:
        for name in names:
            if say(served, base + name):
                return base + name
    return base + names[0]


def _written(path: str) -> Iterator[str]:
    inside = path.lstrip("/")
    yield _NOT_IN_IRI.sub(lambda found: quote(found[0]), inside)
    yield quote(inside, safe=_IN_PATH)


def _document(served: Served, thing: str, path: str, media_type: str, say: Say) -> BaseResponse:
    triples = say(served, thing)
    if not triples:
        raise NotFound(thing)
    suffix = _SUFFIXES[media_type]
    body = write_triples(triples, FORMATS[suffix], prefixes_for(served.manifest.base))
    response = data_response(body, media_type, served, suffix)
    response.headers["Content-Location"] = address(_places()[FORMATS[suffix]])
    return _with_links(response, path).make_conditional(request)


def _places() -> dict[str, str]:
    """Where each format is, by media type."""
    return {media_type: g.documents + suffix for suffix, media_type in FORMATS.items()}


def _with_links(response: Response, path: str) -> Response:
    """Name the other forms (RFC 8288, 6596, 5988): each format, the page, and the one address of them all."""
    response.vary.add("Accept")
    links = [f'<{address(place)}>; rel="alternate"; type="{kind}"' for kind, place in _places().items()]
    links.append(f'<{address(path)}>; rel="alternate"; type="{HTML}"')
    links.append(f'<{address(path)}>; rel="canonical"')
    links.append(f'<{address(_places()[FORMATS[".ttl"]])}>; rel="describedby"; type="{FORMATS[".ttl"]}"')
    for link in links:
        response.headers.add("Link", link)
    return open_to_all(response)
