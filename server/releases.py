"""The catalogue at a release: ``/versjon/2027.1/…`` shows the same pages and data from the release's own artefact.

A release never changes, so its answers may be kept for ever; a header leads to what holds now. One whose tag was
moved is not shown at all, since nobody can tell what it says.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph.builds import SEARCH, STORE
from graph.errors import NotFound, ReleaseChanged, StoreMissing
from graph.history.snapshots import Snapshot, snapshots
from server.catalogue import Served
from server.filters import prefixed
from server.language import language
from server.release_path import ROOT, asked_release

FOR_EVER: Final = "public, max-age=31536000, immutable"
_KEPT_OPEN: Final = 4

releases = Blueprint("releases", __name__)


class Releases:
    """The releases of a folder of builds, opened when they are asked for and verified then."""

    def __init__(self, folder: Path) -> None:
        """Look in ``folder``."""
        self._folder = folder
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[str, str], Served] = OrderedDict()

    def known(self) -> Mapping[str, Snapshot]:
        """Every release, newest first."""
        return snapshots(self._folder)

    def get(self, version: str) -> Served:
        """The catalogue at a release.

        Raises NotFound when there is no such release, and ReleaseChanged when it is not what was released.
        """
        found = self.known().get(version)
        if found is None:
            raise NotFound(version)
        if found.state == "moved":
            raise ReleaseChanged(version)
        key = (version, found.sha256)
        with self._lock:
            if key not in self._open:
                self._open[key] = _opened(found)
            self._open.move_to_end(key)
            while len(self._open) > _KEPT_OPEN:
                self._open.popitem(last=False)
            return self._open[key]


def _opened(found: Snapshot) -> Served:
    try:
        store, manifest = found.verified()
    except StoreMissing as error:
        raise ReleaseChanged(found.version) from error
    return Served(found.folder / STORE, store, manifest, found.folder / SEARCH)


def release() -> Snapshot | None:
    """The release that the current request is about; None for the catalogue of today."""
    version = asked_release()
    return _releases().known().get(version) if version else None


def hold_release() -> None:
    """Let the request answer from the release it is about."""
    version = asked_release()
    if version:
        g.served = _releases().get(version)


def release_headers(response: Response) -> Response:
    """Say that an answer of a release never changes, and where what holds now is (RFC 5829: latest-version)."""
    if asked_release():
        if response.status_code == 200:
            response.headers["Cache-Control"] = FOR_EVER
        response.headers.add("Link", f'<{prefixed(request.path, language())}>; rel="latest-version"')
    return response


@releases.get(ROOT)
def release_list() -> str:
    """Every release, newest first."""
    return render_template("releases.html", releases=known_releases())


@releases.get(f"{ROOT}/<version>")
@releases.get(f"{ROOT}/<version>/")
def one_release(version: str) -> BaseResponse:
    """The vocabularies of a release."""
    _releases().get(version)
    return redirect(prefixed(f"{ROOT}/{version}/vokabular", language()), 303)


def known_releases() -> list[Snapshot]:
    """Every release, newest first."""
    return list(_releases().known().values())


def _releases() -> Releases:
    found: Releases = current_app.extensions["releases"]
    return found
