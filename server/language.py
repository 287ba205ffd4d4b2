"""The language of a request: ``/…`` is bokmål, ``/nn/…`` nynorsk, ``/en/…`` English; one route serves them all.

Which languages there are is decided by the message catalogues in ``server/translations``: a folder named by a
language's code, such as ``se``, is a language of the interface, without a line of code. What its catalogue leaves out
is shown in bokmål.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from babel import Locale, UnknownLocaleError
from flask import current_app, request

from graph.texts import LANGUAGES
from server.labels import N_

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT: Final = "nb"
TRANSLATIONS: Final = Path(__file__).with_name("translations")
# Other ways to say bokmål in an address; they lead to the plain one.
_SAME_AS_DEFAULT: Final = frozenset({"nb", "no"})
_LOCALES: Final = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_OPEN_GRAPH: Final = {"se": "se_NO"} | _LOCALES
_KEY: Final = "begrep.language"
_IN_QUERY: Final = "%/:?@!$&'()*+,;=-._~"


def interface_languages(translations: Path = TRANSLATIONS) -> dict[str, str]:
    """Return the languages of the interface, by code, each with its name in the language itself.

    Bokmål is written in the program; the others are the compiled catalogues in ``translations``, nn and en first. A
    catalogue says its own name as the translation of «Bokmål».
    """
    found = {path.parent.parent.name for path in translations.glob("*/LC_MESSAGES/messages.mo")}
    others = [code for code in LANGUAGES if code in found] + sorted(found - set(LANGUAGES))
    names = {DEFAULT: N_("Bokmål")}
    for code in others:
        locale = _known(code)
        if locale is not None:
            said = gettext.translation("messages", str(translations), [code]).gettext("Bokmål")
            names[code] = said if said != "Bokmål" else str(locale.get_display_name() or code).capitalize()
    return names


class LanguagePrefix:
    """WSGI middleware that takes ``/nn``, ``/en`` and the like off the path and remembers it."""

    def __init__(self, app: WSGIApplication, languages: Mapping[str, str]) -> None:
        """Wrap ``app``, which speaks ``languages``."""
        self._app = app
        self._prefixes = frozenset(languages) - {DEFAULT}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the wrapped application, the path and the language set apart."""
        path = environ.get("PATH_INFO", "")
        first, _, rest = path.lstrip("/").partition("/")
        if first in _SAME_AS_DEFAULT:
            query = quote(environ.get("QUERY_STRING", "").encode("latin-1"), safe=_IN_QUERY)
            status = HTTPStatus.PERMANENT_REDIRECT
            # A path in WSGI has one character for each byte (PEP 3333).
            plain = "/" + quote(rest.lstrip("/").encode("latin-1"))
            headers = [("Location", f"{plain}?{query}" if query else plain), ("Content-Length", "0")]
            start_response(f"{status.value} {status.phrase}", headers)
            return []
        if first in self._prefixes:
            environ[_KEY] = first
            environ["PATH_INFO"] = "/" + rest
        return self._app(environ, start_response)


def language() -> str:
    """Return the language of the current request: nb, nn, en, or another that there is a catalogue for."""
    value: str = request.environ.get(_KEY, DEFAULT)
    return value


def words_language() -> str:
    """Return the language to take words from that exist in bokmål, nynorsk and English only."""
    return language() if language() in LANGUAGES else DEFAULT


def languages() -> Mapping[str, str]:
    """Return the languages of the running application, by code, each with its own name."""
    found: Mapping[str, str] = current_app.extensions["languages"]
    return found


def locale() -> str:
    """Return the locale of the current request, for translations, dates and numbers."""
    return locale_of(language())


def locale_of(code: str) -> str:
    """Return the locale dates and numbers are written in for the language ``code``."""
    if code in _LOCALES:
        return _LOCALES[code]
    return code if _known(code) else _LOCALES[DEFAULT]


def territory_of(code: str) -> str:
    """Return the language with its country, as the Open Graph protocol writes it (``nb_NO``)."""
    return _OPEN_GRAPH.get(code, code)


def _known(code: str) -> Locale | None:
    """Return what is known of the language ``code``; None when nothing is."""
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None
