"""The language of a request: ``/…`` is bokmål, ``/nn/…`` nynorsk, ``/en/…`` English; one route serves all three."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT: Final = "nb"
PREFIXED: Final = ("nn", "en")
LOCALES: Final = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_KEY: Final = "begrep.language"


class LanguagePrefix:
    """WSGI middleware that takes ``/nn`` or ``/en`` off the path and remembers it."""

    def __init__(self, app: WSGIApplication) -> None:
        """Wrap ``app``."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the wrapped application, the path and the language set apart."""
        path = environ.get("PATH_INFO", "")
        first, _, rest = path.lstrip("/").partition("/")
        if first in PREFIXED:
            environ[_KEY] = first
            environ["PATH_INFO"] = "/" + rest
        return self._app(environ, start_response)


def language() -> str:
    """Return the language of the current request: nb, nn or en."""
    value: str = request.environ.get(_KEY, DEFAULT)
    return value


def locale() -> str:
    """Return the locale of the current request, for translations, dates and numbers."""
    return LOCALES[language()]
