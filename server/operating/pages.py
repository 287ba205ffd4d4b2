"""``/helse``, ``/metrics`` and ``/.well-known/security.txt``: what those who run and watch the server ask for."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, g, jsonify, request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from graph.manifest import Manifest
from server.operating import measured
from server.operating.clients import SPOKEN_FOR, among
from server.operating.processes import processes
from server.problems import SITE
from server.settings import Settings

operating = Blueprint("operating", __name__)

_AGAIN_SECONDS: Final = 5


@operating.get("/helse")
def health() -> Response:
    """Whether the process lives, whether the catalogue can be read, and which build answers (JSON).

    503 while no build can be served.
    """
    manifest = _manifest()
    ready = manifest is not None
    return _told({"status": "ok" if ready else "no-build", "live": True, "ready": ready} | _build(manifest), ready)


@operating.get("/helse/live")
def live() -> Response:
    """Whether the process answers at all: 200 for as long as it does."""
    return _told({"live": True}, True)


@operating.get("/helse/ready")
def ready() -> Response:
    """Whether a build can be served: 200 or 503."""
    manifest = _manifest()
    found = manifest is not None
    return _told({"ready": found, "revision": manifest.revision if manifest else None}, found)


@operating.get("/metrics")
def metrics() -> Response:
    """What is counted over all processes (Prometheus text format), for the addresses of the setting."""
    settings: Settings = current_app.config["SETTINGS"]
    address = request.environ.get("REMOTE_ADDR", "")
    if request.environ.get(SPOKEN_FOR) or not among(address, settings.metrics_from):
        raise SITE.refusal("ikke-for-deg")
    if current_app.config.get("ONE_OF_MANY") and measured.FOLDER not in os.environ:
        raise SITE.refusal("ingen-malinger")
    manifest = _manifest()
    labels = None
    if manifest is not None:
        labels = {name: str(_build(manifest)[name]) for name in ("revision", "content_hash", "program")}
    built = manifest.built.timestamp() if manifest else 0.0
    # In a worker process, the server is the one above; else this process is all there is.
    parent = os.getppid() if os.environ.get(measured.FOLDER) else os.getpid()
    body = measured.exposition(measured.Now(labels, built, processes(parent)))
    return _unstored(Response(body, content_type=CONTENT_TYPE_PLAIN_0_0_4))


@operating.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Where vulnerabilities are reported (RFC 9116); not there without a contact that is still valid."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.security_contact is None or settings.security_expires is None:
        abort(HTTPStatus.NOT_FOUND)
    expires = datetime.combine(settings.security_expires, time.max, UTC).replace(microsecond=0)
    if expires < datetime.now(UTC):
        abort(HTTPStatus.NOT_FOUND)
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nb, nn, en",
    )
    return Response("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")


def _manifest() -> Manifest | None:
    """The manifest of the build that is served; None while there is none."""
    served = g.get("served")
    manifest: Manifest | None = served.manifest if served else None
    return manifest


def _build(manifest: Manifest | None) -> dict[str, Any]:
    if manifest is None:
        return {"revision": None}
    return {
        "revision": manifest.revision,
        "content_hash": manifest.content_hash,
        "built": manifest.built.isoformat(),
        "build_date": manifest.build_date.isoformat(),
        "commit": manifest.commit,
        "program": manifest.program,
        "base": manifest.base,
        "counts": dict(manifest.counts),
        "quads": len(g.served.store),
    }


def _told(document: dict[str, Any], well: bool) -> Response:
    response = _unstored(jsonify(document))
    if not well:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = str(_AGAIN_SECONDS)
    return response


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
