"""What templates call: the right text for the reader's language, dates, numbers, links and words for codes.

The functions are pure and take the language as ``nb``, ``nn`` or ``en``; ``register`` binds them to that of
the request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, request
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from graph.namespaces import PREFIXES
from graph.texts import Reference, Text, best, in_order
from server import labels
from server.assets import Assets
from server.language import DEFAULT, languages, locale_of, territory_of
from server.release_path import in_release
from server.static_files import StaticFile

_NAMES_ONLY: Final = ("graf/", "storrelse/", "ns#")
# A full stop, a comma or a bracket that ends an address belongs to the sentence around it.
_ADDRESS: Final = re.compile(r"(https?://[^\s<>«»\";]*[^\s<>«»\";.,:!?)\]])")
_WEB_SCHEMES: Final = ("http://", "https://", "mailto:")


def text_for(texts: Iterable[Text] | None, language: str) -> Text | None:
    """Return the text to show a reader of ``language``: in that language, else the nearest."""
    return best(texts or (), language)


def others(texts: Iterable[Text] | None, language: str) -> list[Text]:
    """Return the texts in other languages than the one shown to a reader of ``language``."""
    texts = tuple(texts or ())
    shown = best(texts, language)
    return [text for text in in_order(texts) if shown is not None and text.lang != shown.lang]


def long_date(value: date | datetime | None, language: str) -> str:
    """Return a date in words, «21. november 2026» or “21 November 2026”; empty for None."""
    return format_date(value, "long", locale=locale_of(language)) if value else ""


def short_date(value: date | datetime | None, language: str) -> str:
    """Return a date for a table, «21.11.2026» or “21 Nov 2026”; empty for None."""
    if not value:
        return ""
    pattern = "d MMM y" if language == "en" else "dd.MM.y"
    return format_date(value, pattern, locale=locale_of(language))


def number(value: float | None, language: str) -> str:
    """Return a number with the language's decimal sign and a hard space or comma in the thousands."""
    return "" if value is None else format_decimal(value, locale=locale_of(language))


def prefixed(path: str, language: str) -> str:
    """Return the plain path ``path`` as a path in ``language``: ``/nn/sok`` for ``/sok``."""
    return path if language == DEFAULT else f"/{language}{path}"


def local_link(iri: str, base: str, language: str) -> str:
    """Return where a page links for ``iri``: a host-relative path below ``base``, else the address itself.

    Empty for names below ``base`` that nothing is served under, such as those of named graphs, and for anything but
    http, https and mailto, since it may come from imported data.
    """
    if iri.startswith(base):
        path = iri.removeprefix(base)
        return "" if path.startswith(_NAMES_ONLY) else prefixed("/" + path, language)
    return iri if iri.lower().startswith(_WEB_SCHEMES) else ""


def linked(text: str) -> Markup:
    """Return a text as HTML, with the http and https addresses in it as links."""
    parts = _ADDRESS.split(text)
    return Markup("").join(
        Markup('<a class="ds-link" href="{0}" rel="external">{0}</a>').format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def cited(text: str) -> Markup:
    """Return sources as HTML: each that ends with its address as a link by its name, other addresses as links.

    Sources have ``;`` between them, and the address stands last in each: «SSB: Sykefravær, https://…».
    """
    return Markup("; ").join(_cited(part.strip()) for part in text.split(";") if part.strip())


def _cited(source: str) -> Markup:
    name, address, rest = (*_ADDRESS.split(source), "", "")[:3]
    name = name.rstrip(" ,:")
    if not name or not address or rest.strip(" ."):
        return linked(source)
    return Markup('<a class="ds-link" href="{}" rel="external">{}</a>').format(address, name)


def outward(values: Iterable[Text | Reference], thing: str) -> list[Text | Reference]:
    """Return ``values`` without ``thing`` itself, whose page it is, and its parts (``<thing>#…``), which have none."""
    return [v for v in values if not (isinstance(v, Reference) and (v.iri == thing or v.iri.startswith(thing + "#")))]


def kind_of(types: Iterable[Reference]) -> str:
    """Return the name in labels.KIND of the first type there is a word for; empty when there is none."""
    # To vCard an organisation is one that can be written to.
    names = ("vcard:" * kind.iri.startswith(PREFIXES["vcard"]) + labels.local_name(kind.iri) for kind in types)
    return next((name for name in names if name in labels.KIND), "")


def register(app: Flask, static: Path) -> None:
    """Give the templates of ``app`` these functions, bound to the language of the request, and ``static``'s files."""
    assets = Assets.load(static)
    files: Mapping[str, StaticFile] = app.extensions["static"]
    app.jinja_env.globals |= {
        "t": _bound(text_for),
        "others": _bound(others),
        "date": _bound(short_date),
        "long_date": _bound(long_date),
        "number": _bound(number),
        "outward": outward,
        "kind_of": kind_of,
        "page_url": page_url,
        "local": lambda path: in_release(prefixed(path, current_language())),
        "assets": assets,
        "static": lambda name: f"/static/{name}?v={files[name].version}",
        "site_languages": languages,
        "territory_of": territory_of,
        "status_notice": status_notice,
        "status_colour": labels.status_colour,
        "mapping_status_colour": labels.mapping_status_colour,
        "local_name": labels.local_name,
    }
    app.jinja_env.filters["linked"] = linked
    app.jinja_env.filters["cited"] = cited
    app.jinja_env.globals |= {name: _translated(table) for name, table in _TABLES.items()}


def current_language() -> str:
    """Return the language of the request: ``nb``, ``nn`` or ``en``."""
    locale = get_locale()
    return locale.language if locale else "nb"


def status_notice(code: str | None) -> str:
    """Return the sentence that warns about a concept that is not current; empty for one that is."""
    message = labels.STATUS_NOTICE.get(labels.local_name(code or ""))
    return gettext(message) if message else ""


def page_url(language: str, path: str, *, absolute: bool = False) -> str:
    """Return the address of the page ``path`` in ``language``, with the query of the current request."""
    query = request.query_string.decode("ascii", "replace")
    address = in_release(prefixed(path, language)) + (f"?{query}" if query else "")
    return request.host_url.rstrip("/") + address if absolute else address


_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "status_label": labels.STATUS,
    "relation_label": labels.RELATION,
    "role_label": labels.ROLE,
    "mapping_status_label": labels.MAPPING_STATUS,
    "confidence_label": labels.CONFIDENCE,
    "effect_label": labels.EFFECT,
    "source_relation_label": labels.SOURCE_RELATION,
    "audience_label": labels.AUDIENCE,
    "organisation_type_label": labels.ORGANISATION_TYPE,
    "aspect_label": labels.ASPECT,
    "kind_label": labels.KIND,
    "property_label": labels.PROPERTY,
    "language_label": labels.LANGUAGE,
}


def _bound(function: Callable[..., Any]) -> Callable[[Any], Any]:
    return lambda value: function(value, current_language())


def _translated(table: Mapping[str, str]) -> Callable[[str | None], str]:
    def word(code: str | None) -> str:
        message = labels.label(table, code)
        return gettext(message) if message else ""

    return word
