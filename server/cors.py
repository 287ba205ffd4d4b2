"""Pages of any site may read every answer here and what it says of itself (Fetch standard, CORS protocol)."""

from __future__ import annotations

from typing import Final

from flask import Response, request

EVERYBODY: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Location, ETag, Last-Modified, Link, Retry-After, X-Request-ID, X-Total-Count"
    ),
}
ASKED_BEFORE: Final = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def open_to_all(response: Response) -> Response:
    """Let scripts of any site read the answer; to OPTIONS, which a browser asks before, say what they may send."""
    response.headers.update(EVERYBODY)
    if request.method == "OPTIONS":
        response.headers.update(ASKED_BEFORE)
        response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(response.allow))
    return response
