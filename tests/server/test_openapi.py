"""``/api/openapi.json``: a valid OpenAPI description that the answers keep to, whole and in three languages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from graph.texts import LANGUAGES
from server.api.description import description, operations, parts
from server.api.shapes import ShapeUnclear, schema

HOST = "http://localhost"
OPERATIONS = [(path, method, operation) for path, method, operation in operations()]
# Pages, and what is no JSON: RDF, CSV, Excel, XML, files of the site.
NOT_JSON = re.compile(
    r"^/$|^/(api|begrep|begrep/side-om-side|katalog|nytt|nytt\.atom|om|opensearch\.xml|personvern|robots\.txt"
    r"|metrics|sitemap\.xml|statistikk|statistikk/dekning|tilgjengelighet)$"
    r"|^/(\.well-known|begrep|begrepssamling|enhet|felt|kjennetegn|kodeliste|kontakt|nedlasting|organisasjon|regler"
    r"|sektor|sitemap|static|versjon|vokabular)(/|$)"
    r"|\.(csv|nt|rdf|trig|tsv|ttl|xlsx)$"
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The description in bokmål."""
    return description("nb", HOST, "1")


def answer_schema(document: dict[str, Any], path: str, method: str, status: str, media_type: str) -> dict[str, Any]:
    """The schema of an answer, with the schemas it points to."""
    content = document["paths"][path][method]["responses"][status]["content"]
    return {"components": document["components"], **content[media_type]["schema"]}


def faults(found: Any, wanted: dict[str, Any]) -> list[str]:
    errors = Draft202012Validator(wanted).iter_errors(found)
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors]


def shape_of(found: Any) -> Any:
    """A description without its words."""
    if isinstance(found, dict):
        return {key: shape_of(value) for key, value in found.items() if key not in ("summary", "description", "info")}
    return [shape_of(each) for each in found] if isinstance(found, list) else found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_openapi(client: FlaskClient, document: dict[str, Any], lang: str) -> None:
    """In every language, from the address of that language; only words differ."""
    prefix = "" if lang == "nb" else f"/{lang}"
    response = client.get(f"{prefix}/api/openapi.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    found = response.get_json()
    if lang == "nb":
        OpenAPIV31SpecValidator(found).validate()
    assert shape_of(found) == shape_of(document)
    assert found["info"]["title"] == {"nb": "Begrepskatalog", "nn": "Omgrepskatalog", "en": "Concept catalogue"}[lang]


def test_every_text_is_there_in_three_languages() -> None:
    """No part leaves out a language."""
    for part in parts().values():
        words = [part["tag"], *(each["description"] for each in part.get("parameters", {}).values())]
        words += [operation["summary"] for methods in part["paths"].values() for operation in methods.values()]
        assert all(set(each) == set(LANGUAGES) for each in words)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=[f"{m} {p}" for p, m, _ in OPERATIONS])
def test_answers_are_as_described(
    client: FlaskClient, document: dict[str, Any], path: str, method: str, operation: dict[str, Any]
) -> None:
    """The example of every operation is answered with what the description says, and not with less."""
    example = dict(operation["example"])
    address = re.sub(r"{(\w+)}", lambda found: str(example.pop(found[1])), path)
    if "json" in example:
        response = client.post(address, json=json.loads(example["json"]))
    elif method == "post":
        response = client.post(address, data=example)
    else:
        response = client.get(address, query_string=example)
    if response.status_code == 303:
        response = client.get(response.headers["Location"])
    assert response.status_code == 200, response.text
    media_type = response.mimetype or ""
    if "json" in media_type:
        assert not faults(response.get_json(), answer_schema(document, path, method, "200", media_type))
    else:
        assert media_type in document["paths"][path][method]["responses"]["200"]["content"]


@pytest.mark.parametrize(
    ("path", "method", "status", "asked"),
    [
        ("/sok", "get", "400", "/sok?q=a&type=tull&format=json"),
        ("/sammenligning", "get", "400", "/sammenligning?begrep=tull&format=json"),
        ("/sparql", "get", "400", "/sparql?query=SELECT"),
        ("/krysskobling", "get", "400", "/krysskobling?kolonner=TULL&format=json"),
        ("/jskos/voc/top", "get", "404", "/jskos/voc/top?uri=x"),
        ("/reconcile", "get", "400", "/reconcile?queries=x"),
        ("/koblinger/{virksomhet}.csvw.json", "get", "404", "/koblinger/tull.csvw.json"),
    ],
)
def test_refusals_are_as_described(
    client: FlaskClient, document: dict[str, Any], path: str, method: str, status: str, asked: str
) -> None:
    """Errors, too, are what the description says."""
    response = client.get(asked, headers={"Accept": "application/json"})
    assert (response.status_code, response.mimetype) == (int(status), "application/problem+json")
    wanted = answer_schema(document, path, method, status, "application/problem+json")
    assert not faults(response.get_json(force=True), wanted)


def test_nothing_in_json_is_left_out(app: Flask) -> None:
    """Every address of the program is described, or is known to be no JSON."""
    described = {re.sub(r"{\w+}", "<>", path) for path, _, _ in OPERATIONS}
    left = set()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "<>", rule.rule)
        names = re.search(r"<any\((.+)\):\w+>", rule.rule)
        if names:
            path = re.sub(r"<any\(.+\):\w+>", "{}", rule.rule)
            paths = {re.sub(r"<[^>]+>", "<>", path.replace("{}", name.strip("'\" "))) for name in names[1].split(",")}
            left |= {path for path in paths - described if not NOT_JSON.search(path)}
        elif path not in described and not NOT_JSON.search(rule.rule):
            left.add(path)
    # What leads to another address, and what says that there is nothing.
    assert left == {"/rest/v1/", "/rest/v1/<>", "/rest/v1/<>/index", "/rest/v1/swagger.json"}


def test_there_are_28_paths_of_skosmos() -> None:
    """As many as its own description has."""
    assert sum(path.startswith("/rest/v1/") for path, _, _ in OPERATIONS) == 28


@pytest.mark.parametrize(
    "shape", ["string", "[string]", "{[Name]}", "string?", "[string|integer]", '"a", "b"', {"a?": "any", "*": "Name"}]
)
def test_a_shape_is_a_schema(shape: Any) -> None:
    """What can be written is a JSON Schema."""
    Draft202012Validator.check_schema(schema(shape))


@pytest.mark.parametrize("shape", ["", "strin", "[string", "name", "string?!", {"a": "[tull]"}])
def test_an_unclear_shape_is_refused(shape: Any) -> None:
    """A slip of the pen does not become a schema that allows everything."""
    with pytest.raises(ShapeUnclear):
        schema(shape)
