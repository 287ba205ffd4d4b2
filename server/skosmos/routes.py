"""``/rest/v1/``: the 28 paths of the REST API of Skosmos, and a word where there is none."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import CatalogueError
from server.catalogue import Served
from server.cors import open_to_all
from server.errors import STATUS
from server.skosmos import lists, rdf, relations, statistics
from server.skosmos.contexts import context, labels
from server.skosmos.mappings import mappings
from server.skosmos.request import Refused, bad, language, wanted
from server.skosmos.responses import answer, json_object, refusal, told
from server.skosmos.search import lookup, search
from server.skosmos.vocabulary import Vocabulary, in_language, owner_of, vocabularies, vocabulary

ROOT: Final = "/rest/v1"
skosmos = Blueprint("skosmos", __name__, url_prefix=ROOT)
skosmos.after_request(open_to_all)

Answer = tuple[dict[str, Any], dict[str, Any]]
# The paths of a vocabulary whose answer follows from the vocabulary and the language.
_BY_LANGUAGE: Final[dict[str, Callable[[Vocabulary, str], Answer]]] = {
    "topConcepts": relations.top_concepts,
    "index/": lists.letters,
    "groups": lists.groups,
    "groupMembers": lists.group_members,
    "new": lambda vocabulary, lang: lists.changes(vocabulary, "created", lang),
    "modified": lambda vocabulary, lang: lists.changes(vocabulary, "modified", lang),
    "broader": lambda vocabulary, lang: relations.beside(vocabulary, "broader", lang),
    "narrower": lambda vocabulary, lang: relations.beside(vocabulary, "narrower", lang),
    "related": lambda vocabulary, lang: relations.beside(vocabulary, "related", lang),
    "broaderTransitive": lambda vocabulary, lang: relations.transitive(vocabulary, "broader", lang),
    "narrowerTransitive": lambda vocabulary, lang: relations.transitive(vocabulary, "narrower", lang),
    "hierarchy": relations.hierarchy,
    "children": relations.children,
}


@skosmos.get("/vocabularies")
def all_vocabularies() -> BaseResponse:
    """Every vocabulary."""
    lang = _required_language()
    return answer(*lists.titles(vocabularies(_served()), lang, request.base_url))


@skosmos.get("/search")
def search_everywhere() -> BaseResponse:
    """Concepts of every vocabulary by their labels."""
    return answer(*search(_served(), vocabularies(_served()), None))


@skosmos.get("/label")
def label_anywhere() -> BaseResponse:
    """What a thing is called."""
    uri, lang = wanted("uri"), language()
    return answer(*_labels(owner_of(_served(), uri), uri, lang))


@skosmos.get("/types")
def all_types() -> BaseResponse:
    """The classes of things there are."""
    return answer(*lists.types(vocabularies(_served()), _required_language(), request.base_url))


@skosmos.get("/data")
def data_anywhere() -> BaseResponse:
    """Everything about a thing, as RDF."""
    uri = wanted("uri")
    try:
        return rdf.described(_served(), owner_of(_served(), uri).thing(uri))
    except Refused as error:
        raise _without_concept(error) from error


@skosmos.get("/swagger.json")
def swagger() -> BaseResponse:
    """Where the description of the interface is, among that of the others."""
    return redirect("/api/openapi.json", HTTPStatus.FOUND)


@skosmos.get("/<vocid>")
def without_slash(vocid: str) -> BaseResponse:
    """The same address with a slash."""
    vocabulary(_served(), vocid)
    query = request.query_string.decode("latin-1")
    return redirect(f"{request.path}/" + (f"?{query}" if query else ""), HTTPStatus.FOUND)


@skosmos.get("/<vocid>/")
def one_vocabulary(vocid: str) -> BaseResponse:
    """What there is to know of a vocabulary."""
    found = vocabulary(_served(), vocid)
    return answer(*lists.about(found, language(default=found.default_language), request.base_url))


@skosmos.get("/<vocid>/search")
def search_here(vocid: str) -> BaseResponse:
    """Concepts of one vocabulary by their labels."""
    found = vocabulary(_served(), vocid)
    return answer(*search(_served(), [found], found))


@skosmos.get("/<vocid>/lookup")
def look_up(vocid: str) -> BaseResponse:
    """The concepts with one label."""
    return answer(*lookup(vocabulary(_served(), vocid)))


@skosmos.get("/<vocid>/label")
def label_here(vocid: str) -> BaseResponse:
    """What a thing of the vocabulary is called."""
    found = vocabulary(_served(), vocid)
    return answer(*_labels(found, wanted("uri"), language(default=found.default_language)))


@skosmos.get("/<vocid>/types")
def types_here(vocid: str) -> BaseResponse:
    """The classes of things in one vocabulary."""
    found = vocabulary(_served(), vocid)
    return answer(*lists.types([found], language(default=found.default_language), request.base_url))


@skosmos.get("/<vocid>/vocabularyStatistics")
def vocabulary_statistics(vocid: str) -> BaseResponse:
    """How many concepts there are."""
    found = vocabulary(_served(), vocid)
    lang = language(default=found.default_language)
    return answer(*statistics.concept_counts(found, lang, request.base_url))


@skosmos.get("/<vocid>/labelStatistics")
def label_statistics(vocid: str) -> BaseResponse:
    """How many labels there are."""
    found = vocabulary(_served(), vocid)
    return answer(*statistics.label_counts(found, language(default=found.default_language), request.base_url))


@skosmos.get("/<vocid>/index/<path:letter>")
def under_letter(vocid: str, letter: str) -> BaseResponse:
    """The labels under one letter."""
    found = vocabulary(_served(), vocid)
    return answer(*lists.under_letter(found, letter, language(default=found.default_language)))


@skosmos.get("/<vocid>/mappings")
def mappings_here(vocid: str) -> BaseResponse:
    """What a concept is mapped to."""
    found = vocabulary(_served(), vocid)
    return json_object(mappings(found, language(default=found.default_language)))


@skosmos.get("/<vocid>/data")
def data_here(vocid: str) -> BaseResponse:
    """Everything about a thing of the vocabulary, as RDF; without ``uri`` where to find all of it."""
    found = vocabulary(_served(), vocid)
    if not request.args.get("uri", "").strip():
        return rdf.download(found)
    try:
        thing = found.thing(wanted("uri"))
    except Refused as error:
        raise _without_concept(error) from error
    return rdf.described(_served(), thing)


@skosmos.get("/<vocid>/<any(" + ", ".join(f'"{name}"' for name in _BY_LANGUAGE if "/" not in name) + "):name>")
def by_language(vocid: str, name: str) -> BaseResponse:
    """A list of a vocabulary, or the relations of one of its concepts."""
    found = vocabulary(_served(), vocid)
    return answer(*_BY_LANGUAGE[name](found, language(default=found.default_language)))


@skosmos.get("/<vocid>/index/")
def letters(vocid: str) -> BaseResponse:
    """The letters of a vocabulary."""
    return by_language(vocid, "index/")


@skosmos.get("/", defaults={"_rest": ""})
@skosmos.get("/<_rest>/index")
@skosmos.get("/<path:_rest>")
def nothing_here(_rest: str) -> Response:
    """What has no address: here a slash at the end makes another one."""
    return told(HTTPStatus.NOT_FOUND)


@skosmos.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """A request without an answer."""
    return refusal(error)


@skosmos.errorhandler(CatalogueError)
def failed(error: CatalogueError) -> Response:
    """A catalogue that cannot answer now."""
    known = (status for kind, status in STATUS.items() if isinstance(error, kind))
    return told(next(known, HTTPStatus.INTERNAL_SERVER_ERROR))


_LABELS: Final = ("prefLabel", "altLabel", "hiddenLabel")


def _labels(found: Vocabulary, uri: str, lang: str) -> Answer:
    thing = found.thing(uri)
    terms = {kind: thing.in_language(kind, lang) if lang else thing.terms.get(kind, ()) for kind in _LABELS}
    data: dict[str, Any] = {"uri": thing.iri}
    preferred = in_language(terms["prefLabel"], lang) if lang else next(iter(terms["prefLabel"]), None)
    if preferred:
        data["prefLabel"] = preferred.value
    data |= {kind: [text.value for text in terms[kind]] for kind in _LABELS[1:] if terms[kind]}
    return context(lang=lang, **labels(*_LABELS)), data


def _required_language() -> str:
    lang = language()
    if not lang:
        raise bad("lang parameter missing")
    return lang


def _without_concept(error: Refused) -> Refused:
    """Say it as the path ``data`` does."""
    return Refused(error.status, "no concept found with given uri") if error.status == HTTPStatus.NOT_FOUND else error


def _served() -> Served:
    served: Served = g.served
    return served
