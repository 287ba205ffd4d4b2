"""``/reconcile``: terms to concepts, ``/reconcile/felt``: column names to local fields; the draft of 1.0 at ``/v1``.

The language of names is that of the address (``/nn/reconcile``), since a query of version 0.2 cannot say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from server.catalogue import Served
from server.cors import open_to_all
from server.filters import local_link, prefixed
from server.language import language, words_language
from server.problems import ProblemRaised
from server.reconciliation import forms
from server.reconciliation.concepts import ConceptService
from server.reconciliation.entity import Query, Service
from server.reconciliation.fields import FieldService
from server.reconciliation.reading import (
    DRAFT,
    MOST,
    OLD,
    read_batch,
    read_draft_batch,
    read_extension,
    read_json,
    refusal,
    wrong,
)
from server.tool_answers import JSON, json_answer, padded_answer, problem_answer, written_json

reconciliation = Blueprint("reconciliation", __name__)
reconciliation.after_request(open_to_all)

ROOT: Final = "/reconcile"
LARGEST: Final = 1_000_000
SUGGESTED: Final = 20
_PATHS: Final = {"begrep": ROOT, "felt": f"{ROOT}/felt"}
_FORM: Final = "application/x-www-form-urlencoded"
# Any site may show the small page in a frame; nothing in it may run or be sent.
_PREVIEW_POLICY: Final = "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors *"


def old_service(key: str) -> BaseResponse:
    """The manifest, or the answers to ``queries`` or ``extend`` (version 0.2)."""
    asked = _form()
    service, lang = _service(key), words_language()
    if asked.get("queries"):
        queries = read_batch(read_json(asked["queries"]), lang)
        return _answered({name: _result(service, query) for name, query in queries.items()})
    if asked.get("extend"):
        extension = read_extension(read_json(asked["extend"]), lang, OLD)
        return _answered(forms.extension(service, extension, _addresses(), lang))
    if asked.get("query"):
        return _answered(_result(service, _single(asked["query"], lang)))
    if request.method == "POST":
        raise wrong("queries", "queries=… | extend=…", OLD)
    return _answered(forms.manifest(service, _addresses()[key], _host(), _version(), lang))


def draft_service(key: str) -> BaseResponse:
    """The manifest of the draft of 1.0."""
    return json_answer(forms.draft_manifest(_service(key), _host(), _version(), words_language()))


def draft_match(key: str) -> BaseResponse:
    """The answers to a batch of queries (draft of 1.0)."""
    lang, service = words_language(), _service(key)
    queries = read_draft_batch(read_json(_body()), lang)
    found = [[forms.draft_candidate(each, lang) for each in service.candidates(query)] for query in queries]
    return _answered({"results": [{"candidates": candidates} for candidates in found]})


def draft_extend(key: str) -> BaseResponse:
    """The values of properties (draft of 1.0)."""
    lang = words_language()
    extension = read_extension(read_json(_body()), lang, DRAFT)
    addresses = {name: f"{address}/v1" for name, address in _addresses().items()}
    return _answered(forms.draft_extension(_service(key), extension, addresses, lang))


def suggest_entity(key: str) -> BaseResponse:
    """Entities for what somebody has typed so far."""
    limit, skip = _part()
    return _answered({"result": [*map(forms.suggestion, _service(key).suggested(_prefix(), limit, skip))]})


def suggest_property(key: str) -> BaseResponse:
    """Properties by name or explanation."""
    lang = words_language()
    found = [forms.property_suggestion(each, lang) for each in _service(key).properties()]
    return _answered({"result": _chosen(found)})


def suggest_type(key: str) -> BaseResponse:
    """Types by name."""
    return _answered({"result": _chosen([forms.type_suggestion(kind) for kind in _service(key).kinds()])})


def propose(key: str) -> BaseResponse:
    """The properties that can be asked of entities of a type."""
    lang = words_language()
    limit = _count("limit")
    found = [forms.property_suggestion(each, lang) for each in _service(key).properties()]
    document: dict[str, Any] = {"properties": found[:limit] if limit else found}
    named = request.args.get("type", "")
    document |= ({"type": named} if named else {}) | ({"limit": limit} if limit else {})
    return _answered(document)


def preview(key: str) -> BaseResponse:
    """A small page about one entity, for a frame."""
    entity = request.args.get("id", "").strip()
    found = _service(key).preview(entity)
    if found is None:
        raise refusal("no-such-entity", value=entity)
    base = _served().manifest.base
    page = render_template("reconcile_preview.html", found=found, address=local_link(entity, base, language()))
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _PREVIEW_POLICY
    return response


@reconciliation.get("/id")
def view() -> BaseResponse:
    """Lead from an identifier to the page about it."""
    uri = request.args.get("uri", "").strip()
    base = _served().manifest.base
    address = local_link(uri, base, language()) if uri.startswith(base) else ""
    if not address:
        raise refusal("no-such-entity", value=uri)
    return redirect(address, HTTPStatus.SEE_OTHER)


@reconciliation.errorhandler(ProblemRaised)
def refused(error: ProblemRaised) -> Response:
    """What is wrong with a request."""
    return problem_answer(error.problem, words_language())


def _add(rule: str, name: str, view_function: Any, methods: Sequence[str] = ("GET",)) -> None:
    for key, path in _PATHS.items():
        reconciliation.add_url_rule(
            f"{path}{rule}",
            f"{name}_{key}",
            view_function,
            defaults={"key": key},
            methods=list(methods),
            strict_slashes=False,
        )


_add("", "service", old_service, ("GET", "POST"))
_add("/v1", "draft", draft_service)
_add("/v1/match", "match", draft_match, ("POST",))
_add("/v1/extend", "extend", draft_extend, ("POST",))
for _version_path in ("", "/v1"):
    _add(f"{_version_path}/suggest/entity", f"entity{_version_path[1:]}", suggest_entity)
    _add(f"{_version_path}/suggest/property", f"property{_version_path[1:]}", suggest_property)
    _add(f"{_version_path}/suggest/type", f"type{_version_path[1:]}", suggest_type)
    _add(f"{_version_path}/extend/propose", f"propose{_version_path[1:]}", propose)
    _add(f"{_version_path}/preview", f"preview{_version_path[1:]}", preview)


def _result(service: Service, query: Query) -> dict[str, Any]:
    return {"result": [forms.candidate(each) for each in service.candidates(query)]}


def _single(text: str, lang: str) -> Query:
    """A query of version 0.1: a text, or an object where it looks like one."""
    document = read_json(text) if text.lstrip().startswith("{") else {"query": text}
    return read_batch({"query": document}, lang)["query"]


def _form() -> dict[str, str]:
    if request.method == "GET":
        return request.args.to_dict()
    _require_size()
    if request.mimetype != _FORM:
        raise refusal("wrong-type", expected=_FORM)
    return request.args.to_dict() | request.form.to_dict()


def _body() -> bytes:
    _require_size()
    if request.mimetype != JSON:
        raise refusal("wrong-type", expected=JSON)
    return request.get_data()


def _require_size() -> None:
    request.max_content_length = LARGEST
    request.max_form_memory_size = LARGEST
    if (request.content_length or 0) > LARGEST:
        raise refusal("too-large", limit=LARGEST)


def _prefix() -> str:
    return request.args.get("prefix", "")


def _part() -> tuple[int, int]:
    """How many suggestions are wanted, and after how many (``cursor`` in 0.2, ``offset`` in the draft)."""
    return min(_count("limit") or SUGGESTED, MOST), min(_count("cursor") or _count("offset"), LARGEST)


def _count(name: str) -> int:
    value = request.args.get(name, "").strip() or "0"
    if not (value.isascii() and value.isdigit()):
        raise refusal("wrong-parameter", parameter=name, value=value)
    return int(value[:9])


def _chosen(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    limit, skip = _part()
    prefix = _prefix().strip()
    fitting = [each for each in found if not prefix or _fits(each, prefix)]
    return fitting[skip : skip + limit]


def _fits(found: dict[str, Any], prefix: str) -> bool:
    name, begun = found["name"].casefold(), prefix.casefold()
    return name.startswith(begun) or any(word.startswith(begun) for word in name.split()) or found["id"] == prefix


def _answered(document: dict[str, Any]) -> BaseResponse:
    """JSON, JSONP for old clients; a posted question has no entity tag, for it has no address."""
    function = request.args.get("callback", "")
    if function:
        response = padded_answer(written_json(document), function)
        if response is None:
            raise refusal("wrong-parameter", parameter="callback", value=function)
        return response
    if request.method == "POST":
        return Response(written_json(document), content_type=f"{JSON}; charset=utf-8")
    return json_answer(document)


def _service(key: str) -> Service:
    return (FieldService if key == "felt" else ConceptService)(_served(), words_language())


def _addresses() -> dict[str, str]:
    return {key: _host() + prefixed(path, language()) for key, path in _PATHS.items()}


def _host() -> str:
    return request.host_url.rstrip("/")


def _version() -> str:
    return _served().manifest.program


def _served() -> Served:
    served: Served = g.served
    return served
