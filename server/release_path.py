"""The release a request is about: ``/versjon/2027.1/begrep/…`` is ``/begrep/…`` as it was then."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import has_request_context, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOT: Final = "/versjon"
_KEY: Final = "begrep.release"
_PATH: Final = re.compile(r"/versjon/(?P<version>\d{4}\.\d{1,3})(?P<rest>/.*)?\Z")
# What a release has: its content, and the answers that follow from it. Search, queries and news are of today.
_CONTENT: Final = re.compile(
    r"/(begrep|vokabular|organisasjon|felt|kjennetegn|kodeliste|enhet|sektor|kontakt|begrepssamling|katalog|dcat"
    r"|modellkatalog|sammenligning|nedlasting)(?![a-z])"
)
_LANGUAGE: Final = re.compile(r"(/[a-z]{2,3})?(/.*)\Z")


class ReleasePrefix:
    """WSGI middleware that takes ``/versjon/<release>`` off the path of content, and remembers it."""

    def __init__(self, app: WSGIApplication) -> None:
        """Wrap ``app``."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the wrapped application, the path and the release set apart."""
        found = _PATH.match(environ.get("PATH_INFO", ""))
        if found and _CONTENT.match(found["rest"] or ""):
            environ[_KEY] = found["version"]
            environ["PATH_INFO"] = found["rest"]
        return self._app(environ, start_response)


def asked_release() -> str:
    """The version of the release that the current request is about, "" for none."""
    version: str = request.environ.get(_KEY, "") if has_request_context() else ""
    return version


def in_release(address: str) -> str:
    """The address of content at the release the current request is about; other addresses as they are."""
    version = asked_release()
    found = _LANGUAGE.match(address) if version else None
    if not found or not _CONTENT.match(found[2]):
        return address
    return f"{found[1] or ''}{ROOT}/{version}{found[2]}"
