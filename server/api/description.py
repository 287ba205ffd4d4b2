"""The OpenAPI 3.1 description, put together from one part beside each interface: ``openapi.toml`` in its room.

A part has tables ``paths`` (by path and method), ``parameters`` and ``shapes`` (see server.api.shapes). Words stand in
bokmål, nynorsk and English; the description is in one of them. An operation has ``summary``, ``parameters`` by name,
``answer`` (a shape) or ``answers`` (shapes by media type), ``body`` (shapes by media type), ``refusals`` (statuses) and
an ``example``: what its parameters can be.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from graph.words import Words
from server.api.shapes import schema
from server.problems import MEDIA_TYPE as PROBLEM

PART: Final = "openapi.toml"
SERVER: Final = Path(__file__).parents[1]
VERSION: Final = "3.1.0"
JSON: Final = "application/json"
_IN_PATH: Final = re.compile(r"{(\w+)}")
_LICENCE: Final = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
_METHODS: Final = ("get", "post")
_STATUS_WORDS: Final[Words] = {"nb": "Svaret", "nn": "Svaret", "en": "The answer"}
_REFUSED_WORDS: Final[Mapping[int, Words]] = {
    400: {"nb": "Forespørselen er feil", "nn": "Førespurnaden er feil", "en": "The request is wrong"},
    404: {"nb": "Finnes ikke", "nn": "Finst ikkje", "en": "Not there"},
    406: {"nb": "Finnes ikke i formatet", "nn": "Finst ikkje i formatet", "en": "Not in that format"},
    413: {"nb": "For mye på én gang", "nn": "For mykje på éin gong", "en": "Too much at once"},
    415: {"nb": "Feil medietype", "nn": "Feil medietype", "en": "Wrong media type"},
}

Part = Mapping[str, Any]


def description(lang: str, host: str, version: str) -> dict[str, Any]:
    """Return the description in ``lang`` of the site at ``host``, running ``version`` of the program."""
    document: dict[str, Any] = {"openapi": VERSION, "info": {}, "servers": [{"url": host}], "tags": [], "paths": {}}
    components: dict[str, Any] = {"parameters": {}, "schemas": {}}
    for room, part in parts().items():
        if "title" in part:
            about = {"title": part["title"][lang], "description": part["description"][lang]}
            document["info"] = about | {"version": version, "license": _LICENCE}
        document["tags"].append({"name": room, "description": part["tag"][lang]})
        for name, shape in part.get("shapes", {}).items():
            components["schemas"][name] = schema(shape)
        for name, parameter in part.get("parameters", {}).items():
            components["parameters"][f"{room}.{name}"] = _parameter(name, parameter, lang)
        for path, operations in part.get("paths", {}).items():
            document["paths"][path] = {
                method: _operation(room, path, operation, lang) for method, operation in operations.items()
            }
    return document | {"components": components}


@cache
def parts() -> dict[str, Part]:
    """Return the parts, by the name of their room; this room's own first, then in the order of the alphabet."""
    found = sorted(SERVER.rglob(PART), key=lambda path: (path.parent != Path(__file__).parent, path))
    return {path.parent.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in found}


def operations() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield every path and method with its operation as the part has it."""
    for part in parts().values():
        for path, methods in part.get("paths", {}).items():
            for method in _METHODS:
                if method in methods:
                    yield path, method, methods[method]


def _operation(room: str, path: str, operation: Mapping[str, Any], lang: str) -> dict[str, Any]:
    names = [*_IN_PATH.findall(path), *operation.get("parameters", [])]
    answers = operation.get("answers", {JSON: operation.get("answer", "any")})
    found: dict[str, Any] = {
        "tags": [room],
        "operationId": operation["id"],
        "summary": operation["summary"][lang],
        "parameters": [{"$ref": f"#/components/parameters/{room}.{name}"} for name in names],
        "responses": {"200": {"description": _STATUS_WORDS[lang], "content": _content(answers)}},
    }
    if "body" in operation:
        found["requestBody"] = {"required": True, "content": _content(operation["body"])}
    refusals = _content(operation.get("refused", {PROBLEM: "Problem"}))
    for status in operation.get("refusals", []):
        found["responses"][str(status)] = {"description": _REFUSED_WORDS[status][lang], "content": refusals}
    return found


def _content(shapes: Mapping[str, Any]) -> dict[str, Any]:
    return {media_type: {"schema": schema(shape)} for media_type, shape in shapes.items()}


def _parameter(name: str, parameter: Mapping[str, Any], lang: str) -> dict[str, Any]:
    in_path = parameter.get("in") == "path"
    found: dict[str, Any] = {
        "name": parameter.get("name", name),
        "in": "path" if in_path else "query",
        "description": parameter["description"][lang],
        "schema": schema(parameter.get("shape", "string")),
    }
    return found | ({"required": True} if in_path or parameter.get("required") else {})
