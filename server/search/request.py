"""What a request for a search asks: the words, the filters, the page and the form of the answer."""

from __future__ import annotations

from typing import Final

from flask import request

from graph.errors import SearchRefused
from graph.searching.answer import PAGE, Question
from graph.searching.filters import IN_LANGUAGE, LACKING, FacetName, Filters
from graph.searching.findable import TYPES
from graph.searching.matching import WINDOW
from graph.sheets import csv_file, xlsx_file
from graph.sheets.csv_file import Dialect
from server.language import words_language
from server.linked_data import HTML
from server.negotiation import choose

JSON: Final = "application/json"
CSV: Final = csv_file.MEDIA_TYPE
FORMATS: Final = {"html": HTML, "json": JSON, "csv": CSV, "xlsx": xlsx_file.MEDIA_TYPE}
# The types of things as they stand in an address, in the order of TYPES.
TYPE_WORDS: Final = dict(
    zip(
        TYPES,
        ("begrep", "virksomhet", "vokabular", "system", "kjennetegn", "kodeliste", "kode", "felt"),
        strict=True,
    )
)
# The values of two facets as they stand in an address.
LANGUAGE_WORDS: Final = {value: value.replace(LACKING, "mangler-") for value in IN_LANGUAGE}
MAPPED_WORDS: Final = {"yes": "ja", "no": "nei"}
_WORDS: Final[dict[FacetName, dict[str, str]]] = {
    "type": TYPE_WORDS,
    "language": LANGUAGE_WORDS,
    "mapped": MAPPED_WORDS,
}
# The parameters of the facets, and below which path the values of some lie.
PARAMETERS: Final[dict[FacetName, str]] = {
    "type": "type",
    "vocabulary": "vokabular",
    "status": "status",
    "language": "sprak",
    "mapped": "har-felt",
    "organisation": "virksomhet",
}
_PATHS: Final[dict[FacetName, str]] = {"vocabulary": "vokabular/", "organisation": "organisasjon/"}


def argument(name: str) -> str:
    """The parameter ``name`` without the spaces around it, empty when it is missing."""
    return request.args.get(name, "").strip()


def wanted_format() -> str:
    """The media type of the answer, by ``format`` or else by Accept; JSON when no form of it is acceptable.

    Raises SearchRefused for a format nobody has.
    """
    named = argument("format").lower()
    if not named:
        return choose(request.headers.get("Accept"), tuple(FORMATS.values())) or JSON
    if named not in FORMATS:
        raise SearchRefused("unknown-format", value=named)
    return FORMATS[named]


def wanted_dialect() -> Dialect:
    """How CSV is to be written, by ``skilletegn``; raises SearchRefused for a separator nobody has."""
    named = argument("skilletegn").lower()
    if named not in csv_file.DIALECTS:
        raise SearchRefused("unknown-separator", value=named)
    return csv_file.DIALECTS[named]


def wanted_page() -> int:
    """The page in ``side``, 1 when it is missing; raises SearchRefused when it is none."""
    written = argument("side") or "1"
    page = int(written[:9]) if written.isascii() and written.isdigit() else 0
    if not page:
        raise SearchRefused("no-page", value=written)
    return page


def wanted_filters(base: str) -> Filters:
    """The filters in the address; raises SearchRefused for a type nobody has, and for other words like it."""
    return Filters(
        type=_chosen("type"),
        vocabulary=_thing(base, "vocabulary"),
        status=argument(PARAMETERS["status"]).upper() or None,
        organisation=_thing(base, "organisation"),
        language=_chosen("language"),
        mapped=_chosen("mapped"),
    )


def wanted_question(base: str, *, every: bool = False) -> Question:
    """The search in the address: a page of its answer, or every hit there is room for.

    Raises SearchRefused when a part of it cannot be used.
    """
    page = 1 if every else wanted_page()
    limit = WINDOW if every else PAGE
    # Beyond what is looked at there is nothing, so no page is further off than that.
    offset = min((page - 1) * limit, WINDOW)
    return Question(argument("q"), words_language(), wanted_filters(base), offset, limit)


def value_in_address(facet: FacetName, value: str, base: str) -> str:
    """The value of a facet as it stands in an address: short where that is enough."""
    if facet in _WORDS:
        return _WORDS[facet][value]
    return value.removeprefix(base + _PATHS.get(facet, ""))


def _chosen(facet: FacetName) -> str | None:
    """The value of a facet that has words of its own; raises SearchRefused for any other word."""
    written = argument(PARAMETERS[facet]).lower()
    known = {word: value for value, word in _WORDS[facet].items()}
    if written and written not in known:
        raise SearchRefused(f"unknown-{facet}", value=written, known=", ".join(known))
    return known.get(written)


def _thing(base: str, facet: FacetName) -> str | None:
    written = argument(PARAMETERS[facet])
    if not written:
        return None
    return written if "://" in written else f"{base}{_PATHS[facet]}{written}"
