"""``/jskos``: the paths a JSKOS service has (as jskos-server and DANTE have them), to be read only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from graph.mapping_set import stated_mappings
from graph.organisation import organisations
from graph.scheme import ConceptScheme
from graph.searching.answer import Question
from graph.searching.filters import Filters
from graph.searching.search_index import LONGEST
from graph.searching.term_book import Entry
from graph.store import text, value_of
from graph.texts import best, local_name
from server.catalogue import Served
from server.cors import open_to_all
from server.jskos.objects import (
    Object,
    concept_line,
    concept_mapping,
    concept_object,
    mapping_object,
    scheme_object,
)
from server.language import words_language
from server.problems import ProblemRaised, Problems
from server.tool_answers import json_answer, problem_answer

jskos = Blueprint("jskos", __name__, url_prefix="/jskos")
jskos.after_request(open_to_all)

PROBLEMS: Final = Problems(Path(__file__).with_name("problems.toml"))
refusal: Final = PROBLEMS.refusal
USUAL: Final = 100
MOST: Final = 1000
T = TypeVar("T")
_DIRECTIONS: Final = ("forward", "backward", "both")


@jskos.get("/voc")
def vocabularies() -> BaseResponse:
    """The vocabularies, or those with the IRIs in ``uri`` (several between ``|``)."""
    wanted = _uris()
    schemes = [scheme for scheme in _served().schemes if not wanted or scheme.iri in wanted]
    return _part(schemes, lambda scheme: scheme_object(_served(), scheme))


@jskos.get("/voc/top")
def top_concepts() -> BaseResponse:
    """The concepts of a vocabulary with nothing above them."""
    served, scheme = _served(), _scheme()
    return _lines(served.term_book.entries[each.iri] for each in served.outline.tops(scheme.iri, words_language()))


@jskos.get("/voc/concepts")
def concepts() -> BaseResponse:
    """The concepts of a vocabulary, by label."""
    served, scheme = _served(), _scheme()
    found = served.outline.of_scheme(scheme.iri, words_language())
    return _lines(served.term_book.entries[each.iri] for each in found)


@jskos.get("/data")
def data() -> BaseResponse:
    """Concepts and vocabularies by IRI (several between ``|``), in the order asked for; unknown ones are left out."""
    served = _served()
    schemes = {scheme.iri: scheme for scheme in served.schemes}
    entries = served.term_book.entries
    known = [uri for uri in _required_uris() if uri in schemes or uri in entries]

    def made(uri: str) -> Object:
        return scheme_object(served, schemes[uri]) if uri in schemes else concept_object(served, entries[uri])

    return _part(known, made)


@jskos.get("/narrower")
def narrower() -> BaseResponse:
    """The concepts right below one."""
    served, found = _served(), []
    for uri in _required_uris():
        found += [each.iri for each, _ in served.outline.narrower(uri, words_language())]
    return _lines(served.term_book.entries[each] for each in dict.fromkeys(found))


@jskos.get("/ancestors")
def ancestors() -> BaseResponse:
    """The concepts above one, the topmost first."""
    served = _served()
    uri = _required_uris()[0]
    return _lines(served.term_book.entries[each.iri] for each in served.outline.path_to(uri, words_language()))


@jskos.get("/search")
def search() -> BaseResponse:
    """The concepts found by ``query`` (or ``search``), in the vocabularies in ``voc`` where there are any."""
    return _lines(_found())


@jskos.get("/suggest")
def suggest() -> BaseResponse:
    """The same as OpenSearch Suggestions have it: what was asked, names, descriptions and IRIs."""
    first, most = _window()
    lang, found = words_language(), list(_found())[first : first + most]
    names = [best(entry.terms.get("prefLabel", ()), lang) for entry in found]
    return json_answer(
        [_query(), [name.value if name else "" for name in names], [""] * len(found), [entry.iri for entry in found]]
    )


@jskos.get("/mappings")
def mappings() -> BaseResponse:
    """What local fields and concepts are mapped to, by what is mapped and where it stands."""
    return _part(list(_mappings()), lambda mapping: mapping)


@jskos.errorhandler(ProblemRaised)
def refused(error: ProblemRaised) -> Response:
    """What is wrong with a request."""
    return problem_answer(error.problem, words_language())


def _mappings() -> Iterator[Object]:
    direction = request.args.get("direction", "").strip() or "forward"
    if direction not in _DIRECTIONS:
        raise refusal("no-such-direction", value=direction)
    one, other, one_scheme, other_scheme = map(_uris, ("from", "to", "fromScheme", "toScheme"))
    for mapping in _all_mappings():
        ends = _members(mapping["from"]), _members(mapping["to"])
        schemes = (_uri(mapping.get("fromScheme")), _uri(mapping.get("toScheme")))
        forward = _fits(ends, one, other) and _fits(schemes, one_scheme, other_scheme)
        backward = _fits(ends, other, one) and _fits(schemes, other_scheme, one_scheme)
        if (forward and direction != "backward") or (backward and direction != "forward"):
            yield mapping


def _all_mappings() -> Iterator[Object]:
    served = _served()
    for owner in organisations(served.store):
        if owner.field_count:
            for stated in stated_mappings(served.store, owner.iri):
                yield mapping_object(served, stated, owner)
    for row in served.store.select("concept_mappings", base=text(served.manifest.base)):
        entry = served.term_book.entries.get(value_of(row["concept"]))
        if entry:
            yield concept_mapping(served, entry, local_name(value_of(row["relation"])), value_of(row["target"]))


def _fits(ends: tuple[set[str], set[str]], one: Sequence[str], other: Sequence[str]) -> bool:
    return all(not wanted or not end.isdisjoint(wanted) for end, wanted in zip(ends, (one, other), strict=True))


def _members(bundle: Object) -> set[str]:
    """What is mapped: a local use counts as its field, too, which is what a client knows of it."""
    found = {member["uri"] for member in bundle["memberSet"]}
    return found | {uri.rpartition("/")[0] for uri in found if "/felt/" in uri}


def _uri(scheme: Object | None) -> set[str]:
    return {scheme["uri"]} if scheme else set()


def _found() -> Iterator[Entry]:
    served, words = _served(), _query()
    wanted = _uris("voc")
    seen: set[str] = set()
    question = Question(words[:LONGEST], words_language(), Filters(types=("concept",)), limit=MOST)
    for iri in (
        *(named.entry.iri for named in served.term_book.called(words)),
        *served.search.iris(question),
    ):
        entry = served.term_book.entries.get(iri)
        if entry and iri not in seen and (not wanted or entry.scheme in wanted):
            seen.add(iri)
            yield entry


def _query() -> str:
    words = (request.args.get("query") or request.args.get("search") or "").strip()
    if not words:
        raise refusal("missing-parameter", parameter="query")
    return words


def _scheme() -> ConceptScheme:
    uri = _required_uris()[0]
    for scheme in _served().schemes:
        if scheme.iri == uri:
            return scheme
    raise refusal("no-such-vocabulary", value=uri)


def _lines(entries: Iterable[Entry]) -> BaseResponse:
    return _part(list(entries), lambda entry: concept_line(_served(), entry))


def _part(found: Sequence[T], made: Callable[[T], Object]) -> BaseResponse:
    """A part of a list (``offset``, ``limit``), each object made when it is known which; how long it is, the way on."""
    first, most = _window()
    response = json_answer([made(each) for each in found[first : first + most]])
    response.headers["X-Total-Count"] = str(len(found))
    if first + most < len(found):
        following = request.args.to_dict() | {"offset": str(first + most), "limit": str(most)}
        response.headers.add("Link", f'<{request.base_url}?{urlencode(following)}>; rel="next"')
    return response


def _window() -> tuple[int, int]:
    return _number("offset", 0, 0), min(_number("limit", USUAL, 1), MOST)


def _number(name: str, usual: int, least: int) -> int:
    value = request.args.get(name, "").strip()
    if not value:
        return usual
    if not (value.isascii() and value.isdigit()) or int(value[:9]) < least:
        raise refusal("wrong-number", parameter=name, value=value, least=least)
    return int(value[:9])


def _uris(name: str = "uri") -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in request.args.get(name, "").split("|"))))


def _required_uris() -> tuple[str, ...]:
    found = _uris()
    if not found:
        raise refusal("missing-parameter", parameter="uri")
    return found


def _served() -> Served:
    served: Served = g.served
    return served
