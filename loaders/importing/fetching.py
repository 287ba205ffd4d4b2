"""What is to be imported, from a file or over HTTP, within limits of time and size: all of it, or an error."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from graph.errors import TransferFailed
from loaders.fetching import Limits, receive
from loaders.importing.wording import refusal


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: where from, its bytes, and its media type (empty for a file)."""

    source: str
    body: bytes
    media_type: str = ""


def fetch(source: str, accept: Collection[str], limits: Limits | None = None) -> Fetched:
    """Return what lies at ``source``, a path or an http(s) address; ``accept`` are media types, the best first.

    Raises ImportRefused, with nothing half-read, when it is not there, too slow, too large, broken off, redirected in
    circles, or of another type.
    """
    body = BytesIO()
    try:
        received = receive(source, body, limits or Limits(), accept)
    except TransferFailed as error:
        raise refusal(error.kind, **error.values) from error
    return Fetched(source, body.getvalue(), received.media_type if received else "")
