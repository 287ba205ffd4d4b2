"""Answers in gzip for whoever takes it, and not sent again to whoever has them.

What is sent often and never changes is compressed once (server.static_files); this is for the rest.
"""

from __future__ import annotations

import gzip
from http import HTTPStatus
from typing import Final

from flask import Response, request

from server.negotiation import accepts_gzip
from server.sparql.answer_body import WORTH_COMPRESSING

_LEVEL: Final = 6
_TEXTUAL: Final = ("text/", "application/json", "application/ld+json", "application/rdf+xml", "application/n-triples")
_HTML: Final = "text/html"


def pack(response: Response) -> Response:
    """Return ``response``, in gzip when it is whole, long enough, text, and the client takes it.

    A page also gets an entity tag, and is left out when the client has it already (RFC 9110 section 13.1.2).
    """
    if not response.is_sequence or "Content-Encoding" in response.headers:
        return response
    if response.mimetype == _HTML and response.status_code == HTTPStatus.OK and request.method in ("GET", "HEAD"):
        response.direct_passthrough = False
        response.add_etag(weak=True)
        response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
        response.make_conditional(request)
    if not (response.mimetype or "").startswith(_TEXTUAL) or response.status_code == HTTPStatus.NOT_MODIFIED:
        return response
    response.vary.add("Accept-Encoding")
    if not accepts_gzip(request.headers.get("Accept-Encoding")):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < WORTH_COMPRESSING:
        return response
    tag, weak = response.get_etag()
    if tag and not weak:
        # Other bytes, and so another strong tag (RFC 9110 section 8.8.3.3).
        response.set_etag(f"{tag}-gzip")
        response.make_conditional(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response
    response.set_data(gzip.compress(body, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
