"""What browsers and search engines ask for before they ask for anything else: sitemap, search description, robots."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, abort, current_app, g, request
from flask_babel import gettext

from graph.organisation import organisations
from server.catalogue import Served
from server.filters import prefixed
from server.language import DEFAULT, language, languages

discovery = Blueprint("discovery", __name__)

# sitemaps.org allows 50 000 addresses in a file; each page here is one per language.
PAGES_PER_SITEMAP: Final = 10_000
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_OPEN_SEARCH: Final = "http://a9.com/-/spec/opensearch/1.1/"
_ALWAYS: Final = (
    "/",
    "/begrep",
    "/vokabular",
    "/begrepssamling",
    "/organisasjon",
    "/sammenligning",
    "/krysskobling",
    "/statistikk",
    "/statistikk/dekning",
    "/sparql",
    "/nedlasting",
    "/api",
    "/om",
    "/tilgjengelighet",
    "/personvern",
)
_SHORT_NAME: Final = 16
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


@discovery.get("/robots.txt")
def robots() -> Response:
    """Robots may read everything but answers worked out on demand, of which there is no end."""
    lines = (
        "User-agent: *",
        "Disallow: /sparql?",
        "Disallow: /sammenligning?",
        "Disallow: /sok?",
        f"Sitemap: {request.host_url}sitemap.xml",
    )
    return _text("\n".join(lines) + "\n", "text/plain")


@discovery.get("/sitemap.xml")
def sitemap_index() -> Response:
    """The list of sitemaps (sitemaps.org, «Sitemap index files»)."""
    served: Served = g.served
    day = served.manifest.build_date.isoformat()
    count = -(-len(_paths(served)) // PAGES_PER_SITEMAP)
    parts = "".join(
        f"<sitemap><loc>{request.host_url}sitemap/{number}.xml</loc><lastmod>{day}</lastmod></sitemap>\n"
        for number in range(1, count + 1)
    )
    return _text(f'{_HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{parts}</sitemapindex>\n', "application/xml")


@discovery.get("/sitemap/<int:number>.xml")
def sitemap(number: int) -> Response:
    """One part of the sitemap: every page, in every language, each with the others."""
    paths = _paths(g.served)[(number - 1) * PAGES_PER_SITEMAP : number * PAGES_PER_SITEMAP] if number else []
    if not paths:
        abort(404)
    body = "".join(_entries(paths))
    return _text(f'{_HEAD}<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n{body}</urlset>\n', "application/xml")


@discovery.get("/opensearch.xml")
def open_search() -> Response:
    """How a browser searches the catalogue from its own address line (OpenSearch 1.1 draft 6)."""
    host, lang = request.host_url.rstrip("/"), language()
    name, told = gettext("Begrepskatalog"), gettext("Søk etter begrep")
    body = (
        f'{_HEAD}<OpenSearchDescription xmlns="{_OPEN_SEARCH}">\n'
        f"<ShortName>{escape(textwrap.wrap(name, _SHORT_NAME)[0])}</ShortName>\n"
        f"<LongName>{escape(name)}</LongName>\n"
        f"<Description>{escape(told)}</Description>\n"
        f"<Language>{lang}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Image type="image/svg+xml">{host}/static/icon.svg</Image>\n'
        f'<Url type="text/html" template={quoteattr(host + prefixed("/sok", lang) + "?q={searchTerms}")}/>\n'
        f'<Url type="application/opensearchdescription+xml" rel="self" '
        f"template={quoteattr(host + prefixed('/opensearch.xml', lang))}/>\n"
        "</OpenSearchDescription>\n"
    )
    return _text(body, "application/opensearchdescription+xml")


def _paths(served: Served) -> list[str]:
    """Return the plain paths of the pages a search engine should know, always in the same order."""
    base = served.manifest.base
    schemes = {concept.scheme for concept in served.outline.concepts.values()}
    things = [
        *sorted(schemes),
        *(owner.iri for owner in organisations(served.store)),
        *served.outline.concepts,
    ]
    return [*_ALWAYS, *("/" + thing.removeprefix(base) for thing in things)]


def _entries(paths: list[str]) -> Iterator[str]:
    host, codes = request.host_url.rstrip("/"), list(languages())
    for path in paths:
        addresses = {code: escape(host + prefixed(path, code)) for code in codes}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in [*addresses.items(), ("x-default", addresses[DEFAULT])]
        )
        for address in addresses.values():
            yield f"<url><loc>{address}</loc>{others}</url>\n"


def _text(body: str, media_type: str) -> Response:
    return current_app.response_class(body, content_type=f"{media_type}; charset=utf-8")
