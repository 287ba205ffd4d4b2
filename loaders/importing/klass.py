"""A code list of Statistics Norway (SSB Klass, https://data.ssb.no/api/klass/v1) as a code list of ours.

The answers with ``codes`` (codesAt, codes, variantAt) and ``classificationItems`` (versions, variants) are read, in the
form that clients of the service record them. Names come in the languages the list is published in; each code keeps its
notation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from graph.changes.content import Content, term
from graph.checks.content_path import home_of, slug
from graph.store import Term
from loaders.fetching import Limits
from loaders.importing.fetching import Fetched, fetch
from loaders.importing.wording import refusal

API: Final = "https://data.ssb.no/api/klass/v1"
LANGUAGES: Final = ("nb", "nn", "en")
_PAGE: Final = "https://www.ssb.no/klass/klassifikasjoner/"
_TYPES: Final = ("application/json",)
_NUMBER: Final = re.compile(r"[0-9]+")
_NEVER: Final = "9999"
_CODE: Final = re.compile(r"[0-9A-Za-z._~-]+")


def code_list(
    source: str, content: Content, today: str, api: str = API, limits: Limits | None = None
) -> dict[str, list[ox.Triple]]:
    """Return the statements of a code list by the path of its file.

    ``source`` is the number of a classification, or a file or address with one of its answers in JSON. Raises
    ImportRefused when it is none.
    """
    if not _NUMBER.fullmatch(source):
        said = _read(fetch(source, _TYPES, limits))
        number = _number_in(source)
        return _written(_List(source, number, {"nb": said}, {"nb": str(said.get("name") or number)}), content)
    address = f"{api}/classifications/{source}"
    about = {
        lang: _json(fetch(f"{address}.json?{urlencode({'language': lang})}", _TYPES, limits)) for lang in LANGUAGES
    }
    answers, titles = {}, {}
    for lang in _published(about[LANGUAGES[0]], today):
        query = urlencode({"date": today, "language": lang})
        answers[lang] = _read(fetch(f"{address}/codesAt.json?{query}", _TYPES, limits))
        titles[lang] = str(about[lang].get("name") or "")
    return _written(_List(source, source, answers, titles), content)


def _published(about: Mapping[str, Any], today: str) -> tuple[str, ...]:
    """The languages that the version in force today is published in; in others the service repeats its own."""
    versions = [each for each in about.get("versions") or () if isinstance(each, dict)]
    for version in versions:
        if str(version.get("validFrom") or "") <= today < str(version.get("validTo") or _NEVER):
            found = tuple(lang for lang in LANGUAGES if lang in (version.get("published") or ()))
            return found or LANGUAGES
    return LANGUAGES


def _number_in(source: str) -> str:
    """What the list is called here: the number of its classification or version, else the name of the file."""
    for kind, form in (("classifications", "{}"), ("versions", "versjon-{}"), ("variants", "variant-{}")):
        if found := re.search(rf"/{kind}/([0-9]+)", source):
            return form.format(found.group(1))
    return slug(source.rpartition("/")[2].partition("?")[0].removesuffix(".json"))


class _List:
    """The answers about one list, by language, and what it is called in each."""

    def __init__(
        self, source: str, number: str, answers: Mapping[str, dict[str, Any]], titles: Mapping[str, str]
    ) -> None:
        self.source, self.number, self.titles = source, number, titles
        self.codes = {lang: _newest(_codes(said, source)) for lang, said in answers.items()}


def _json(fetched: Fetched) -> dict[str, Any]:
    try:
        said = json.loads(fetched.body)
    except ValueError as error:
        raise refusal("not-klass", source=fetched.source) from error
    if not isinstance(said, dict):
        raise refusal("not-klass", source=fetched.source)
    return said


def _read(fetched: Fetched) -> dict[str, Any]:
    said = _json(fetched)
    if not isinstance(said.get("codes", said.get("classificationItems")), list):
        raise refusal("not-klass", source=fetched.source)
    return said


def _codes(said: dict[str, Any], source: str) -> Iterator[dict[str, str]]:
    for item in said["codes"] if "codes" in said else said["classificationItems"]:
        if not isinstance(item, dict) or not item.get("code") or "name" not in item:
            raise refusal("not-klass", source=source)
        if not _CODE.fullmatch(str(item["code"])):
            raise refusal("unsafe-code", code=item["code"], source=source)
        yield {name: str(value) for name, value in item.items() if value is not None}


def _newest(codes: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Each code once: over a range of days it comes once for each name it has had."""
    found: dict[str, dict[str, str]] = {}
    for code in sorted(codes, key=lambda each: each.get("validFromInRequestedRange", "")):
        found[code["code"]] = code
    return list(found.values())


def _written(found: _List, content: Content) -> dict[str, list[ox.Triple]]:
    iri = f"{content.base}kodeliste/klass-{found.number}"
    scheme, page = ox.NamedNode(iri), ox.NamedNode(f"{_PAGE}{found.number}")
    titles = [ox.Literal(title, language=lang) for lang, title in found.titles.items() if title]
    triples = [
        *_said(scheme, "rdf:type", [ox.NamedNode(term("skos:ConceptScheme"))]),
        *_said(scheme, "dct:title", titles),
    ]
    if _NUMBER.fullmatch(found.number):
        names = [ox.Literal(f"SSB Klass: {title.value}", language=title.language) for title in titles]
        triples += [*_said(scheme, "dct:source", [page]), *_said(page, "rdfs:label", names)]
    for lang, codes in found.codes.items():
        known = {code["code"] for code in codes}
        for code in codes:
            triples += _code(scheme, code, lang, known)
    return {home_of(iri, content.base): list(dict.fromkeys(triples))}


def _code(scheme: ox.NamedNode, code: Mapping[str, str], lang: str, known: set[str]) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{scheme.value}#{code['code']}")
    yield from _said(node, "rdf:type", [ox.NamedNode(term("skos:Concept"))])
    yield from _said(node, "skos:inScheme", [scheme])
    yield from _said(node, "skos:notation", [ox.Literal(code["code"])])
    if code.get("name"):
        yield from _said(node, "skos:prefLabel", [ox.Literal(code["name"], language=lang)])
    if code.get("notes"):
        yield from _said(node, "skos:scopeNote", [ox.Literal(code["notes"], language=lang)])
    # A variant or a part of a list has codes whose parent is not in it.
    if code.get("parentCode") in known:
        yield from _said(node, "skos:broader", [ox.NamedNode(f"{scheme.value}#{code['parentCode']}")])


def _said(subject: ox.NamedNode, name: str, values: Iterable[Term]) -> Iterator[ox.Triple]:
    return (ox.Triple(subject, ox.NamedNode(term(name)), value) for value in values)
