"""Style sheets, scripts and fonts: read once, compressed once, and kept by browsers for as long as they do not change.

A file's address carries a hash of its content, in its name (what the build hook made) or after ``?v=``; under that
address it never changes (RFC 8246), under any other it is asked for anew.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, current_app, request

from server.negotiation import accepts_gzip

FOREVER: Final = "public, max-age=31536000, immutable"
_REVALIDATE: Final = "public, max-age=0, must-revalidate"
_COMPRESSED: Final = ".gz"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
# Fonts are compressed already.
_WORTH_COMPRESSING: Final = frozenset({".css", ".js", ".svg", ".txt"})
_BUILT: Final = "assets/"
_PRIVATE: Final = frozenset({"assets/manifest.json"})

static_files = Blueprint("static_files", __name__)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file: its media type, its content, the same in gzip (None where that gains nothing), and its hash."""

    media_type: str
    content: bytes
    compressed: bytes | None
    version: str


def read_static_files(folder: Path) -> dict[str, StaticFile]:
    """Return the files below ``folder`` by path; those the build hook compressed are taken as it left them."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return {name: _read(folder / name) for name in names if name not in _PRIVATE and not name.endswith(_COMPRESSED)}


@static_files.route("/static/<path:name>", methods=["GET"])
def static(name: str) -> Response:
    """One file, in gzip for whoever takes it."""
    found: StaticFile | None = current_app.extensions["static"].get(name)
    if found is None:
        abort(404)
    packed = found.compressed is not None and accepts_gzip(request.headers.get("Accept-Encoding"))
    body = found.compressed if packed and found.compressed else found.content
    response = current_app.response_class(body, content_type=found.media_type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if found.compressed is not None:
        response.vary.add("Accept-Encoding")
    known_for_good = name.startswith(_BUILT) or request.args.get("v") == found.version
    response.headers["Cache-Control"] = FOREVER if known_for_good else _REVALIDATE
    response.set_etag(found.version + ("-gzip" if packed else ""))
    response.make_conditional(request)
    return response


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    media_type = _TYPES.get(path.suffix, "application/octet-stream")
    compressed = None
    if path.suffix in _WORTH_COMPRESSING:
        beside = path.with_name(path.name + _COMPRESSED)
        compressed = beside.read_bytes() if beside.is_file() else gzip.compress(content, mtime=0)
    return StaticFile(media_type, content, compressed, hashlib.sha256(content).hexdigest()[:8])
