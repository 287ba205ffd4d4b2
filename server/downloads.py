"""``/nedlasting``: whole vocabularies and the whole catalogue as files, made when the catalogue was built.

Where there is no such file (a catalogue on an engine elsewhere, a release) it is made when it is first asked for.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph.builds import DOWNLOADS
from graph.downloads.download import CATALOGUE, FORMATS, NAMES, Download, Downloads, downloads
from graph.downloads.packing import is_packed, packed, place
from server.browsing.index_pages import schemes_of
from server.catalogue import Served
from server.cors import open_to_all
from server.negotiation import accepts_gzip

download_pages = Blueprint("downloads", __name__)

_REVALIDATE: Final = "public, max-age=0, must-revalidate"
_TEXT: Final = ("text/", "application/n-quads", "application/trig")


@download_pages.get("/nedlasting")
def page() -> str:
    """Every file, by vocabulary and format."""
    served: Served = g.served
    return render_template(
        "downloads.html",
        schemes=schemes_of(served),
        everything=CATALOGUE,
        formats_of_files=[(suffix, NAMES[suffix]) for suffix in FORMATS],
        sizes={each.name: _size(served, each) for each in downloads(served.store, served.manifest.base)},
    )


@download_pages.get("/nedlasting/<name>")
def download(name: str) -> BaseResponse:
    """One file, in gzip for whoever takes it."""
    served: Served = g.served
    wanted = Download.of(name)
    body = _held(served, wanted)
    response = Response(content_type=_content_type(wanted))
    tag = f"{served.manifest.revision}-{served.manifest.built:%Y%m%dT%H%M%S}-{name}"
    if is_packed(wanted):
        response.vary.add("Accept-Encoding")
        if accepts_gzip(request.headers.get("Accept-Encoding")):
            response.headers["Content-Encoding"] = "gzip"
            tag += "-gzip"
        else:
            body = gzip.decompress(body)
    response.set_data(body)
    response.set_etag(tag)
    response.last_modified = served.manifest.built
    response.headers["Cache-Control"] = _REVALIDATE
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return open_to_all(response).make_conditional(request)


@download_pages.app_template_global()
def downloads_of(vocabulary: str) -> list[tuple[str, str]]:
    """Name of the file and of the format of every download of one vocabulary (the name of its folder)."""
    return [(Download(vocabulary, suffix).name, NAMES[suffix]) for suffix in FORMATS]


def _held(served: Served, wanted: Download) -> bytes:
    """The file as it lies on the disk, in gzip or not; raises NotFound when there is no such download."""
    path = _path(served, wanted)
    if path.is_file():
        return path.read_bytes()
    if wanted.name not in served.downloads:
        _, served.downloads[wanted.name] = packed(wanted, Downloads(served.store, served.manifest.base).content(wanted))
    return served.downloads[wanted.name]


def _size(served: Served, wanted: Download) -> int | None:
    """How many bytes the file has as it is sent; None until it is made."""
    path = _path(served, wanted)
    return path.stat().st_size if path.is_file() else None


def _path(served: Served, wanted: Download) -> Path:
    return place(served.folder.parent / DOWNLOADS, wanted)


def _content_type(wanted: Download) -> str:
    return f"{wanted.media_type}; charset=utf-8" if wanted.media_type.startswith(_TEXT) else wanted.media_type
